import type { SourceOptions } from '../../../src/files/index.ts';

/** A small file for one odd thing, and what must come of it. */
export interface Fixture {
  readonly name: string;
  readonly bytes: Buffer;
  readonly options?: SourceOptions;
  /** Rows as number and texts; or the code of the error, and its line where it has one. */
  readonly expected:
    | {
        readonly header: readonly string[];
        readonly rows: readonly (readonly (number | string)[])[];
        readonly problems?: readonly string[];
        readonly notices?: readonly string[];
      }
    | { readonly error: string; readonly line?: number };
}
