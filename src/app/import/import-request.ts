import type { ImportSummary } from '../../import/summary.ts';
import type { Lock, StoredRun } from '../../ledger/index.ts';
import type { LoadedMapping } from '../../mapping/index.ts';
import type { ConnectionOptions } from '../connection.ts';
import type { ImportChoice } from './import-choice.ts';
import type { ImportExtension } from './import-extension.ts';

/** What an import, a check or a resumed run starts from. */
export interface ImportRequest {
  readonly command: 'import' | 'check' | 'tag';
  /** The run's id, where the caller has given it one. */
  readonly id?: string;
  readonly options: ImportChoice;
  /** How the API is reached, to be said again in the next command. */
  readonly connection: ConnectionOptions;
  readonly mapping: LoadedMapping;
  /** Its lock, where the caller has taken it. */
  readonly lock?: Lock | undefined;
  /** The run to go on with. */
  readonly resumed?: StoredRun;
  /** It has been recorded, but nothing of it has been done. */
  readonly isNew?: boolean;
  readonly resendInDoubt?: boolean;
  /** What people call the input, where that is not its path. */
  readonly inputName?: string | undefined;
  /** It is one file of a plan, whose end says what is next. */
  readonly isStep?: true;
  /** What is written once the run is over and before the ledger says so: a killed process leaves it to the next. */
  readonly beforeEnd?: ((summary: ImportSummary) => Promise<void>) | undefined;
  /** What the command adds; the mapping is its own then, and left in the run's folder. */
  readonly extension?: ImportExtension;
}

/** Is it a new run that sends something? Who goes on with a run has agreed to it before. */
export function startsSending({ command, options, resumed }: ImportRequest): boolean {
  return command !== 'check' && !options.dryRun && !resumed;
}
