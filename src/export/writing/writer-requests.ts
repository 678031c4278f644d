import type { WriterOptions, WrittenFiles } from '../../files/index.ts';
import type { StreamRow } from '../../streams/stream.ts';
import type { RowSpec } from '../row-shape.ts';
import type { SpoolState } from '../spool.ts';
import type { SpoolChoice } from './row-sink.ts';

/** An output that is a file of its own, so that another thread can write it. */
export interface OutputFile extends Omit<WriterOptions, 'columns'> {
  readonly path: string;
}

/** What the thread that writes rows is started with. All that goes between the threads is plain data. */
export interface WriterThreadData {
  /** The name of the stream whose pages come. */
  readonly stream: string;
  /** Of each row these members are told to the thread that reads. */
  readonly members: readonly string[];
}

/** What the thread does: all but staging and releasing in the order in which it is asked. */
export interface WriterRequests {
  /** Makes out a page, and keeps its rows until they are written or released; undefined where it is none. */
  stage(input: { readonly page: number; readonly bytes: Uint8Array }): StagedRows | undefined;
  release(input: { readonly page: number }): void;
  open(input: { readonly spec: RowSpec; readonly file: OutputFile; readonly spool: SpoolChoice | undefined }): void;
  /** Writes rows of a staged page, by their places in it; all where `places` is not given. The page is released. */
  writeStaged(input: { readonly page: number; readonly places: readonly number[] | undefined }): void;
  /** Writes a list of rows that was never staged, as JSON. */
  writeRows(input: { readonly json: string }): void;
  mark(input: { readonly mark: string; readonly state: SpoolState }): void;
  commit(input: undefined): WrittenFiles;
  discard(input: undefined): void;
}

/** A page that was staged: of each row the members that were asked for, member by member. */
export interface StagedRows {
  readonly columns: readonly (readonly unknown[])[];
  readonly size: number;
  readonly total: number | undefined;
  /** Has any row members that no document knows? */
  readonly hasUnknownMembers: boolean;
}

/** The rows of a staged page as the thread that reads has them. */
export function rowsOf({ columns, size }: StagedRows, members: readonly string[]): readonly StreamRow[] {
  return Array.from({ length: size }, (_, place) => {
    const row: Record<string, unknown> = {};
    for (const [index, member] of members.entries()) row[member] = columns[index]?.[place];
    return row;
  });
}
