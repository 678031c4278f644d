import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { createPrivateFile, GroupCommit, migrateDatabase, schemaVersion, useWriteAheadLog } from '../ledger/index.ts';
import { PUSH_MESSAGES } from './messages.ts';
import { PUSH_POLICY } from './policy.ts';
import { asPushError, PushError } from './push-error.ts';
import type { Push, PushKind } from './read-push.ts';
import { MIGRATIONS } from './schema.ts';

const POLICY = PUSH_POLICY.store;

/** A push as it was stored, with its number: numbers grow in the order of arrival. */
export interface StoredPush {
  readonly seq: number;
  /** In epoch milliseconds, by this machine's clock. */
  readonly receivedAt: number;
  readonly kind: PushKind;
  readonly userid: string;
  /** In epoch seconds. */
  readonly changedAt: number | undefined;
  /** The entry of the message's `content`, as JSON. */
  readonly content: string;
}

/** What goes through the pushes in their order, and continues there after a restart. */
export type PushConsumer = 'output' | 'mirror';

interface Arrival {
  readonly pushes: readonly Push[];
  readonly receivedAt: number;
}

/** Stores every push once, durably. Errors of opening: `PushError`. */
export class PushStore {
  readonly path: string;
  readonly #database: DatabaseSync;
  readonly #onStored: (() => void) | undefined;
  readonly #statements: ReturnType<typeof prepare>;
  #commits: GroupCommit<Arrival>;

  /** `onStored` is called after a commit. */
  constructor(path: string, onStored?: () => void) {
    this.path = path;
    this.#database = openDatabase(path);
    this.#statements = prepare(this.#database);
    this.#onStored = onStored;
    this.#commits = this.#newCommits();
  }

  /** Resolves once the pushes are on the disk, also if they were before. Rejects if that fails; later ones are tried again. */
  add(pushes: readonly Push[], receivedAt: number): Promise<void> {
    return this.#commits.add({ pushes, receivedAt });
  }

  /** Pushes after a number, the oldest first: so many, or fewer if they are large, but at least one if there is any. */
  read(afterSeq: number, limit: number): StoredPush[] {
    const page: StoredPush[] = [];
    let chars = 0;
    for (const row of this.#statements.read.iterate(afterSeq, limit)) {
      const push = storedPush(row);
      page.push(push);
      chars += push.content.length;
      if (chars >= POLICY.maxCharsAtOnce) break;
    }
    return page;
  }

  /** Pushes that were received from a time on and before another, in epoch milliseconds, in their order. */
  *receivedBetween(fromMs: number, toMs: number): Generator<StoredPush> {
    const range = this.#statements.range.get(fromMs, toMs);
    if (typeof range?.['first'] !== 'number') return;
    const last = Number(range['last']);
    // In pages, since new pushes are stored meanwhile.
    for (let after = Number(range['first']) - 1; after < last; ) {
      const page = this.read(after, POLICY.readAtOnce);
      for (const push of page) {
        if (push.seq <= last && push.receivedAt >= fromMs && push.receivedAt < toMs) yield push;
      }
      after = page.at(-1)?.seq ?? last;
    }
  }

  /** Is it a push of this store? Of one that was deleted only the number is known. */
  isOwn({ seq, receivedAt }: { readonly seq: number; readonly receivedAt: number }): boolean {
    const [push] = this.read(seq - 1, 1);
    if (push?.seq === seq) return Math.floor(push.receivedAt / 1000) === receivedAt;
    return seq <= this.position('output');
  }

