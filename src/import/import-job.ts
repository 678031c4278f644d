import type { Clock } from '../dispatch/clock.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { Row, Table } from '../files/row.ts';
import type { KnownRow, RowOutcome, StateCounts } from '../ledger/index.ts';
import type { MappedRow } from '../mapping/mapped-row.ts';
import type { Target } from '../targets/target.ts';
import type { RunFiles } from './run-files.ts';
import type { ErrorLimit } from './safeguards.ts';

/** Turns a row into a payload or its problems; at once where nothing has to be looked up. */
export interface RowMapper {
  map(row: Row): MappedRow | Promise<MappedRow>;
}

/** Where the fate of each row is kept: the ledger's row log, or nothing but the run's files for a check. */
export interface FateLog {
  intend(intent: { row: number; key?: string | undefined; hash?: string | undefined }): Promise<void>;
  withdraw(row: number): Promise<void>;
  settle(outcome: RowOutcome): Promise<void>;
  flush(): void;
  known(first: number, last: number): Map<number, KnownRow>;
  count(): StateCounts;
  outcomes(filter: 'all' | 'unsuccessful'): Iterable<RowOutcome>;
}

/** What earlier runs sent for a key. */
export type LastSent = (key: string) => { readonly hash: string | undefined } | undefined;

/** All that an import needs; made by the command, from flags, mapping and file. */
export interface ImportJob {
  readonly run: string;
  readonly command: 'import' | 'check';
  readonly target: Target;
  readonly table: Table;
  readonly mapper: RowMapper;
  readonly log: FateLog;
  readonly files: RunFiles;
  /** An earlier process has been at this run. */
  readonly resumed: boolean;
  /** The target's field that is the row's key. */
  readonly keyField?: string | undefined;
  /** Absent for a check: nothing is sent. */
  readonly dispatcher?: Dispatcher;
  readonly clock: Clock;
  readonly settings: ImportSettings;
  readonly lastSent?: LastSent;
  /** Aborted: finish what is in flight and stop. */
  readonly stop?: AbortSignal | undefined;
  /** Aborted: give up what is in flight, too. */
  readonly cancel?: AbortSignal | undefined;
}

export interface ImportSettings {
  readonly concurrency: number;
  /** Rows to read at most. */
  readonly limit?: number | undefined;
  readonly maxErrors?: ErrorLimit | undefined;
  /** Fields by which the tenant identifies a customer: a payload with one of them may be sent twice. */
  readonly identifiedBy: readonly string[];
  readonly onDuplicate: 'reject' | 'all';
  readonly changedOnly: boolean;
  readonly resendInDoubt: boolean;
}
