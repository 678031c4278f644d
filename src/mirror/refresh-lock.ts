import { type Lock, tryLock } from '../ledger/index.ts';
import type { Clock } from '../resilience/index.ts';
import { MIRROR_POLICY } from './policy.ts';

/** How to wait for another process. */
export interface LockWaiting {
  readonly clock: Clock;
  readonly stop?: AbortSignal | undefined;
  /** Called once if another process is refreshing the mirror. */
  readonly onWait?: (() => void) | undefined;
}

/** Takes the lock of a mirror's refresh once no other process has it; undefined if it is stopped before. Errors: `LedgerError`. */
export async function lockRefresh(mirrorPath: string, { clock, stop, onWait }: LockWaiting): Promise<Lock | undefined> {
  const path = `${mirrorPath.replace(/\.db$/, '')}.lock`;
  for (let isFirst = true; ; isFirst = false) {
    const lock = await tryLock(path);
    if (lock) return lock;
    if (isFirst) onWait?.();
    try {
      await clock.sleep(MIRROR_POLICY.locks.pollMs, stop);
    } catch {
      return undefined;
    }
  }
}
