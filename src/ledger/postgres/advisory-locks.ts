import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { LedgerError } from '../ledger-error.ts';
import { LEDGER_MESSAGES } from '../messages.ts';
import type { Lock, LockTable } from '../sql.ts';
import { SCHEMA } from './connections.ts';
import type { RepeatOptions } from './repeat.ts';
import type { Session, SessionConnection, SessionUser } from './session.ts';

/** The number of a lock, in two halves: other programs that use the database may have locks, too. */
export function advisoryKey(name: string): [number, number] {
  const digest = createHash('sha256').update(`${SCHEMA}\n${name}`).digest();
  return [digest.readInt32BE(0), digest.readInt32BE(4)];
}

interface HeldLock {
  readonly name: string;
  readonly lost: AbortController;
  isTaken: boolean;
}

const TAKE = 'SELECT pg_try_advisory_lock($1, $2) AS is_taken, pg_backend_pid() AS session_pid';
const RELEASE = 'SELECT pg_advisory_unlock($1, $2)';

/**
 * Locks that the server keeps for the session's connection, and ends with it. When that connection is lost they are taken again; if
 * another process was faster, the holder learns it by `lost`.
 */
export class AdvisoryLocks implements LockTable, SessionUser {
  readonly #session: Session;
  readonly #repeating: RepeatOptions;
  readonly #held = new Map<string, HeldLock>();

  constructor(session: Session, repeating: RepeatOptions) {
    this.#session = session;
    this.#repeating = repeating;
    session.add(this);
  }

  get isInUse(): boolean {
    return this.#held.size > 0;
  }

  async tryLock(name: string): Promise<Lock | undefined> {
    if (this.#held.has(name)) return undefined;
    const lock = { name, lost: new AbortController(), isTaken: false };
    this.#held.set(name, lock);
    try {
      const [answer] = await this.#session.query(TAKE, advisoryKey(name));
      lock.isTaken = answer?.['is_taken'] === true;
    } finally {
      if (!lock.isTaken) this.#held.delete(name);
    }
    return lock.isTaken ? { lost: lock.lost.signal, release: () => this.#release(lock) } : undefined;
  }

  async restore(connection: SessionConnection): Promise<void> {
    const deadline = performance.now() + this.#repeating.policy.maxRelockMs;
    let missing = [...this.#held.values()].filter(({ isTaken }) => isTaken);
    for (;;) {
      const refused: HeldLock[] = [];
      for (const lock of missing) {
        const isHeld = this.#held.get(lock.name) === lock;
        if (isHeld && !(await isTakenAgain(connection, lock))) refused.push(lock);
      }
      missing = refused;
      if (missing.length === 0 || performance.now() > deadline) break;
      await sleep(POLL_MS);
    }
    for (const lock of missing) this.#lose(lock, takenError(this.#repeating, lock));
  }

  giveUp(error: unknown): void {
    for (const lock of this.#held.values()) if (lock.isTaken) this.#lose(lock, error);
  }

  async #release(lock: HeldLock): Promise<void> {
    if (this.#held.get(lock.name) !== lock) return;
    this.#held.delete(lock.name);
    await this.#session.queryIfOpen(RELEASE, advisoryKey(lock.name));
  }

  #lose(lock: HeldLock, error: unknown): void {
    if (this.#held.get(lock.name) !== lock) return;
    this.#held.delete(lock.name);
    lock.lost.abort(error);
  }
}

/** How often a lock is tried again that another process has. */
const POLL_MS = 50;

async function isTakenAgain(connection: SessionConnection, { name }: HeldLock): Promise<boolean> {
  const [answer] = await connection.query(TAKE, advisoryKey(name));
  return answer?.['is_taken'] === true;
}

function takenError({ address }: RepeatOptions, { name }: HeldLock): LedgerError {
  return new LedgerError('ledger-lock-lost', LEDGER_MESSAGES['ledger-lock-lost'].text.taken(address.location, name));
}