  /** How many pushes the output does not have yet. */
  get waiting(): number {
    return Number(this.#statements.waiting.get(this.position('output'))?.['waiting'] ?? 0);
  }

  /** Is there a push of this customer? */
  has(userid: string, kind: PushKind): boolean {
    return this.#statements.has.get(kind, userid) !== undefined;
  }

  /** The number of the last push that a consumer has dealt with; 0 before the first. */
  position(consumer: PushConsumer): number {
    return Number(this.#statements.position.get(consumer)?.['seq'] ?? 0);
  }

  setPosition(consumer: PushConsumer, seq: number): void {
    this.#statements.setPosition.run(consumer, seq);
  }

  /** Deletes some pushes that were received before a time, up to a number; returns whether there may be more. */
  prune(beforeMs: number, upToSeq: number): boolean {
    return Number(this.#statements.prune.run(beforeMs, upToSeq, POLICY.pruneAtOnce).changes) === POLICY.pruneAtOnce;
  }

  /** Commits what is pending, and closes the file. */
  async close(): Promise<void> {
    await this.#commits.flush();
    this.#database.close();
  }

  /** A group commit ends with its first failure; a full disk may have space again, so the next push begins another. */
  #newCommits(): GroupCommit<Arrival> {
    return new GroupCommit<Arrival>(
      async (arrivals) => this.#commit(arrivals),
      () => {
        this.#commits = this.#newCommits();
      },
    );
  }

  #commit(arrivals: readonly Arrival[]): void {
    const { insert } = this.#statements;
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      for (const { pushes, receivedAt } of arrivals) {
        for (const { kind, userid, changedAt, content, digest } of pushes) {
          insert.run(receivedAt, digest, kind, userid, changedAt ?? null, content);
        }
      }
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
    this.#onStored?.();
  }
}

function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    createPrivateFile(path);
    database = new DatabaseSync(path, { timeout: POLICY.busyTimeoutMs });
    rejectForeignDatabase(database, path);
    useWriteAheadLog(database);
    // A push that was answered survives a power cut, too.
    database.exec(`PRAGMA synchronous = FULL; PRAGMA cache_size = -${POLICY.cacheKib};`);
    migrateDatabase(database, MIGRATIONS);
    return database;
  } catch (error) {
    database?.close();
    throw asPushError(path, error);
  }
}

function rejectForeignDatabase(database: DatabaseSync, path: string): void {
  const { text } = PUSH_MESSAGES['push-store-foreign'];
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  if (tables.length > 0 && !tables.some(({ name }) => name === 'pushes')) {
    throw new PushError('push-store-foreign', text.otherProgram(path));
  }
  if (schemaVersion(database) > MIGRATIONS.length) throw new PushError('push-store-foreign', text.newer(path));
}

function prepare(database: DatabaseSync) {
  const all = 'SELECT seq, received_at, kind, userid, changed_at, content FROM pushes';
  return {
    insert: database.prepare(
      'INSERT INTO pushes (received_at, digest, kind, userid, changed_at, content) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (digest) DO NOTHING',
    ),
    read: database.prepare(`${all} WHERE seq > ? ORDER BY seq LIMIT ?`),
    range: database.prepare(
      'SELECT min(seq) AS first, max(seq) AS last FROM pushes WHERE received_at >= ? AND received_at < ?',
    ),
    waiting: database.prepare("SELECT count(*) AS waiting FROM pushes WHERE seq > ? AND kind <> 'sample'"),
    has: database.prepare('SELECT 1 FROM pushes WHERE kind = ? AND userid = ? LIMIT 1'),
    position: database.prepare('SELECT seq FROM positions WHERE consumer = ?'),
    setPosition: database.prepare(
      'INSERT INTO positions (consumer, seq) VALUES (?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq',
    ),
    prune: database.prepare(
      'DELETE FROM pushes WHERE seq IN (SELECT seq FROM pushes WHERE received_at < ? AND seq <= ? ORDER BY received_at LIMIT ?)',
    ),
  } as const satisfies Readonly<Record<string, StatementSync>>;
}

function storedPush(row: Readonly<Record<string, unknown>>): StoredPush {
  const { seq, received_at: receivedAt, kind, userid, changed_at: changedAt, content } = row;
  return {
    seq: Number(seq),
    receivedAt: Number(receivedAt),
    kind: kind as PushKind,
    userid: String(userid),
    changedAt: changedAt === null ? undefined : Number(changedAt),
    content: String(content),
  };
}
