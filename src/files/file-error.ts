import type { SourceOptions } from './source-options.ts';

/** Where in a file something is wrong. */
interface FileLocation {
  /** Line (CSV, JSONL) or sheet row (XLSX), from 1. */
  readonly line?: number;
  /** Byte offset from the start of the (unpacked) file, from 0. */
  readonly offset?: number;
  readonly cause?: unknown;
  /** How the file must be read, as `source` in a mapping says it. */
  readonly remedy?: SourceOptions;
}

/** A file that cannot be read or written. The message says where, what, and what would be right. */
export class FileError extends Error {
  override name = 'FileError';
  /** Stable code: `not-found`, `undecodable`, `unclosed-quote`, `truncated`, `password-protected`, … */
  readonly code: string;
  readonly path: string;
  readonly line: number | undefined;
  readonly offset: number | undefined;
  /** How the file must be read, as `source` in a mapping says it. */
  readonly remedy: SourceOptions | undefined;
  /** What is wrong, without the place. */
  readonly reason: string;

  constructor(code: string, path: string, message: string, place: FileLocation = {}) {
    super(
      `${shownPath(path)}${place.line === undefined ? '' : ` line ${place.line}`}: ${message}`,
      place.cause === undefined ? undefined : { cause: place.cause },
    );
    this.code = code;
    this.path = path;
    this.line = place.line;
    this.offset = place.offset;
    this.remedy = place.remedy;
    this.reason = message;
  }

  /** The same error, its line known. */
  at(line: number): FileError {
    return new FileError(this.code, this.path, this.reason, {
      line,
      ...(this.offset === undefined ? {} : { offset: this.offset }),
      cause: this.cause,
    });
  }
}

/** A path as messages name it. */
export function shownPath(path: string): string {
  // A name may hold line breaks, after which nothing must look like a line of ours.
  return path === '-' ? 'standard input' : path.replace(/[\r\n]+/g, ' ');
}
