import type { StoredRun } from '../../ledger/index.ts';
import type { Stream } from '../../streams/stream.ts';
import type { Chosen } from './export-choice.ts';
import type { ExportFlags } from './export-flags.ts';
import type { Output } from './export-output.ts';

/** One export, checked as far as it can be without asking the API. */
export interface ExportRequest {
  readonly flags: ExportFlags;
  readonly stream: Stream;
  readonly output: Output;
  readonly chosen: Chosen;
  readonly pageSize: number;
  /** The run that is gone on with. */
  readonly resumed?: StoredRun | undefined;
}
