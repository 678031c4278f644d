import { FileError, shownPath, type WriterOptions, type WrittenFiles } from '../../files/index.ts';
import type { RowSpec } from '../row-shape.ts';
import type { Kept, SpoolState } from '../spool.ts';
import type { SpoolChoice } from './row-sink.ts';

/** An output that is a file of its own, so that another thread can write it. */
export interface OutputFile extends Omit<WriterOptions, 'columns'> {
  readonly path: string;
}

/** What the thread that writes rows is asked to do. Everything but a page is done in the order in which it comes. */
export type ThreadTask =
  | {
      readonly kind: 'open';
      readonly spec: RowSpec;
      readonly file: OutputFile;
      readonly spool: SpoolChoice | undefined;
    }
  /** Parse a page and keep its rows until they are taken or dropped; answer these members of each. */
  | { readonly kind: 'page'; readonly bytes: Uint8Array; readonly members: readonly string[] }
  | { readonly kind: 'take'; readonly page: number; readonly kept: Kept }
  | { readonly kind: 'drop'; readonly page: number }
  /** Write these rows, a JSON list. */
  | { readonly kind: 'rows'; readonly json: string }
  | { readonly kind: 'mark'; readonly mark: string; readonly state: SpoolState }
  | { readonly kind: 'commit' }
  | { readonly kind: 'discard' };

/** A page that the thread has parsed: of each row the members that were asked for, member by member. */
export interface HeldPage {
  readonly columns: readonly (readonly unknown[])[];
  readonly rows: number;
  readonly total: number | undefined;
  /** Has any row members that no document knows? */
  readonly hasOthers: boolean;
}

export interface ThreadRequest {
  readonly id: number;
  readonly task: ThreadTask;
}

export interface ThreadReply {
  readonly id: number;
  readonly result?: HeldPage | WrittenFiles | undefined;
  readonly error?: PackedError;
}

/** An error on its way between threads. */
interface PackedError {
  readonly message: string;
  readonly stack?: string | undefined;
  readonly file?: { readonly code: string; readonly path: string };
}

export function packError(error: unknown): PackedError {
  if (error instanceof FileError) {
    const { code, path, message } = error;
    return { message: message.slice(`${shownPath(path)}: `.length), file: { code, path } };
  }
  return error instanceof Error ? { message: error.message, stack: error.stack } : { message: String(error) };
}

export function unpackError({ message, stack, file }: PackedError): Error {
  if (file) return new FileError(file.code, file.path, message);
  const error = new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
