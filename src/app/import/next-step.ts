import { isAbsolute, relative } from 'node:path';
import { MAX_ERROR_ROWS } from '../../files/index.ts';
import { errorCount, type ImportSummary } from '../../import/index.ts';
import { counted, t } from '../../words/index.ts';
import { DEFAULT_BASE_URL, type Environment } from '../connection.ts';
import { ledgerWords } from '../open-ledger.ts';
import { PLAN_OPTIONS } from '../options/change-options.ts';
import { IMPORT_OPTIONS, INPUT_OPTIONS } from '../options/import-options.ts';
import { repeatedWords } from '../options/option.ts';
import { commandLine } from '../program.ts';
import type { WrittenChoice } from './import-choice.ts';

/** What to do after a run: a sentence, and the command that does it. */
export interface NextStep {
  readonly text: string;
  readonly command?: string;
}

/** The options of the run as a command line writes them. */
interface GivenCommand extends WrittenChoice {
  readonly file: string;
  readonly mapping: string;
  /** Of a plan, its workbook. */
  readonly output?: string | undefined;
}

interface NextStepContext {
  /** Shows how this program is called. */
  readonly env: Environment;
  /** The number of rows in the file, if only the first were read. */
  readonly of?: number | undefined;
}

/** What to do after a run with this summary; the command repeats the flags, paths and connection of the run. */
export function nextStep(
  summary: ImportSummary,
  given: GivenCommand,
  { env, of }: NextStepContext,
): NextStep | undefined {
  const { command, reason_code, bad_input, rows, run, dry_run } = summary;
  const errors = shortPath(errorsFile(summary));
  const first = partText(rows.read, of, given.sample !== undefined);
  const line = (verb: string, path: string, ...more: readonly string[]) => {
    const words = givenWords(given, { isSameFile: path === given.file });
    const others = more.filter((word) => !words.includes(word));
    return commandLine(
      [verb, asGiven(path), '-m', asGiven(given.mapping), ...words, ...others, ...connectionWords(given, env)],
      env,
    );
  };
  const importing = (path: string, ...more: readonly string[]) => line('import', path, ...more);
  const checking = () => (isBeyondCheck(given) ? line('import', given.file, '--dry-run') : line('check', given.file));
  // It needs only the ledger, which knows the rest.
  const resuming = (...more: readonly string[]) =>
    commandLine(['resume', run, ...more, ...ledgerWords({ ...given, env })], env);
  const planning = () => planLine(given.file, { ...given, out: undefined }, env);
  if (reason_code === 'plan-gone')
    return { text: t`plan the file again; what was sent is then unchanged`, command: planning() };
  if (command === 'undo' && !isCutShort(summary)) return afterUndo(summary);
  if (command === 'apply' && !isCutShort(summary) && rows.in_doubt === 0) {
    if (errorCount(rows) === 0 && rows.created + rows.updated + rows.done === 0) return undefined;
    return errorCount(rows) > 0
      ? { text: t`look at ${errors}; to see what is left to do, plan again`, command: planning() }
      : {
          text: t`check that the CRM has what was sent`,
          command: commandLine(['verify', run, ...connectionWords(given, env)], env),
        };
  }
  if (dry_run && command === 'tag') return { text: t`to tag them, run the same command without --dry-run` };
  if (bad_input) {
    return {
      text: t`fix ${given.file} at that position`,
      command: dry_run ? checking() : importing(given.file, '--changed-only'),
    };
  }
  if (dry_run && isCutShort(summary)) return { text: t`check again`, command: checking() };
  if (dry_run && errorCount(rows) > 0) {
    const which = first === undefined ? '' : t`, of ${first}`;
    return {
      text: t`fix the rows in ${given.file} (${errors} says what is wrong${which}), then check again`,
      command: checking(),
    };
  }
  if (dry_run && rows.read === 0) return { text: t`fill in rows, then check again`, command: checking() };
  if (dry_run) {
    const { fit = rows.skipped } = rows;
    const others = t`${counted(fit, 'row is', 'rows are')} fit to send, the others would be skipped`;
    const all = first ? t`${first} are fit to send` : t`every row is fit to send`;
    return { text: fit < rows.skipped ? others : all, command: importing(given.file) };
  }
  if (reason_code === 'input-changed') {
    return { text: t`import the file as it is now`, command: importing(given.file, '--changed-only') };
  }
  if (reason_code === 'canary') {
    return { text: t`fix the cause and import again, or resume with the other rows`, command: resuming() };
  }
  if (isCutShort(summary)) return { text: t`resume the run`, command: resuming() };
  if (rows.in_doubt > 0) {
    return {
      text: t`look up the rows in doubt in the CRM; to send them again`,
      command: resuming('--resend-in-doubt'),
    };
  }
  if (errorCount(rows) === 0) {
    if (summary.merged === undefined) return undefined;
    return { text: t`look up the customers in ${errors}: rows with different keys became one` };
  }
  const which = first === undefined ? '' : t` (of ${first})`;
  return { text: t`fix the rows in ${errors}${which}, then import that file`, command: importing(errors) };
}

