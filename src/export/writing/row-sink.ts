import type { OutColumn, RowWriter, WrittenFiles } from '../../files/index.ts';
import type { Stream, StreamRow } from '../../streams/index.ts';
import { type RowShape, type RowSpec, rowShape } from '../columns/row-shape.ts';
import { type PageRows, pageParser } from '../reading/page.ts';
import { type RowIndexes, StagingFile, type StagingState, stagedRows } from './staging-file.ts';

/** Where the rows of an export go: its output, and the spool that it could be gone on with. */
export interface RowSink {
  /** Writes rows. Wait for it before the next call. */
  write(rows: PageRows): Promise<void>;
  /** All up to there is complete. */
  checkpoint(checkpoint: string, state: StagingState): Promise<void>;
  /** Gives the output its name; the spool is of no more use. */
  commit(): Promise<WrittenFiles>;
  /** Removes the output; the spool stays as it is. */
  discard(): Promise<void>;
}

/** The spool of an export; `resume`: it holds the beginning. */
export interface StagingChoice {
  readonly path: string;
  readonly resume: boolean;
}

/** Opens an output. `ids`: the names of the columns that tell one row from another, as far as they are among them. */
export type OpenOutput = (columns: readonly OutColumn[], ids: readonly string[]) => Promise<RowWriter>;

/** Opens output and spool; of an export that is gone on with, what the spool holds is in the output then. */
export async function openFileSink(
  stream: Stream,
  spec: RowSpec,
  open: OpenOutput,
  spool: StagingChoice | undefined,
): Promise<FileSink> {
  const shape = rowShape(stream, spec);
  const { columns } = shape;
  const ids = columns.filter(({ member }) => member !== undefined && stream.id.includes(member));
  const writer = await open(
    columns.map(({ name, kind }) => ({ name, kind })),
    ids.map(({ name }) => name),
  );
  try {
    if (!spool) return new FileSink(shape, writer, undefined);
    if (!spool.resume) {
      const names = columns.map(({ name }) => name);
      return new FileSink(shape, writer, await StagingFile.create(spool.path, names));
    }
    const parse = pageParser(stream);
    const ofPage = (bytes: Buffer, kept: RowIndexes) => rowsAt(parse(bytes)?.rows ?? [], kept).map(shape.values);
    for await (const rows of stagedRows(spool.path, ofPage)) await writer.write(rows);
    return new FileSink(shape, writer, await StagingFile.continue(spool.path));
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

/** Shows rows as their columns want them, and writes them to the output and to the spool. */
export class FileSink implements RowSink {
  readonly #shape: RowShape;
  readonly #writer: RowWriter;
  readonly #spool: StagingFile | undefined;

  constructor(shape: RowShape, writer: RowWriter, spool: StagingFile | undefined) {
    this.#shape = shape;
    this.#writer = writer;
    this.#spool = spool;
  }

  async write({ rows }: Pick<PageRows, 'rows'>): Promise<void> {
    const values = rows.map(this.#shape.values);
    await Promise.all([this.#writer.write(values), this.#spool?.add(values)]);
  }

  /** Writes rows of a page whose bytes are at hand. */
  async writePage(bytes: Buffer, rows: readonly StreamRow[], kept: RowIndexes): Promise<void> {
    const values = rowsAt(rows, kept).map(this.#shape.values);
    await Promise.all([this.#writer.write(values), this.#spool?.addPage(bytes, kept)]);
  }

  async checkpoint(checkpoint: string, state: StagingState): Promise<void> {
    await this.#spool?.checkpoint(checkpoint, state);
  }

  async commit(): Promise<WrittenFiles> {
    const files = await this.#writer.commit();
    await this.#spool?.remove();
    return files;
  }

  async discard(): Promise<void> {
    await this.#writer.discard();
    await this.#spool?.close();
  }
}

function rowsAt(rows: readonly StreamRow[], kept: RowIndexes): readonly StreamRow[] {
  return kept ? rows.filter((_, index) => kept.includes(index)) : rows;
}
