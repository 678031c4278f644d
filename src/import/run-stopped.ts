import { SobotError } from '../api/errors/sobot-error.ts';
import { FileError } from '../files/index.ts';
import { asLedgerError, LedgerError } from '../ledger/index.ts';

/** The run cannot go on; what was done is kept, and `resume` goes on from there. */
export class RunStopped extends Error {
  override name = 'RunStopped';
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Why the run cannot go on, from whatever was thrown. What nobody expected stops it just as safely. */
export function asRunStopped(error: unknown): RunStopped {
  if (error instanceof RunStopped) return error;
  if (error instanceof LedgerError || error instanceof SobotError || error instanceof FileError) {
    return new RunStopped(error.code, error.message, error);
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ERR_SQLITE_ERROR') return asRunStopped(asLedgerError('ledger.db', error));
  return new RunStopped('unexpected', `sobot-etl met something that it did not expect: ${message ?? error}`, error);
}
