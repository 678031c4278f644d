import type { InspectedTable } from '../files/index.ts';
import type { RowLogListener } from '../ledger/index.ts';
import type { RowMapper } from '../mapping/index.ts';
import type { CircuitBreaker, Clock, Dispatcher } from '../resilience/index.ts';
import type { Target } from '../targets/index.ts';
import type { DuplicateRules } from './admit/duplicates.ts';
import type { IdentityJob } from './identity/identity.ts';
import type { PreSendFilter } from './pending-row.ts';
import type { ImportRowLog } from './record/import-row-log.ts';
import type { RunFiles } from './run-files.ts';
import type { ErrorLimit } from './run-guards.ts';
import type { ParallelReading } from './source/chunk-mapper.ts';

/** All that an import needs; made by the command, from flags, mapping and file. */
export interface ImportJob {
  readonly run: RunFacts;
  readonly source: ImportSource;
  readonly rules: ImportRules;
  readonly limits: ImportLimits;
  readonly ledger: RunLedger;
  readonly files: RunFiles;
  /** Absent for a check: nothing is sent. */
  readonly delivery?: Delivery | undefined;
  readonly control: RunControl;
}

export interface RunFacts {
  readonly id: string;
  readonly command: 'import' | 'check' | 'tag';
  readonly target: Target;
  /** When the run began, be it in another process; epoch milliseconds. */
  readonly startedAt: number;
  /** An earlier process has been at this run. */
  readonly isResumed: boolean;
  /** The run's number in the ledger; a check has none. */
  readonly sequence?: number | undefined;
}

/** Where rows come from. */
export interface ImportSource {
  readonly table: InspectedTable;
  readonly mapper: RowMapper;
  /** The mapped fields by their wire names, and the custom fields by theirs, each with the places of its columns. */
  readonly mappedColumns?: ReadonlyMap<string, readonly number[]> | undefined;
  /** Opens the table once more, to be read beside itself. */
  readonly reopen?: (() => Promise<Pick<InspectedTable, 'batches' | 'close'>>) | undefined;
  /** Has the input changed since it was opened? Asked once all rows were read. */
  readonly hasChanged?: () => Promise<boolean>;
  /** Several threads read and map the file; of a check only. */
  readonly parallel?: ParallelReading | undefined;
}

/** Which rows are sent. */
export interface ImportRules {
  /** Fields by which the tenant identifies a customer: a payload with one of them may be sent twice. */
  readonly identifiedBy: readonly string[];
  readonly duplicates: DuplicateRules;
  /** By what the tenant tells customers; absent where the server does not identify what is sent. */
  readonly identity?: IdentityJob | undefined;
  readonly changedOnly: boolean;
  /** Send rows whose key an earlier run has sent, though the server would make another record. */
  readonly again: boolean;
  readonly resendInDoubt: boolean;
  /** A last look at rows before they are sent; of a check, too. */
  readonly filter?: PreSendFilter | undefined;
}

export interface ImportLimits {
  readonly concurrency: number;
  /** Rows to read at most. */
  readonly maxRows?: number | undefined;
  readonly maxErrors?: ErrorLimit | undefined;
}

/** What the ledger knows and keeps of rows. Of a check only what earlier runs have sent. */
export interface RunLedger {
  /** Opens the log of the run's rows. */
  readonly openLog: (listener: RowLogListener) => ImportRowLog;
  readonly lastSent?: LastSent;
  /** The ledger knows keys of the target, which the server would make once more. */
  readonly knowsKeys?: boolean;
  /** Another key that the ledger has for an id. */
  readonly otherKey?: (
    id: string,
    key: string,
  ) => { readonly key: string; readonly run: string | undefined } | undefined;
  /** Is a process at the run? */
  readonly isLive?: (run: string) => boolean;
}

/** What earlier runs sent for a key. */
type LastSent = (
  key: string,
) =>
  | { readonly id: string | undefined; readonly hash: string | undefined; readonly run: number | undefined }
  | undefined;

/** The way to the server. */
export interface Delivery {
  readonly dispatcher: Dispatcher;
  /** Hears how rows end, and holds them back while the server fails all of them. */
  readonly breaker: CircuitBreaker;
  /** How long after its failure a request may still be carried out by the server. */
  readonly lateMs: number;
}

/** The run's time, and how it is stopped. */
export interface RunControl {
  readonly clock: Clock;
  /** Aborted: finish what is in flight and stop. */
  readonly stop?: AbortSignal | undefined;
  /** Makes `stop` abort: the run cannot go on. */
  readonly halt?: () => void;
  /** Aborted: give up what is in flight, too. */
  readonly cancel?: AbortSignal | undefined;
}
