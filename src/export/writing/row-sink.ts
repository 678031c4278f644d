import type { WrittenFiles } from '../../files/index.ts';
import type { PageRows } from '../reading/page.ts';
import type { StagingState } from '../spool.ts';

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