/** What was read of a file, if that was not all of it. `of`: the number of its rows, if it is known. */
function partText(read: number, of: number | undefined, isSample: boolean): string | undefined {
  if (of !== undefined && of <= read) return undefined;
  if (isSample) {
    const rows = counted(read, 'row');
    return of === undefined ? t`the ${rows} of the sample` : t`the ${rows} of the sample from ${of} rows`;
  }
  return of === undefined ? undefined : t`the first ${read} of ${of} rows`;
}

/** The command that plans a file with these options and this connection. For another file it writes its files elsewhere. */
export function planLine(path: string, given: GivenCommand, env: Environment): string {
  const { file, mapping, out, output } = given;
  const isSameFile = path === file;
  const paths = { ...given, ...(out !== undefined && { out: asGiven(out) }) };
  const workbook = isSameFile && output !== undefined ? ['-o', asGiven(output)] : [];
  const words = [...workbook, ...repeatedWords(PLAN_OPTIONS, paths, isSameFile), ...connectionWords(given, env)];
  return commandLine(['plan', asGiven(path), '-m', asGiven(mapping), ...words], env);
}

/** After an undo, or its dry run. What was kept, and cannot be taken back, is for people to decide. */
function afterUndo({ dry_run, rows, cells, files }: ImportSummary): NextStep | undefined {
  const kept = (cells?.kept ?? 0) + errorCount(rows);
  const results = shortPath(files.results);
  const look = dry_run
    ? t`${results} says in its column _kept what would stay, and why`
    : t`${results} says in its column _kept what stays, and why`;
  if (dry_run && (rows.fit ?? 0) + rows.rejected > 0) {
    return { text: t`${kept > 0 ? `${look}; ` : ''}to take the rest back, run the same command without --dry-run` };
  }
  return kept > 0 ? { text: t`look at the customers that are left: ${look}` } : undefined;
}

/** The file in which to correct the rows of a run: the workbook, if it holds all of them. */
export function errorsFile({ rows, files }: Pick<ImportSummary, 'rows' | 'files'>): string {
  return (errorCount(rows) <= MAX_ERROR_ROWS ? files.errors_xlsx : undefined) ?? files.errors;
}

/** Did the run end before all rows were processed? */
export function isCutShort({ status }: Pick<ImportSummary, 'status'>): boolean {
  return status === 'aborted' || status === 'interrupted';
}

/** A path relative to the working folder, if it is inside it. */
export function shortPath(path: string): string {
  const near = relative('', path);
  return near.startsWith('..') ? path : near;
}

/** The path as the user wrote it; an absolute path from the ledger is shortened. */
function asGiven(path: string): string {
  return isAbsolute(path) ? shortPath(path) : path;
}

/** The options that name the tenant and the ledger, as far as they are not the usual ones. */
export function connectionWords({ profile, baseUrl, ...given }: WrittenChoice, env: Environment): string[] {
  const usual = env['SOBOT_BASE_URL'] || DEFAULT_BASE_URL;
  return [
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...(baseUrl === undefined || baseUrl === usual ? [] : ['--base-url', baseUrl]),
    ...ledgerWords({ ...given, env }),
  ];
}

/** The options of an import as words of the next command. */
export function givenWords(given: object, { isSameFile }: { readonly isSameFile: boolean }): string[] {
  return repeatedWords(IMPORT_OPTIONS, given, isSameFile);
}

/** Was an option given that `check` does not take, so that only `import --dry-run` does the same? */
export function isBeyondCheck(given: object): boolean {
  const words = givenWords(given, { isSameFile: true }).filter((word) => word.startsWith('--'));
  return words.some((word) => !(word.slice(2) in INPUT_OPTIONS));
}
