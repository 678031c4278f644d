import { cellText, type Row, type Table } from '../../files/index.ts';
import { type LoadedMapping, MappingError, type Problem, type RowMapper } from '../../mapping/index.ts';
import { systemClock } from '../../resilience/index.ts';
import { type AnyConnection, splitConnection } from '../connection.ts';
import type { SourceChoice } from '../import/import-choice.ts';
import { loadMappingForFile, withColumnLocation } from '../import/load-mapping-for-file.ts';
import { earlierRuns, type InputFile, prepareInput } from '../import/open-input.ts';
import { openSession, type Session } from '../session.ts';
import { compileMapper } from '../session-lookups.ts';
import { resolveSettings } from '../settings.ts';

/** Something wrong with a row, by column. */
export interface CheckedProblem {
  readonly column: string | null;
  readonly field: string | null;
  readonly code: string;
  readonly message: string;
}

/** A row as it would be sent. */
export interface MappedPreview {
  /** Null if the row has problems. */
  readonly payload: Readonly<Record<string, unknown>> | null;
  readonly followUps: readonly { readonly target: string; readonly payload: Readonly<Record<string, unknown>> }[];
  readonly problems: readonly CheckedProblem[];
  /** Rules that the row breaks, and that only warn. */
  readonly warnings: readonly CheckedProblem[];
  /** Why the mapping leaves the row out; null if it does not. */
  readonly leftOut: string | null;
}

/** A file with its mapping, to check its rows one by one. */
export interface CheckedFile {
  readonly connection: AnyConnection;
  readonly file: string;
  readonly mapping: LoadedMapping;
  readonly corrections?: string | undefined;
  readonly acceptDamage?: boolean | undefined;
}

/** Maps single rows of a file as an import would. Close it. */
export class RowChecker {
  readonly header: readonly string[];
  readonly format: Table['format'];
  readonly input: InputFile;
  readonly #session: Session;
  readonly #mapper: RowMapper;

  private constructor(session: Session, input: InputFile, { header, format }: Table, mapper: RowMapper) {
    this.#session = session;
    this.input = input;
    this.header = header;
    this.format = format;
    this.#mapper = mapper;
  }

  /** Compiles the mapping for the file and the tenant. Errors: `FileError`, `MappingError`, the API's. */
  static async open({ connection, file, mapping, corrections, acceptDamage }: CheckedFile): Promise<RowChecker> {
    const { options, env } = splitConnection(connection);
    const session = await openSession(resolveSettings(options, env), systemClock, Math.random);
    try {
      const earlier = earlierRuns(session.ledger);
      const input = await prepareInput(file, mapping, { stagingPath: '', corrections, acceptDamage, earlier });
      const table = await input.open();
      try {
        const mapper = await compileMapper(session, mapping, table);
        return new RowChecker(session, input, table, mapper);
      } catch (error) {
        throw error instanceof MappingError ? await withColumnLocation(error, mapping, file) : error;
      } finally {
        await table.close();
      }
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  /** The row with this number, read from the file; undefined if there is none. */
  async read(number: number): Promise<Row | undefined> {
    const table = await this.input.open();
    try {
      for await (const rows of table.batches()) {
        const found = rows.find((row) => row.number === number);
        if (found !== undefined) return found;
        if ((rows.at(-1)?.number ?? 0) > number) return undefined;
      }
      return undefined;
    } finally {
      await table.close();
    }
  }

  async map(row: Row): Promise<MappedPreview> {
    const { payload, followUps = [], problems, warnings = [], leftOut } = await this.#mapper.map(row);
    return {
      payload: problems.length > 0 || payload === undefined ? null : payload,
      followUps: problems.length > 0 ? [] : followUps,
      problems: problems.map(checkedProblem),
      warnings: warnings.map(checkedProblem),
      leftOut: leftOut?.message ?? null,
    };
  }

  /** The column of the rows' key, if the mapping has one. */
  get keyColumn(): string | undefined {
    return this.#mapper.keyColumn;
  }

  close(): Promise<void> {
    return this.#session.close();
  }
}

function checkedProblem({ code, message, field, column }: Problem): CheckedProblem {
  return { column: column ?? null, field: field ?? null, code, message };
}

/**
 * What would be sent for one row; what is wrong with the mapping is among the problems. Undefined if the file has no such row. Errors:
 * `FileError`, the API's.
 */
export async function previewRow(
  {
    mapping: path,
    source,
    ...file
  }: Omit<CheckedFile, 'mapping'> & { readonly mapping: string; readonly source: SourceChoice },
  number: number,
): Promise<(MappedPreview & { readonly row: number; readonly cells: readonly string[] }) | undefined> {
  let checker: RowChecker | undefined;
  try {
    checker = await RowChecker.open({ ...file, mapping: await loadMappingForFile(file.file, path, source) });
    const row = await checker.read(number);
    if (row === undefined) return undefined;
    return { row: number, cells: row.cells.map(cellText), ...(await checker.map(row)) };
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    const problems = error.problems.map(({ code, message }) => ({ column: null, field: null, code, message }));
    return { row: number, cells: [], payload: null, followUps: [], problems, warnings: [], leftOut: null };
  } finally {
    await checker?.close();
  }
}
