import { LEDGER_MESSAGES } from './messages.ts';

/** The ledger cannot be used: nothing may be sent, because nothing could be recorded. `code` is stable. */
export class LedgerError extends Error {
  override name = 'LedgerError';
  readonly code: string;

  constructor(code: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

interface SystemFailure {
  readonly errcode?: number;
  readonly code?: string;
  readonly message?: string;
}

type Reason = readonly [code: keyof typeof LEDGER_MESSAGES, message: (path: string) => string];

const NOT_A_FOLDER: Reason = ['ledger-unopened', LEDGER_MESSAGES['ledger-unopened'].text.notAFolder];
const NOT_WRITABLE: Reason = ['ledger-read-only', LEDGER_MESSAGES['ledger-read-only'].text.folder];

/** By SQLite's primary result codes, https://www.sqlite.org/rescode.html */
const SQLITE_FAILURES: Readonly<Record<number, Reason>> = {
  5: ['ledger-busy', LEDGER_MESSAGES['ledger-busy'].text.locked],
  8: ['ledger-read-only', LEDGER_MESSAGES['ledger-read-only'].text.file],
  10: ['ledger-io', LEDGER_MESSAGES['ledger-io'].text.disk],
  11: ['ledger-corrupt', LEDGER_MESSAGES['ledger-corrupt'].text.damaged],
  13: ['ledger-full', LEDGER_MESSAGES['ledger-full'].text.database],
  14: ['ledger-unopened', LEDGER_MESSAGES['ledger-unopened'].text.file],
  26: ['ledger-corrupt', LEDGER_MESSAGES['ledger-corrupt'].text.notALedger],
};

/** By the operating system's codes, for the folder of the ledger. */
const FOLDER_FAILURES: Readonly<Record<string, Reason>> = {
  EACCES: NOT_WRITABLE,
  EPERM: NOT_WRITABLE,
  EROFS: ['ledger-read-only', LEDGER_MESSAGES['ledger-read-only'].text.disk],
  ENOENT: ['ledger-unopened', LEDGER_MESSAGES['ledger-unopened'].text.noFolder],
  ENOSPC: ['ledger-full', LEDGER_MESSAGES['ledger-full'].text.folder],
  ENOTDIR: NOT_A_FOLDER,
  EEXIST: NOT_A_FOLDER,
};

/** Turns what SQLite or the operating system threw into a message that says what to do. */
export function asLedgerError(path: string, error: unknown): LedgerError {
  if (error instanceof LedgerError) return error;
  const { errcode, code, message } = error as SystemFailure;
  const reason = SQLITE_FAILURES[(errcode ?? 0) & 0xff] ?? FOLDER_FAILURES[code ?? ''];
  if (reason) return new LedgerError(reason[0], reason[1](path), error);
  const text = LEDGER_MESSAGES['ledger-failed'].text.other(path, String(message ?? error));
  return new LedgerError('ledger-failed', text, error);
}
