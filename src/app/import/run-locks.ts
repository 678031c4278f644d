import { type Ledger, LedgerError, type Lock } from '../../ledger/index.ts';
import { UsageError } from '../usage-error.ts';

/** Takes the run for this process. Errors: `LedgerError` where another has it. */
export function lockRun(ledger: Ledger, id: string): Lock {
  const lock = ledger.lockRun(id);
  if (lock) return lock;
  throw new LedgerError(
    'run-locked',
    `run ${id} is locked by another process; wait until it ends, or stop it, then: sobot-etl resume ${id}`,
  );
}

/** Takes the output folder for this process, so that two runs do not write the same files. */
export function lockOutputFolder(ledger: Ledger, dir: string): Lock {
  const lock = ledger.lockFolder(dir);
  if (lock) return lock;
  throw new UsageError(`another run is writing its files into ${dir}; choose another folder with --out`);
}
