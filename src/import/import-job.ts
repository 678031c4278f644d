import type { InspectedTable } from '../files/index.ts';
import type { RowLogListener } from '../ledger/index.ts';
import type { RowMapper } from '../mapping/index.ts';
import type { CircuitBreaker, Clock, Dispatcher } from '../resilience/index.ts';
import type { Target } from '../targets/index.ts';
import type { DuplicateRules } from './admit/duplicates.ts';
import type { FindEarlierRows, OtherRecords } from './admit/unique-values.ts';
import type { RowDistribution } from './distribution.ts';
import type { IdentityJob } from './identity/identity.ts';
import type { PreSendFilter } from './pending-row.ts';
import type { ImportRowLog } from './record/import-row-log.ts';
import type { RunFiles } from './run-files.ts';
import type { ErrorLimit } from './run-guards.ts';
import type { ParallelReading } from './source/chunk-mapper.ts';

/** Everything an import needs; built by the command from flags, mapping and file. */
export interface ImportJob {
  readonly run: RunFacts;
  readonly source: ImportSource;
  readonly rules: ImportRules;
  readonly limits: ImportLimits;
  readonly ledger: RunLedger;
  readonly files: RunFiles;
  /** Absent for a check and a plan, which send nothing. */
  readonly delivery?: Delivery | undefined;
  /** Set if other processes send the rows. */
  readonly distribution?: RowDistribution | undefined;
  readonly control: RunControl;
}

/** The commands whose runs are imports. A plan's rows are recorded, but not sent. */
export type ImportCommand = 'import' | 'check' | 'tag' | 'plan' | 'apply' | 'undo';

export interface RunFacts {
  readonly id: string;
  readonly command: ImportCommand;
  readonly target: Target;
  /** When the run first started, possibly in another process; epoch milliseconds. */
  readonly startedAt: number;
  /** An earlier process worked on this run. */
  readonly isResumed: boolean;
  /** The run's number in the ledger; a check has none. */
  readonly sequence?: number | undefined;
}

/** Where rows come from. */
export interface ImportSource {
  readonly table: InspectedTable;
  readonly mapper: RowMapper;
  /** The mapped fields by their wire names, and the custom fields by theirs, each with the indexes of its columns. */
  readonly mappedColumns?: ReadonlyMap<string, readonly number[]> | undefined;
  /** Opens the table a second time, to be read independently. */
  readonly reopen?: (() => Promise<Pick<InspectedTable, 'batches' | 'close'>>) | undefined;
  /** Has the input changed since it was opened? Called once all rows are read. */
  readonly hasChanged?: () => Promise<boolean>;
  /** Set if several threads read and map the file; for checks only. */
  readonly parallel?: ParallelReading | undefined;
}

/** Which rows are sent. */
export interface ImportRules {
  /** Fields by which the tenant identifies a customer: a payload that has one of them may be sent twice. */
  readonly identifiedBy: readonly string[];
  readonly duplicates: DuplicateRules;
  /** How the tenant identifies customers; absent where the server does not identify what is sent. */
  readonly identity?: IdentityJob | undefined;
  /** Finds other records with a value that a rule of the mapping makes unique in the tenant; absent without such a rule. */
  readonly otherRecords?: OtherRecords | undefined;
  /** Finds rows that the runs behind an errors file have sent with such values; absent for other files. */
  readonly findEarlier?: FindEarlierRows | undefined;
  readonly changedOnly: boolean;
  /** Send rows whose key an earlier run sent, although the server would create another record. */
  readonly again: boolean;
  readonly resendInDoubt: boolean;
  /** Decides about rows just before they are sent; used in a check and a plan, too. */
  readonly filter?: PreSendFilter | undefined;
}

export interface ImportLimits {
  readonly concurrency: number;
  /** Maximum number of rows to read. */
  readonly maxRows?: number | undefined;
  readonly maxErrors?: ErrorLimit | undefined;
}

/** What the ledger knows and stores about rows. For a check: only what earlier runs sent. */
export interface RunLedger extends OtherRuns {
  /** Opens the log of the run's rows. */
  readonly openLog: (listener: RowLogListener) => Promise<ImportRowLog>;
  /** The ledger knows keys of the target for which the server would create another record. */
  readonly knowsKeys?: boolean;
}

/** What the ledger knows of other runs. */
export interface OtherRuns {
  readonly lastSent?: LastSent;
  /** Another key under which the ledger knows an id. */
  readonly otherKey?: (
    id: string,
    key: string,
  ) => Promise<{ readonly key: string; readonly run: string | undefined } | undefined>;
  /** Is a process working on the run? */
  readonly isLive?: (run: string) => Promise<boolean>;
}

/** Finds what was last sent under each of several keys, for those that were sent. */
export type LastSent = (keys: readonly string[]) => Promise<ReadonlyMap<string, SentKey>>;

/** What was last sent under a key. */
export interface SentKey {
  readonly id: string | undefined;
  readonly hash: string | undefined;
  /** The number of the run that sent it. */
  readonly run: number | undefined;
}

/** How rows reach the server. */
export interface Delivery {
  readonly dispatcher: Dispatcher;
  /** Receives the outcomes of rows, and delays rows while the server fails all of them. */
  readonly breaker: CircuitBreaker;
  /** How long after a request failed the server may still carry it out. */
  readonly lateMs: number;
}

/** The run's clock, and how the run is stopped. */
export interface RunControl {
  readonly clock: Clock;
  /** Aborted: finish what is in flight and stop. */
  readonly stop?: AbortSignal | undefined;
  /** Aborts `stop`, because the run cannot continue. */
  readonly halt?: () => void;
  /** Aborted: cancel what is in flight, too. */
  readonly cancel?: AbortSignal | undefined;
  /** Aborted, with the reason: another process may go on with the run, so this one must stop. */
  readonly lost?: AbortSignal | undefined;
}
