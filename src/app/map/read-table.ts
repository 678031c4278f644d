import type { Readable } from 'node:stream';
import { FileError, openTable, type SourceOptions, type Table } from '../../files/index.ts';
import type { Mapping } from '../../mapping/index.ts';
import { readTableStatistics, type TableStatistics } from '../../suggest/index.ts';
import type { Target } from '../../targets/target.ts';
import type { SourceChoice } from '../import/import-choice.ts';
import type { RunReporter } from '../reporter.ts';
import { UsageError } from '../usage-error.ts';
import { findTable } from './find-table.ts';

/** What a spreadsheet holds, and how it is read. */
export interface ReadTable {
  readonly source: Mapping['source'];
  readonly table: TableStatistics;
}

function sourceOf({ sheet, header, encoding, delimiter }: SourceChoice): Mapping['source'] {
  if (header !== undefined && !(Number.isInteger(header) && header > 0)) {
    throw new UsageError('--header takes the number of the row that holds the column names');
  }
  const source = {
    ...(sheet !== undefined && { sheet }),
    ...(header !== undefined && { header }),
    ...(encoding !== undefined && { encoding }),
    ...(delimiter !== undefined && { delimiter }),
  };
  return Object.keys(source).length === 0 ? undefined : source;
}

/** Reads the spreadsheet, and what a mapping must say of how to read it: what was given, and what was found out. */
export async function readTable(
  file: string,
  choice: SourceChoice,
  target: Target,
  { reporter, stdin }: { readonly reporter: Pick<RunReporter, 'message'>; readonly stdin?: Readable | undefined },
): Promise<ReadTable> {
  const given = sourceOf(choice);
  if (file === '-') {
    if (stdin === undefined) throw new UsageError('- is standard input, and there is none; give a file');
    return {
      source: given,
      table: await profile(await openTable(file, { ...given, stdin } as SourceOptions)),
    };
  }
  const dialect = await openTable(file, given as SourceOptions).then(closed, dialectOf);
  const place = await findTable(file, { ...(given as SourceOptions), ...dialect }, target);
  if (place.sheet !== undefined || place.header !== undefined) {
    const row = place.header === undefined ? '' : `in row ${place.header} of `;
    const sheet = place.sheet === undefined ? 'the file' : `sheet "${place.sheet}"`;
    reporter.message('info', `The column names are ${row === '' ? 'on ' : row}${sheet}; the mapping says so.`);
  }
  const source = { ...given, ...dialect, ...place } as SourceOptions;
  const table = await profile(await openTable(file, source));
  return { source: Object.keys(source).length === 0 ? undefined : (source as Mapping['source']), table };
}

async function closed(table: Table): Promise<SourceOptions> {
  await table.close();
  return {};
}

/** What the error of a file says about how it must be read. */
function dialectOf(error: unknown): SourceOptions {
  if (error instanceof FileError && error.remedy !== undefined) return error.remedy;
  // The first sheet may be blank, and the table on another.
  if (error instanceof FileError && error.code === 'no-header') return {};
  throw error;
}

async function profile(table: Table): Promise<TableStatistics> {
  try {
    return await readTableStatistics(table.header, table.batches());
  } finally {
    await table.close();
  }
}
