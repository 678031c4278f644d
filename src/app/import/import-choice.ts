import type { CollisionPolicy, DuplicatePolicy, ErrorLimit } from '../../import/index.ts';
import { acceptsMode, type ChangeMode, changeRulesOf, type LoadedMapping, needsBefore } from '../../mapping/index.ts';
import { t } from '../../words/index.ts';
import { type ConnectionOptions, type WrittenConnection, writeConnection } from '../connection.ts';
import { VALUES, whatItTakes } from '../options/option.ts';
import { UsageError } from '../usage-error.ts';

/** How to read the file, where flags override the mapping. */
export interface SourceChoice {
  /** Sheet of a workbook. Default: the first visible one. */
  readonly sheet?: string | undefined;
  /** Row that holds the column names. */
  readonly header?: number | undefined;
  /** Text encoding of a CSV file, if it is not detected correctly. */
  readonly encoding?: string | undefined;
  /** Delimiter of a CSV file, if it is not detected correctly. */
  readonly delimiter?: string | undefined;
}

/** The options of a choice that say how to read the file. */
export function sourceOfChoice({ sheet, header, encoding, delimiter }: SourceChoice): SourceChoice {
  return { sheet, header, encoding, delimiter };
}

/** Which rows are sent, and which are not. */
interface ImportRowOptions {
  /** Only the first rows. */
  readonly limit?: number | undefined;
  /** Only so many rows, spread over the whole file; not together with `limit`. */
  readonly sample?: number | undefined;
  /** With `sample`: the same number chooses the same rows of the same file. Default: a random one, which the summary names. */
  readonly seed?: number | undefined;
  /** Stop when more rows than this fail: `100`, or `5%`. */
  readonly maxErrors?: number | `${number}%` | undefined;
  /** Skip rows that have not changed since they were last sent; from a file of `export --for-update`, send only the edits. */
  readonly changedOnly?: boolean | undefined;
  /** With `changedOnly`: overwrite records that were changed on the server since they were exported. */
  readonly force?: boolean | undefined;
  /** What to do about rows that share a key with another row of the file. Default `reject`. */
  readonly onDuplicate?: DuplicatePolicy | undefined;
  /** What to do about rows with different keys that the CRM would save as one customer. Default: the mapping's, or `reject`. */
  readonly onCollision?: CollisionPolicy | undefined;
  /** Which customers are written: only new ones, only those that exist, or both. Default: the mapping's, or both. */
  readonly mode?: ChangeMode | undefined;
  /** Send rows whose key an earlier run has already created, although that creates another record. */
  readonly again?: boolean | undefined;
  /** Send values that a spreadsheet has rounded or replaced as they are, instead of rejecting their rows. */
  readonly acceptDamage?: boolean | undefined;
}

/** What to do about missing tags. */
export interface TagCreation {
  /** Create missing tags, and their groups. */
  readonly createMissing?: boolean | undefined;
  /** With `createMissing`: the group for new tags that are given without one. */
  readonly group?: string | undefined;
}

/** The options of an import that do not depend on the file. */
export interface ImportPolicy extends ImportRowOptions, TagCreation, SourceChoice {
  /** Do everything except sending. */
  readonly dryRun?: boolean | undefined;
  /** Folder for `errors.csv`, `results.csv`, `report.html` and `summary.json`. Default `runs/<run>`. */
  readonly out?: string | undefined;
  /** Read each customer before it is changed, and keep what it was, so that the run can be undone. */
  readonly undoable?: boolean | undefined;
  /** Write `report.html` without cells, keys and names of records, for people who may not see them. */
  readonly mask?: boolean | undefined;
  /** With a ledger that several machines share: send rows in this process, too. Default: yes. */
  readonly local?: boolean | undefined;
  /** Path of a file with cells that people corrected without changing the input. It must stay until the run has ended. */
  readonly corrections?: string | undefined;
  /** Needed if the mapping deletes or replaces something and nobody can be asked. */
  readonly agreed?: boolean | undefined;
}

/** The options of an import with its file and the path of its mapping. */
export interface ImportChoice extends ImportPolicy {
  readonly file: string;
  readonly mapping: string;
}

/** Parses an error limit: a number of rows, or a percentage. Errors: `UsageError`. */
export function parseErrorLimit(given: number | string | undefined): ErrorLimit | undefined {
  if (given === undefined) return undefined;
  const text = String(given);
  if (!VALUES.errorLimit.accepts(text)) throw new UsageError(whatItTakes('max-errors', VALUES.errorLimit, text));
  const number = Number.parseFloat(text);
  return text.includes('%') ? { percent: number } : { count: number };
}

/** Checks that the target's rows can be written in the mode. Errors: `UsageError`. */
function requireMode({ target }: Pick<LoadedMapping, 'target'>, mode: ChangeMode | undefined): void {
  if (mode === undefined || acceptsMode(target, mode)) return;
  const why = acceptsMode(target, 'update')
    ? t`it edits customers by their ids and creates none`
    : t`only the customers of targets customer and customer-update are compared with those in the CRM`;
  throw new UsageError(t`--mode ${mode} does not work with target ${target.name}: ${why}`);
}

/** Checks the mode, and that no merge rule depends on what another row of the file has set. Errors: `UsageError`. */
export function requireChangeRules(mapping: LoadedMapping, { mode, onDuplicate, onCollision }: ImportRowOptions): void {
  requireMode(mapping, mode);
  const rule = [...changeRulesOf(mapping, mode).merge].find(([, merge]) => needsBefore(merge));
  const policy = severalRowsBy(mapping, { onDuplicate, onCollision });
  if (rule === undefined || policy === undefined) return;
  const [field, merge] = rule;
  throw new UsageError(
    t`${policy} does not work with merge: ${merge} (${field}): a row would not know what other rows of its customer have set, and values would be lost. Join the rows of each customer to one, or remove the rule from the mapping`,
  );
}

/** What lets several rows be about one customer, as it was given. */
function severalRowsBy(
  { content }: LoadedMapping,
  { onDuplicate, onCollision }: Pick<ImportRowOptions, 'onDuplicate' | 'onCollision'>,
): string | undefined {
  if (onDuplicate === 'all') return '--on-duplicate all';
  if (onCollision === 'send') return '--on-collision send';
  return onCollision === undefined && content.onCollision === 'send' ? 'onCollision: send' : undefined;
}

/** The options as command lines, the ledger and reports write them. */
export type WrittenChoice = WrittenConnection & Partial<ImportChoice>;

/** Writes the options of a run and its connection. */
export function writeChoice(choice: Partial<ImportChoice>, connection: ConnectionOptions): WrittenChoice {
  const { maxErrors, ...others } = choice;
  const limit = maxErrors === undefined ? {} : { maxErrors: String(maxErrors) as `${number}%` };
  return { ...others, ...limit, ...writeConnection(connection) };
}
