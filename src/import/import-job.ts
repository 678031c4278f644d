import type { CircuitBreaker } from '../dispatch/circuit-breaker.ts';
import type { Clock } from '../dispatch/clock.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { InspectedTable } from '../files/index.ts';
import type { Row } from '../files/row.ts';
import type { RowLogListener } from '../ledger/index.ts';
import type { MappedRow } from '../mapping/mapped-row.ts';
import type { Target } from '../targets/target.ts';
import type { DuplicatePolicy } from './duplicates.ts';
import type { FateLog } from './fate-log.ts';
import type { IdentityJob } from './identity/identity.ts';
import type { SavedIds } from './identity/saved-ids.ts';
import type { KeyIndex } from './key-index.ts';
import type { Refinement } from './refinement.ts';
import type { RunFiles } from './run-files.ts';
import type { ErrorLimit } from './safeguards.ts';
import type { Sharing } from './sharing/sharing.ts';

/** Turns a row into a payload or its problems; at once where nothing has to be looked up. */
export interface RowMapper {
  /** The column that the row's key comes from. */
  readonly keyColumn?: string;
  /** What that column has, where a lookup finds the key for it. */
  readonly keyText?: (row: Row) => string | undefined;
  map(row: Row): MappedRow | Promise<MappedRow>;
}

/** What earlier runs sent for a key. */
export type LastSent = (
  key: string,
) =>
  | { readonly id: string | undefined; readonly hash: string | undefined; readonly run: number | undefined }
  | undefined;

/** All that an import needs; made by the command, from flags, mapping and file. */
export interface ImportJob {
  readonly run: string;
  /** When the run began, be it in another process; epoch milliseconds. */
  readonly runStartedAt: number;
  readonly command: 'import' | 'check' | 'tag';
  readonly target: Target;
  readonly table: InspectedTable;
  readonly mapper: RowMapper;
  /** Opens the log of the rows' fates. */
  readonly openLog: (listener: RowLogListener) => FateLog;
  readonly files: RunFiles;
  /** An earlier process has been at this run. */
  readonly resumed: boolean;
  /** The target's field that is the row's key. */
  readonly keyField?: string | undefined;
  /** The mapped fields by their wire names, and the custom fields by theirs, each with the places of its columns. */
  readonly mappedColumns?: ReadonlyMap<string, readonly number[]> | undefined;
  /** Absent for a check: nothing is sent. */
  readonly dispatcher?: Dispatcher;
  /** Hears how rows end. Absent for a check. */
  readonly breaker?: CircuitBreaker;
  readonly clock: Clock;
  readonly settings: ImportSettings;
  readonly lastSent?: LastSent;
  /** Opens the table once more, to be read beside itself. */
  readonly reopen?: (() => Promise<Pick<InspectedTable, 'batches' | 'close'>>) | undefined;
  /** The ledger knows keys of the target, which the server would make once more. */
  readonly knowsKeys?: boolean;
  /** Another key that the ledger has for an id. */
  readonly otherKey?: (
    id: string,
    key: string,
  ) => { readonly key: string; readonly run: string | undefined } | undefined;
  /** Is a process at the run? */
  readonly isLive?: (run: string) => boolean;
  /** The run's number in the ledger; a check has none. */
  readonly sequence?: number | undefined;
  /** A last look at rows before they are sent; of a check, too. */
  readonly refinement?: Refinement | undefined;
  /** Which row is the last with each key; needed for `onDuplicate: 'last'`. */
  readonly lastRows?: KeyIndex | undefined;
  /** Has the input changed since it was opened? Asked once all rows were read. */
  readonly inputChanged?: () => Promise<boolean>;
  /** Several threads read and map the file; of a check only. */
  readonly sharing?: Sharing | undefined;
  /** By what the tenant tells customers; absent where the server does not identify what is sent. */
  readonly identity?: IdentityJob | undefined;
  /** Aborted: finish what is in flight and stop. */
  readonly stop?: AbortSignal | undefined;
  /** Makes `stop` abort: the run cannot go on. */
  readonly halt?: () => void;
  /** Aborted: give up what is in flight, too. */
  readonly cancel?: AbortSignal | undefined;
}

/** A job whose log is open. */
export type RunningJob = ImportJob & {
  readonly log: FateLog;
  /** The ids that rows got, where the server decides which customer a row is. */
  readonly ids?: SavedIds | undefined;
};

export interface ImportSettings {
  readonly concurrency: number;
  /** Rows to read at most. */
  readonly limit?: number | undefined;
  readonly maxErrors?: ErrorLimit | undefined;
  /** Fields by which the tenant identifies a customer: a payload with one of them may be sent twice. */
  readonly identifiedBy: readonly string[];
  readonly onDuplicate: DuplicatePolicy;
  readonly changedOnly: boolean;
  /** Send rows whose key an earlier run has sent, though the server would make another record. */
  readonly again: boolean;
  readonly resendInDoubt: boolean;
  /** How long after its failure a request may still be carried out by the server. */
  readonly lateMs: number;
}
