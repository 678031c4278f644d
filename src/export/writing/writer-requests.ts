import type { WriterOptions, WrittenFiles } from '../../files/index.ts';
import type { StreamRow } from '../../streams/stream.ts';
import type { RowSpec } from '../row-shape.ts';
import type { StagingState } from '../spool.ts';
import type { StagingChoice } from './row-sink.ts';

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

/** What the thread does: pages are put and released at once, all else is done in the order in which it is asked. */
export interface WriterRequests {
  /** Makes out a page, and keeps its rows until they are written or released; undefined where it is none. */
  put(input: { readonly page: number; readonly bytes: Uint8Array }): PageFacts | undefined;
  release(input: { readonly page: number }): void;
  open(input: { readonly spec: RowSpec; readonly file: OutputFile; readonly spool: StagingChoice | undefined }): void;
  /** Writes rows of a page that was put there, by their places in it; all where `places` is not given. The page is released. */
  writePage(input: { readonly page: number; readonly places: readonly number[] | undefined }): void;
  /** Writes a list of rows that are of no such page, as JSON. */
  writeRows(input: { readonly json: string }): void;
  checkpoint(input: { readonly checkpoint: string; readonly state: StagingState }): void;
  commit(input: undefined): WrittenFiles;
  discard(input: undefined): void;
}

/** What is told of a page: of each row the members that were asked for, member by member. */
export interface PageFacts {
  readonly columns: readonly (readonly unknown[])[];
  readonly size: number;
  readonly total: number | undefined;
  /** Has any row members that no document knows? */
  readonly hasUnknownFields: boolean;
}

/** The rows of such a page as the thread that reads has them. */
export function rowsOf({ columns, size }: PageFacts, members: readonly string[]): readonly StreamRow[] {
  return Array.from({ length: size }, (_, place) => {
    const row: Record<string, unknown> = {};
    for (const [index, member] of members.entries()) row[member] = columns[index]?.[place];
    return row;
  });
}
