import { asLedgerError } from '../ledger/index.ts';
import { MappingError } from '../mapping/index.ts';
import { t } from '../words/index.ts';
import { explainSystemError } from './usage-error.ts';

/** An error as programs and people are told it. */
export interface Failure {
  /** Stable, such as `unknown-column`; the name of the error's class where it has no code. */
  readonly code: string;
  readonly message: string;
  /** `input`: what was asked for is wrong. `remote`: the CRM. `unexpected`: a fault of this program. */
  readonly cause: 'input' | 'remote' | 'unexpected';
}

/** Names of errors of what was asked for (usage, configuration, mapping, input, ledger): nothing was sent. */
export const INPUT_ERRORS: ReadonlySet<string> = new Set([
  'UsageError',
  'MappingError',
  'ExportError',
  'TaggingError',
  'ChangeError',
  'FileError',
  'LedgerError',
  'MirrorError',
  'PushError',
  'LookupUnavailable',
]);

const UNEXPECTED = 'unexpected';
const MAX_MESSAGE_CHARS = 4000;

/** Tells an error that ended a use case, without its stack trace. */
export function failureOf(error: unknown): Failure {
  const failure = explained(error);
  return { ...failure, message: failure.message.slice(0, MAX_MESSAGE_CHARS) };
}

function explained(error: unknown): Failure {
  if (!(error instanceof Error)) return { code: UNEXPECTED, message: String(error), cause: UNEXPECTED };
  const { code } = error as { code?: unknown };
  const own = typeof code === 'string' ? code : error.name;
  if (own === 'ERR_SQLITE_ERROR') return explained(asLedgerError('ledger.db', error));
  if (error instanceof MappingError) return { code: own, message: mappingMessage(error), cause: 'input' };
  if (INPUT_ERRORS.has(error.name)) return { code: own, message: error.message, cause: 'input' };
  if (error.name === 'Stopped') return { code: own, message: t`Stopped before anything was sent.`, cause: 'input' };
  if ('disposition' in error) return { code: own, message: error.message, cause: 'remote' };
  const system = error as NodeJS.ErrnoException;
  if (system.syscall && system.code) return { code: own, message: explainSystemError(system), cause: 'input' };
  return { code: UNEXPECTED, message: t`Unexpected error: ${error.message}`, cause: UNEXPECTED };
}

/** What is wrong with a mapping, a line each, without the lines of its text: people may never have seen those. */
function mappingMessage({ problems, remedy }: MappingError): string {
  const messages = problems.map(({ message }) => message);
  return [...messages, ...(remedy === undefined ? [] : [remedy])].join('\n');
}
