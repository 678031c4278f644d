import { join } from 'node:path';
import type { LedgerStore } from '../ledger-store.ts';
import { FileLocks } from './file-locks.ts';
import { SharedRateLimiter } from './shared-rate-limiter.ts';
import { openSqliteDatabase } from './sqlite-database.ts';

/** Names in the home folder that older versions use, too. */
const LEDGER_FILE = 'ledger.db';
const RATE_FILE = 'pace.db';

/** The ledger of a home folder, for the processes of one machine. Errors: `LedgerError`. */
export function openSqliteStore(home: string): LedgerStore {
  const database = openSqliteDatabase(join(home, LEDGER_FILE));
  let limiter: SharedRateLimiter | undefined;
  return {
    database,
    locks: new FileLocks(home),
    permits(scope, now) {
      const opened = () => {
        limiter ??= new SharedRateLimiter(join(home, RATE_FILE));
        return limiter;
      };
      return {
        take: async (intervalMs, maxPermits) => {
          const { taken, waitMs } = opened().take(scope, now(), intervalMs, maxPermits);
          // All that were taken are free now.
          return { taken, waitMs: taken > 0 ? 0 : waitMs, everyMs: 0 };
        },
        pause: async (pauseMs) => opened().pause(scope, now() + pauseMs),
        announcesPauses: false,
        listen: async () => ({ stop: async () => {} }),
      };
    },
    async close() {
      limiter?.close();
      await database.close();
    },
  };
}
