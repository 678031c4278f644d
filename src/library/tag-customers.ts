import { checkRequest, importWith } from '../app/import/import-file.ts';
import { taggingOfFile } from '../app/tag/run-tag.ts';
import type { ImportSummary } from '../import/summary.ts';
import type { TagKey } from '../tagging/tagging-request.ts';
import { connectionFlags } from './connection.ts';
import { quietTerminal, type RunOptions, surrounded } from './run-options.ts';

/** What `tagCustomers` takes. */
export interface TagOptions extends RunOptions {
  /** Path of the spreadsheet. */
  readonly file: string;
  /** What identifies the customers, and the column that holds it. */
  readonly by: TagKey;
  readonly column: string;
  /** Tags as `Tag` or `Group/Tag`. */
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  /** Columns of tags, different for each row. */
  readonly addColumn?: string;
  readonly removeColumn?: string;
  /** Create missing tag groups and tags. */
  readonly createMissing?: boolean;
  /** With `createMissing`: the group of new tags whose names have none. */
  readonly group?: string;
  /** Everything but sending. */
  readonly dryRun?: boolean;
  /** Only the first rows. */
  readonly limit?: number;
  /** Folder for the run's files. Default `runs/<run>`. */
  readonly out?: string;
  /** Stop when more rows than this fail: `100`, or `5%`. */
  readonly maxErrors?: number | `${number}%`;
}

/**
 * Adds tags to the customers of a spreadsheet, or takes them off; their other tags stay.
 * Errors: `TaggingError`, `UsageError`, `FileError`, `SobotError`; no customer is tagged then.
 *
 * @example
 * await tagCustomers({ connection, file: 'fair.csv', by: 'email', column: 'Email', add: ['Channel/Fair'] });
 */
export async function tagCustomers(options: TagOptions): Promise<ImportSummary> {
  const { connection, file, by, column, add, remove, addColumn, removeColumn, limit, out, maxErrors } = options;
  const request = await taggingOfFile({
    ...connectionFlags(connection),
    file,
    by,
    column,
    add,
    remove,
    addColumn,
    removeColumn,
    limit,
    out,
    createMissing: options.createMissing ?? false,
    group: options.group,
    dryRun: options.dryRun ?? false,
    onDuplicate: 'all',
    maxErrors: maxErrors === undefined ? undefined : String(maxErrors),
    json: false,
    quiet: true,
    verbose: false,
    yes: true,
  });
  checkRequest(
    request,
    quietTerminal(() => {}),
  );
  return surrounded(options, (surroundings) => importWith(request, surroundings));
}
