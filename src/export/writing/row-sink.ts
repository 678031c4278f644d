import type { OutColumn, RowWriter, WrittenFiles } from '../../files/index.ts';
import type { Stream, StreamRow } from '../../streams/index.ts';
import { type RowShape, type RowSpec, rowShape } from '../columns/row-shape.ts';
import { type PageRows, pageParser } from '../reading/page.ts';
import { type RowIndexes, StagingFile, type StagingState, stagedRows } from './staging-file.ts';

/** The destination of an export's rows: its output, and the staging file from which it can be resumed. */
export interface RowSink {
  /** Writes rows. Must be awaited before the next call. */
  write(rows: PageRows): Promise<void>;
  /** Records that everything up to there is complete. */
  checkpoint(checkpoint: string, state: StagingState): Promise<void>;
  /** Gives the output its name and removes the staging file. */
  commit(): Promise<WrittenFiles>;
  /** Removes the output; the staging file stays. */
  discard(): Promise<void>;
}

/** The staging file of an export; `resume`: it holds the rows of an interrupted export. */
export interface StagingChoice {
  readonly path: string;
  readonly resume: boolean;
}

/** Opens an output. `ids`: the names of those columns that identify a row. */
export type OpenOutput = (columns: readonly OutColumn[], ids: readonly string[]) => Promise<RowWriter>;

/** Opens output and staging file; for a resumed export, copies the staged rows to the output. */
export async function openFileSink(
  stream: Stream,
  spec: RowSpec,
  open: OpenOutput,
  staging: StagingChoice | undefined,
): Promise<FileSink> {
  const shape = rowShape(stream, spec);
  const { columns } = shape;
  const ids = columns.filter(({ member, mask }) => {
    // Other methods make equal texts of different ids.
    const isUnique = mask === undefined || mask === 'hash' || mask === 'keep';
    return member !== undefined && stream.id.includes(member) && isUnique;
  });
  const writer = await open(
    columns.map(({ name, kind }) => ({ name, kind })),
    ids.map(({ name }) => name),
  );
  try {
    if (!staging) return new FileSink(shape, writer, undefined);
    if (!staging.resume) {
      const names = columns.map(({ name }) => name);
      return new FileSink(shape, writer, await StagingFile.create(staging.path, names));
    }
    const parse = pageParser(stream);
    const ofPage = (bytes: Buffer, kept: RowIndexes) => rowsAt(parse(bytes)?.rows ?? [], kept).map(shape.values);
    for await (const rows of stagedRows(staging.path, ofPage)) await writer.write(rows);
    return new FileSink(shape, writer, await StagingFile.continue(staging.path));
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

/** Converts rows to their columns' values, and writes them to the output and to the staging file. */
export class FileSink implements RowSink {
  readonly #shape: RowShape;
  readonly #writer: RowWriter;
  readonly #staging: StagingFile | undefined;

  constructor(shape: RowShape, writer: RowWriter, staging: StagingFile | undefined) {
    this.#shape = shape;
    this.#writer = writer;
    this.#staging = staging;
  }

  async write({ rows }: Pick<PageRows, 'rows'>): Promise<void> {
    const values = rows.map(this.#shape.values);
    await Promise.all([this.#writer.write(values), this.#staging?.add(values)]);
  }

  /** Writes rows of a page, and its bytes to the staging file. */
  async writePage(bytes: Buffer, rows: readonly StreamRow[], kept: RowIndexes): Promise<void> {
    const values = rowsAt(rows, kept).map(this.#shape.values);
    await Promise.all([this.#writer.write(values), this.#staging?.addPage(bytes, kept)]);
  }

  async checkpoint(checkpoint: string, state: StagingState): Promise<void> {
    await this.#staging?.checkpoint(checkpoint, state);
  }

  async commit(): Promise<WrittenFiles> {
    const files = await this.#writer.commit();
    await this.#staging?.remove();
    return files;
  }

  async discard(): Promise<void> {
    await this.#writer.discard();
    await this.#staging?.close();
  }
}

function rowsAt(rows: readonly StreamRow[], kept: RowIndexes): readonly StreamRow[] {
  return kept ? rows.filter((_, index) => kept.includes(index)) : rows;
}
