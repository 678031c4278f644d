import type { CollisionPolicy, DuplicatePolicy, ErrorLimit } from '../../import/index.ts';
import { type ConnectionOptions, type WrittenConnection, writeConnection } from '../connection.ts';
import { VALUES, whatItTakes } from '../options/option.ts';
import { UsageError } from '../usage-error.ts';

/** How a file is to be read, where that is said beside the mapping. */
export interface SourceChoice {
  /** Sheet of a workbook. Default: the first visible one. */
  readonly sheet?: string | undefined;
  /** Row that holds the column names. */
  readonly header?: number | undefined;
  /** Text encoding of a CSV file, where it is not detected right. */
  readonly encoding?: string | undefined;
  /** What separates the cells of a CSV file, where it is not detected right. */
  readonly delimiter?: string | undefined;
}

/** What of a choice says how the file is read. */
export function sourceOfChoice({ sheet, header, encoding, delimiter }: SourceChoice): SourceChoice {
  return { sheet, header, encoding, delimiter };
}

/** Which rows are sent, and which are not. */
interface ImportRowOptions {
  /** Only the first rows. */
  readonly limit?: number | undefined;
  /** Stop when more rows than this fail: `100`, or `5%`. */
  readonly maxErrors?: number | `${number}%` | undefined;
  /** Skip rows that are as they were last sent; of a file that an export for updating wrote, send only what was edited. */
  readonly changedOnly?: boolean | undefined;
  /** With `changedOnly`: overwrite records that were changed on the server since they were exported. */
  readonly force?: boolean | undefined;
  /** Rows with a key that another row of the file has. Default `reject`. */
  readonly onDuplicate?: DuplicatePolicy | undefined;
  /** Rows of other keys that the CRM would take for the same customer. Default: what the mapping says, or `reject`. */
  readonly onCollision?: CollisionPolicy | undefined;
  /** Send rows whose key an earlier run has made already, though that makes another record. */
  readonly again?: boolean | undefined;
  /** Send values that a spreadsheet has rounded or replaced as they are, instead of rejecting their rows. */
  readonly acceptDamage?: boolean | undefined;
}

/** Tags that there are not. */
export interface TagCreation {
  /** Make tags that are to be added and that there are not, and their groups. */
  readonly createMissing?: boolean | undefined;
  /** With `createMissing`: the group of new tags whose names have none. */
  readonly group?: string | undefined;
}

/** Everything that may be chosen of an import, whatever its file. */
export interface ImportPolicy extends ImportRowOptions, TagCreation, SourceChoice {
  /** Everything but sending. */
  readonly dryRun?: boolean | undefined;
  /** Folder for `errors.csv`, `results.csv`, `report.html` and `summary.json`. Default `runs/<run>`. */
  readonly out?: string | undefined;
  /** Needed if the mapping deletes or replaces something and nobody can be asked. */
  readonly agreed?: boolean | undefined;
}

/** Those, with the file and the mapping's path. */
export interface ImportChoice extends ImportPolicy {
  readonly file: string;
  readonly mapping: string;
}

/** Reads the most errors: a number of rows, or a percentage. Errors: `UsageError`. */
export function parseErrorLimit(given: number | string | undefined): ErrorLimit | undefined {
  if (given === undefined) return undefined;
  const text = String(given);
  if (!VALUES.errorLimit.accepts(text)) throw new UsageError(whatItTakes('max-errors', VALUES.errorLimit, text));
  const number = Number.parseFloat(text);
  return text.includes('%') ? { percent: number } : { count: number };
}

/** What was chosen as a command line, a ledger and a report write it. */
export type WrittenChoice = WrittenConnection & Partial<ImportChoice>;

/** Writes what was chosen of a run and its connection. */
export function writeChoice(choice: Partial<ImportChoice>, connection: ConnectionOptions): WrittenChoice {
  const { maxErrors, ...others } = choice;
  const limit = maxErrors === undefined ? {} : { maxErrors: String(maxErrors) as `${number}%` };
  return { ...others, ...limit, ...writeConnection(connection) };
}
