/** The ledger cannot be used: nothing may be sent, because nothing could be remembered. `code` is stable. */
export class LedgerError extends Error {
  override name = 'LedgerError';
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

interface SqliteFailure {
  readonly errcode?: number;
  readonly code?: string;
  readonly message?: string;
}

// Primary result codes of SQLite, https://www.sqlite.org/rescode.html
const SQLITE_FAILURES: Readonly<Record<number, readonly [code: string, what: string]>> = {
  5: ['ledger-busy', 'another program holds it for too long; close that program and try again'],
  8: [
    'ledger-read-only',
    'it may not be written; give yourself the right to write it, or choose another folder with --home',
  ],
  10: ['ledger-io', 'the disk failed to read or write it; check the disk, or choose another folder with --home'],
  11: [
    'ledger-corrupt',
    'it is damaged; move it aside to start a new one (runs in it can then not be resumed), or restore a backup',
  ],
  13: ['ledger-full', 'the disk is full; make room, then go on with: sobot-etl resume'],
  14: [
    'ledger-unopened',
    'it cannot be opened; check that the folder exists and is yours, or choose another with --home',
  ],
  26: ['ledger-corrupt', 'it is not a ledger; move that file aside, or choose another folder with --home'],
};

/** Turns what SQLite threw into a message that says what to do. */
export function asLedgerError(path: string, error: unknown): LedgerError {
  if (error instanceof LedgerError) return error;
  const { errcode, code, message } = error as SqliteFailure;
  const [kind, what] = SQLITE_FAILURES[(errcode ?? 0) & 0xff] ??
    FILE_FAILURES[code ?? ''] ?? ['ledger-failed', String(message ?? error)];
  return new LedgerError(kind, `the ledger ${path} cannot be used: ${what}`, error);
}

const FILE_FAILURES: Readonly<Record<string, readonly [string, string]>> = {
  EACCES: ['ledger-read-only', 'its folder may not be written; choose another with --home or SOBOT_ETL_HOME'],
  EPERM: ['ledger-read-only', 'its folder may not be written; choose another with --home or SOBOT_ETL_HOME'],
  EROFS: ['ledger-read-only', 'its folder is on a read-only disk; choose another with --home or SOBOT_ETL_HOME'],
  ENOENT: ['ledger-unopened', 'its folder cannot be made there; choose another with --home or SOBOT_ETL_HOME'],
  ENOSPC: ['ledger-full', 'the disk is full; make room and try again'],
  ENOTDIR: [
    'ledger-unopened',
    'a part of its path is a file, not a folder; choose another with --home or SOBOT_ETL_HOME',
  ],
  EEXIST: [
    'ledger-unopened',
    'a part of its path is a file, not a folder; choose another with --home or SOBOT_ETL_HOME',
  ],
};
