import type { ProgressMode } from '../../cli/terminal.ts';
import type { DuplicatePolicy } from '../../import/duplicates.ts';
import type { CollisionPolicy } from '../../import/identity/collisions.ts';
import type { ErrorLimit } from '../../import/safeguards.ts';
import { VALUES, whatItTakes } from '../option-values.ts';
import type { ConnectionFlags } from '../settings.ts';
import { UsageError } from '../usage-error.ts';

/** How a file is to be read, where that is said beside the mapping. */
export interface SourceFlags {
  readonly sheet?: string | undefined;
  readonly header?: number | undefined;
  readonly encoding?: string | undefined;
  readonly delimiter?: string | undefined;
}

/** Those of the flags that say how the file is read. */
export function sourceFlagsOf({ sheet, header, encoding, delimiter }: SourceFlags): SourceFlags {
  return { sheet, header, encoding, delimiter };
}

/** What `import`, `check` and `resume` are given. */
export interface ImportFlags extends ConnectionFlags, SourceFlags {
  readonly file: string;
  readonly mapping: string;
  readonly dryRun: boolean;
  readonly limit?: number | undefined;
  readonly maxErrors?: string | undefined;
  readonly changedOnly: boolean;
  /** Overwrite records that were changed on the server since they were exported. */
  readonly force?: boolean | undefined;
  readonly onDuplicate: DuplicatePolicy;
  /** Not given: as the mapping says. */
  readonly onCollision?: CollisionPolicy | undefined;
  /** Send rows whose key an earlier run has sent once more, though that makes another record. */
  readonly again?: boolean | undefined;
  /** Send values that lost information in a spreadsheet as they are. */
  readonly acceptDamage?: boolean | undefined;
  /** Make tags that the rows are to get and that there are not. */
  readonly createMissing?: boolean | undefined;
  /** The group of new tags whose names have none. */
  readonly group?: string | undefined;
  readonly out?: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly yes: boolean;
  readonly progress?: ProgressMode | undefined;
}

/** Reads `--max-errors`: a number of rows, or a percentage. */
export function parseErrorLimit(text: string | undefined): ErrorLimit | undefined {
  if (text === undefined) return undefined;
  if (!VALUES.errorLimit.accepts(text)) throw new UsageError(whatItTakes('max-errors', VALUES.errorLimit, text));
  const number = Number.parseFloat(text);
  return text.includes('%') ? { percent: number } : { count: number };
}
