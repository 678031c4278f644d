import type { SourceFlags } from '../import/import-flags.ts';
import type { CommonFlags } from '../settings.ts';

/** What `map` is given. */
export interface MapFlags extends CommonFlags, SourceFlags {
  readonly file: string | readonly string[];
  /** Of several files one each, or none. */
  readonly target?: string | readonly string[] | undefined;
  readonly output?: string | undefined;
}
