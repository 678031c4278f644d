import type { RowMapper } from '../../import/import-job.ts';
import type { Refinement } from '../../import/refinement.ts';
import type { ResultColumns } from '../../import/run-files.ts';
import type { Lookups } from '../../mapping/index.ts';
import type { Tagging } from '../../report/report-input.ts';
import type { Session } from '../session.ts';
import type { Danger } from './consent.ts';
import type { Input } from './open-input.ts';

/** What a command adds to an import: made once the file is open and before its mapping is compiled. */
export type ImportExtension = (from: {
  readonly session: Session;
  readonly input: Input;
  readonly header: readonly string[];
  readonly isDry: boolean;
  /** The run was begun by another process: what precedes it is done. */
  readonly isResumed: boolean;
}) => Promise<ExtendedImport>;

export interface ExtendedImport {
  readonly lookups?: (lookups: Lookups) => Lookups;
  readonly mapper: <Mapper extends RowMapper>(mapper: Mapper) => Mapper;
  readonly refinement?: Refinement;
  /** What it tells of each row in `results.csv`. */
  readonly resultColumns?: ResultColumns;
  /** It finds out itself what has changed, so that what was sent before does not count. */
  readonly findsChanges?: true;
  /** The mapping is the user's own, and is not left in the run's folder. */
  readonly keepsMapping?: true;
  /** What somebody is to agree to besides what the mapping destroys. */
  readonly danger?: (mapper: RowMapper) => Danger;
  /** What the rows would change, or have been sent to change: members of the summary, and lines for people. */
  readonly found?: () => {
    readonly facts: Readonly<Record<string, unknown>> & { readonly tagging?: Tagging };
    /** For people, where nothing was sent. */
    readonly lines: readonly string[];
    /** The same where it was. */
    readonly sentLines?: readonly string[];
  };
}
