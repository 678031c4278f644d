import { createMissingExtension } from '../app/import/create-missing.ts';
import { checkRequest, importWith } from '../app/import/import-file.ts';
import type { ImportFlags } from '../app/import/import-flags.ts';
import type { ImportRequest } from '../app/import/import-request.ts';
import type { DuplicatePolicy } from '../import/duplicates.ts';
import type { CollisionPolicy } from '../import/identity/collisions.ts';
import type { ImportSummary } from '../import/summary.ts';
import { loadMapping } from '../mapping/index.ts';
import { connectionFlags } from './connection.ts';
import { type InputRow, inputOf } from './input-rows.ts';
import { quietTerminal, type RunOptions, surrounded } from './run-options.ts';

/** What `importFile` takes. */
export interface ImportOptions extends RunOptions {
  /** Path of the spreadsheet: CSV, XLSX or JSONL. Either this or `rows`. */
  readonly file?: string;
  /** The rows themselves, each an object whose members are the columns that the mapping names. They are kept until the run is done. */
  readonly rows?: AsyncIterable<InputRow> | Iterable<InputRow>;
  /** Path of the mapping file. */
  readonly mapping: string;
  /** Folder for `errors.csv`, `results.csv`, `report.html` and `summary.json`. Default `runs/<run>`. */
  readonly out?: string;
  /** Everything but sending. */
  readonly dryRun?: boolean;
  /** Only the first rows. */
  readonly limit?: number;
  /** Stop when more rows than this fail: `100`, or `5%`. */
  readonly maxErrors?: number | `${number}%`;
  /** Skip rows that are as they were last sent. */
  readonly changedOnly?: boolean;
  /** Rows with a key that another row of the file has. Default `reject`. */
  readonly onDuplicate?: DuplicatePolicy;
  /** Rows of other keys that the CRM would take for the same customer. Default: what the mapping says, or `reject`. */
  readonly onCollision?: CollisionPolicy;
  /** Send rows whose key an earlier run has made already, though that makes another record. */
  readonly again?: boolean;
  /** Send values that a spreadsheet has rounded or replaced as they are, instead of rejecting their rows. */
  readonly acceptDamage?: boolean;
  /** Make tags that are to be added and that there are not, and their groups. */
  readonly createMissing?: boolean;
  /** With `createMissing`: the group of new tags whose names have none. */
  readonly group?: string;
  /** Needed where the mapping deletes or replaces something: nobody is there to be asked. */
  readonly agreed?: boolean;
}

/**
 * Imports a spreadsheet as a mapping says; answers the summary, which accounts for every row. A row that fails is no
 * error: it is counted, and stands in `errors.csv`.
 * Errors, before anything is sent: `MappingError`, `FileError`, `LedgerError`, `UsageError`; with `createMissing`, `TaggingError`
 * for tags that cannot be made.
 *
 * @example
 * const summary = await importFile({ connection, file: 'customers.csv', mapping: 'customers.yaml' });
 * console.log(summary.status, summary.rows.created);
 */
export function importFile(options: ImportOptions): Promise<ImportSummary> {
  return start('import', options);
}

/**
 * Does everything that `importFile` does short of sending; the summary's `rows.fit` counts the rows that could be sent.
 * Errors: those of `importFile`.
 *
 * @example
 * const { rows, causes } = await checkFile({ connection, file: 'customers.csv', mapping: 'customers.yaml' });
 */
export function checkFile(options: ImportOptions): Promise<ImportSummary> {
  return start('check', { ...options, dryRun: true });
}

async function start(command: 'import' | 'check', options: ImportOptions): Promise<ImportSummary> {
  const { limit, out, dryRun = false, changedOnly = false, onDuplicate = 'reject', agreed = false } = options;
  const mapping = await loadMapping(options.mapping);
  const { id, file } = await inputOf(options);
  const flags: ImportFlags = {
    ...connectionFlags(options.connection),
    file,
    mapping: options.mapping,
    limit,
    out,
    dryRun,
    changedOnly,
    onDuplicate,
    onCollision: options.onCollision,
    again: options.again,
    acceptDamage: options.acceptDamage,
    createMissing: options.createMissing,
    group: options.group,
    maxErrors: options.maxErrors === undefined ? undefined : String(options.maxErrors),
    json: false,
    quiet: true,
    verbose: false,
    yes: agreed,
  };
  const extension = createMissingExtension(flags, mapping);
  const request: ImportRequest = { command, id, mapping, flags, ...(extension && { extension }) };
  checkRequest(
    request,
    quietTerminal(() => {}),
  );
  return surrounded(options, (surroundings) => importWith(request, surroundings));
}
