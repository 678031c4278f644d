import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ImportSummary } from '../../import/index.ts';
import { loadMapping } from '../../mapping/index.ts';
import { t } from '../../words/index.ts';
import { changeExtension } from '../change/change-extension.ts';
import { withUniqueInMirror } from '../change/unique-in-mirror.ts';
import { type AnyConnection, splitConnection } from '../connection.ts';
import { withLedger } from '../open-ledger.ts';
import { type RunOptions, withContext } from '../run-context.ts';
import { resolveSettings } from '../settings.ts';
import { UsageError } from '../usage-error.ts';
import { type ImportChoice, type ImportPolicy, sourceOfChoice } from './import-choice.ts';
import { createMissingTagsExtension, roundTripExtension } from './import-extensions.ts';
import { combineExtensions, type ImportRequest } from './import-request.ts';
import { loadMappingForFile } from './load-mapping-for-file.ts';
import { checkImportRequest, runImport } from './run-import.ts';
import { newRunId } from './run-record.ts';
import { withSeed } from './sample-rows.ts';

/** What `importFile` takes. */
export interface ImportOptions extends RunOptions, ImportPolicy {
  /** Path of the spreadsheet: CSV, XLSX or JSONL. Either this or `rows`. */
  readonly file?: string;
  /** The rows, each an object whose members are the columns that the mapping names. They are stored until the run is complete. */
  readonly rows?: AsyncIterable<InputRow> | Iterable<InputRow>;
  /** Path of the mapping file. */
  readonly mapping: string;
}

/**
 * Imports a spreadsheet through a mapping; returns the summary, which accounts for every row. A row that fails throws
 * nothing: it is counted, and listed in `errors.csv`.
 * Errors, before anything is sent: `MappingError`, `FileError`, `LedgerError`, `UsageError`; with `createMissing`, `TaggingError`
 * for tags that cannot be created.
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
  const policy = withSeed(policyOf(options));
  const mapping = await (given === undefined ? loadMapping(path) : loadMappingForFile(given, path, options));
  const input = await stageInputRows(options.connection, { file: given, rows });
  const choice: ImportChoice = { ...policy, file: input.file, mapping: path };
  const combined = combineExtensions(
    await roundTripExtension(choice, mapping),
    createMissingTagsExtension({ ...choice, offline: connection.offline }, mapping),
    changeExtension(choice, mapping),
  );
  const extension = withUniqueInMirror(combined, mapping, choice);
  const { id } = input;
  const request: ImportRequest = { command, id, options: choice, connection, mapping, ...(extension && { extension }) };
  checkImportRequest(request, options.reporter ?? {});
  return withContext(options, (context) => runImport(request, context));
}

/** The options that say how to import, without the connection and the callbacks. */
export function policyOf(options: ImportPolicy): ImportPolicy {
  const { limit, sample, seed, maxErrors, changedOnly, force, onDuplicate, onCollision, again, acceptDamage } = options;
  const { mode, undoable, createMissing, group, dryRun, out, mask, corrections, agreed, local } = options;
  return {
    ...{ limit, sample, seed, maxErrors, changedOnly, force, onDuplicate, onCollision, again, acceptDamage },
    ...{ mode, undoable, createMissing, group, dryRun, out, mask, corrections, agreed, local },
    ...sourceOfChoice(options),
  };
}

/** A row: its values by column. Numbers, `true`, `false` and `null` are allowed, and lists for fields that take several values. */
export type InputRow = Readonly<Record<string, unknown>>;

/** Where the rows are read from. */
interface FileOrRows {
  readonly file?: string | undefined;
  readonly rows?: AsyncIterable<InputRow> | Iterable<InputRow> | undefined;
}

/** The id of a new run and the file that it reads: given rows are stored in the ledger's folder, so that the run can be resumed. Errors: `UsageError`. */
async function stageInputRows(
  connection: AnyConnection,
  { file, rows }: FileOrRows,
): Promise<{ id: string; file: string }> {
  const id = newRunId(Date.now(), Math.random);
  if (file !== undefined && rows === undefined) return { id, file };
  if (file !== undefined || rows === undefined) throw new UsageError(t`give either file or rows`);
  const { options, env } = splitConnection(connection);
  const path = await withLedger(resolveSettings(options, env), async (ledger) => ledger.stagingPath(id));
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await pipeline(Readable.from(linesOf(rows)), createWriteStream(path, { mode: 0o600 }));
  return { id, file: path };
}

async function* linesOf(rows: AsyncIterable<InputRow> | Iterable<InputRow>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}
