import { t } from '../words/index.ts';
import type { SourceOptions } from './source-options.ts';

/** Where a file has an error. */
interface FileLocation {
  /** Line (CSV, JSONL) or sheet row (XLSX), from 1. */
  readonly line?: number;
  /** Byte offset from the start of the (unpacked) file, from 0. */
  readonly offset?: number;
  readonly cause?: unknown;
  /** The options that read the file, as in the mapping's `source`. */
  readonly remedy?: SourceOptions;
}

/** A file that cannot be read or written. The message says where and what is wrong, and what would be right. */
export class FileError extends Error {
  override name = 'FileError';
  /** Stable code, one of `FILE_MESSAGES` where the error is of this module: `not-found`, `undecodable`, `unclosed-quote`, … */
  readonly code: string;
  readonly path: string;
  readonly line: number | undefined;
  readonly offset: number | undefined;
  /** The options that read the file, as in the mapping's `source`. */
  readonly remedy: SourceOptions | undefined;
  /** The message without path and line. */
  readonly reason: string;

  constructor(code: string, path: string, message: string, location: FileLocation = {}) {
    super(
      `${shownPath(path)}${location.line === undefined ? '' : t` line ${location.line}`}: ${message}`,
      location.cause === undefined ? undefined : { cause: location.cause },
    );
    this.code = code;
    this.path = path;
    this.line = location.line;
    this.offset = location.offset;
    this.remedy = location.remedy;
    this.reason = message;
  }

  /** The same error with its line. */
  at(line: number): FileError {
    return new FileError(this.code, this.path, this.reason, {
      line,
      ...(this.offset === undefined ? {} : { offset: this.offset }),
      cause: this.cause,
    });
  }
}

/** A path as messages show it. */
export function shownPath(path: string): string {
  // A name may hold line breaks; the text after one must not look like a message of ours.
  return path === '-' ? t`standard input` : path.replace(/[\r\n]+/g, ' ');
}
