import type { ImportSummary } from '../../import/summary.ts';
import { loadMapping } from '../../mapping/index.ts';
import { splitConnection } from '../connection.ts';
import { type RunOptions, withContext } from '../run-context.ts';
import { createMissingTagsExtension } from './create-missing.ts';
import { type ImportChoice, type ImportPolicy, sourceOfChoice } from './import-choice.ts';
import { combineExtensions } from './import-extension.ts';
import type { ImportRequest } from './import-request.ts';
import { type InputRow, stageInputRows } from './input-rows.ts';
import { loadMappingForFile } from './load-mapping-for.ts';
import { roundTripExtension } from './round-trip-extension.ts';
import { checkImportRequest, runImport } from './run-request.ts';

/** What `importFile` takes. */
export interface ImportOptions extends RunOptions, ImportPolicy {
  /** Path of the spreadsheet: CSV, XLSX or JSONL. Either this or `rows`. */
  readonly file?: string;
  /** The rows themselves, each an object whose members are the columns that the mapping names. They are kept until the run is done. */
  readonly rows?: AsyncIterable<InputRow> | Iterable<InputRow>;
  /** Path of the mapping file. */
  readonly mapping: string;
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
  return importOne('import', options);
}

/**
 * Does everything that `importFile` does short of sending; the summary's `rows.fit` counts the rows that could be sent.
 * Errors: those of `importFile`.
 *
 * @example
 * const { rows, causes } = await checkFile({ connection, file: 'customers.csv', mapping: 'customers.yaml' });
 */
export function checkFile(options: ImportOptions): Promise<ImportSummary> {
  return importOne('check', { ...options, dryRun: true });
}

/** Imports or checks one file. */
async function importOne(command: 'import' | 'check', options: ImportOptions): Promise<ImportSummary> {
  const { options: connection } = splitConnection(options.connection);
  const { file: given, mapping: path, rows } = options;
  const mapping = await (given === undefined ? loadMapping(path) : loadMappingForFile(given, path, options));
  const input = await stageInputRows(options.connection, { file: given, rows });
  const choice: ImportChoice = { ...policyOf(options), file: input.file, mapping: path };
  const extension = combineExtensions(
    await roundTripExtension(choice, mapping),
    createMissingTagsExtension({ ...choice, offline: connection.offline }, mapping),
  );
  const { id } = input;
  const request: ImportRequest = { command, id, options: choice, connection, mapping, ...(extension && { extension }) };
  checkImportRequest(request, options.reporter ?? {});
  return withContext(options, (context) => runImport(request, context));
}

/** What of the options says how an import is done, without who does it. */
export function policyOf(options: ImportPolicy): ImportPolicy {
  const { limit, maxErrors, changedOnly, force, onDuplicate, onCollision, again, acceptDamage } = options;
  const { createMissing, group, dryRun, out, agreed } = options;
  return {
    ...{ limit, maxErrors, changedOnly, force, onDuplicate, onCollision, again, acceptDamage },
    ...{ createMissing, group, dryRun, out, agreed },
    ...sourceOfChoice(options),
  };
}
