import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { INPUT_ERRORS } from '../app/failure.ts';
import { explainSystemError } from '../app/usage-error.ts';
import { FileError } from '../files/index.ts';
import { asLedgerError } from '../ledger/index.ts';
import { MappingError } from '../mapping/index.ts';
import { didYouMean, t } from '../words/index.ts';
import { EXIT, type ExitCode } from './exit-code.ts';

/** The error of the parser of the arguments. */
const PARSER_ERROR = 'YError';

/** Enough for fifty problems of a mapping with four lines each. */
const MAX_LINES = 200;
/** A file may have names and cells of any length. */
const MAX_LINE_CHARS = 600;

/** The text for an error that ended a command, bounded and without a stack trace, and the exit code. */
export function explainError(error: unknown): { readonly message: string; readonly exitCode: ExitCode } {
  const { message, exitCode } = explain(error);
  return { message: bounded(message), exitCode };
}

/** The text without its middle if it is long: what to do is at its end. */
function bounded(text: string): string {
  const lines = text.split('\n').map((line) => {
    if (line.length <= MAX_LINE_CHARS) return line;
    return `${line.slice(0, MAX_LINE_CHARS / 2)} … ${line.slice(-MAX_LINE_CHARS / 2)}`;
  });
  if (lines.length <= MAX_LINES) return lines.join('\n');
  const half = MAX_LINES / 2;
  const left = lines.length - MAX_LINES;
  return [...lines.slice(0, half), t`… ${left} more lines …`, ...lines.slice(-half)].join('\n');
}

function explain(error: unknown): { readonly message: string; readonly exitCode: ExitCode } {
  if (!(error instanceof Error)) return { message: String(error), exitCode: EXIT.aborted };
  if ('code' in error && error.code === 'ERR_SQLITE_ERROR') return explainError(asLedgerError('ledger.db', error));
  if (INPUT_ERRORS.has(error.name) || error.name === PARSER_ERROR)
    return { message: `${error.message}${hintFor(error)}`, exitCode: EXIT.usage };
  const system = error as NodeJS.ErrnoException;
  if (system.syscall && system.code) return { message: explainSystemError(system), exitCode: EXIT.usage };
  if ('disposition' in error)
    return {
      message: t`${error.message}\nNothing was sent after that. To find the cause: sobot-etl doctor. Then run the command again.`,
      exitCode: EXIT.aborted,
    };
  return {
    message: t`Unexpected error: ${error.message}\nNo row is lost: sobot-etl runs shows what was done. ${
      process.env['SOBOT_ETL_TRACE']
        ? error.stack
        : t`Please report this with the output of: SOBOT_ETL_TRACE=1 sobot-etl …`
    }`,
    exitCode: EXIT.aborted,
  };
}

const MIN_WRONG_MAPPING_PROBLEMS = 2;

/** A suggestion of what was probably meant. */
function hintFor(error: Error): string {
  if (error instanceof FileError && error.code === 'not-found') return nearFiles(error.path);
  if (
    !(error instanceof MappingError) ||
    error.problems.length <= MIN_WRONG_MAPPING_PROBLEMS ||
    error.remedy !== undefined
  )
    return '';
  if (!error.problems.every(({ code }) => code === 'unknown-column')) return '';
  return t`\n\nIs this the mapping of another spreadsheet? To generate one for this file: sobot-etl map <spreadsheet> -o mapping.yaml`;
}

const SPREADSHEET_FILE = /\.(csv|tsv|txt|xlsx|jsonl|gz)$/i;

/** ` Did you mean "…"?` with spreadsheets of that folder, or an empty string if none has a similar name. */
function nearFiles(path: string): string {
  try {
    const folder = dirname(path);
    const names = readdirSync(folder).filter((name) => SPREADSHEET_FILE.test(name));
    return didYouMean(
      path,
      names.map((name) => (path === basename(path) ? name : join(folder, name))),
    );
  } catch {
    return '';
  }
}
