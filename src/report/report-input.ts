import type { FailureCause, ImportSummary, Tagging } from '../import/index.ts';
import type { RowOutcome } from '../ledger/index.ts';
import type { MetricsPoint, ProcessStart } from '../resilience/index.ts';
import type { Payload } from '../targets/index.ts';

/** A run's summary; the summary of a plan names fewer files. */
type ReportedSummary = Omit<ImportSummary, 'files'> & {
  readonly files: Partial<ImportSummary['files']> & Pick<ImportSummary['files'], 'report'>;
};

/** Everything that a report shows. */
export interface ReportInput {
  /** Nothing from cells or records is in it; `maskReport` sets it. */
  readonly isMasked?: true;
  readonly summary: ReportedSummary;
  /** What people call the input. */
  readonly input: string;
  readonly mapping: { readonly path: string; readonly text: string };
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** The first rows that did not succeed; at most 500 are shown. */
  readonly errors: readonly RowOutcome[];
  /** The input's column names, for the cells of those rows. */
  readonly header: readonly string[];
  /** The first payloads that a check would send. */
  readonly samples: readonly Payload[];
  /** The run's request metrics; absent if they were not recorded. */
  readonly timeline?: { readonly points: readonly MetricsPoint[]; readonly starts: readonly ProcessStart[] };
  /** Names and values of the run's settings; never a secret. */
  readonly settings: readonly (readonly [name: string, value: string])[];
  /** What to do next, with the command that does it. */
  readonly next?: { readonly text: string; readonly command?: string | undefined } | undefined;
  /** The files of a plan, each with a report of its own. */
  readonly steps?: readonly {
    readonly name: string;
    readonly summary: Pick<ImportSummary, 'rows' | 'target' | 'status' | 'dry_run'>;
    /** The report of the step, as a path from this one. */
    readonly report?: string;
    /** Its rows that did not succeed, as a path from this report. */
    readonly errors?: string;
  }[];
  /** What to do about a cause, from the catalogue of messages. */
  readonly remediationFor: (cause: FailureCause) => string;
  /** How many customers gain and lose which tags, and which tags are created. */
  readonly tagging?: Tagging | undefined;
  /** The first cells that the run changed, of `total`; at most 500 are shown. `field` is in people's words. */
  readonly changes?:
    | {
        readonly cells: readonly {
          readonly row: number;
          readonly key?: string | undefined;
          readonly name?: string | undefined;
          readonly field: string;
          readonly before: string;
          readonly after: string;
        }[];
        readonly total: number;
      }
    | undefined;
}
