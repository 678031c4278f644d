import type { KnownRow } from '../../ledger/index.ts';
import type { Payload } from '../../targets/target.ts';
import type { PayloadSamples } from '../admit/payload-samples.ts';
import type { Identity } from '../identity/identity.ts';
import type { ImportLimits, ImportSource, RunControl } from '../import-job.ts';
import type { SourceStage } from '../import-stages.ts';
import type { Counters } from '../record/counters.ts';
import type { ImportRowLog } from '../record/import-row-log.ts';
import { parallelBatches } from '../sharing/shared-batches.ts';
import { mappedBatches, type SourceRow } from './mapped-rows.ts';

export interface FileSourceOptions {
  readonly source: ImportSource;
  readonly limits: ImportLimits;
  readonly control: RunControl;
  readonly log: ImportRowLog;
  readonly counters: Counters;
  readonly samples: PayloadSamples;
}

/** The rows of a file, each counted as it is read, unless an earlier process of the run has. */
export class FileSource implements SourceStage {
  readonly #options: FileSourceOptions;

  constructor(options: FileSourceOptions) {
    this.#options = options;
  }

  rows(): AsyncIterable<readonly SourceRow[]> {
    const { source, limits, control, log, counters, samples } = this.#options;
    const { table, mapper, parallel: sharing } = source;
    const { concurrency, maxRows } = limits;
    const from = { table, mapper, concurrency, maxRows, stop: control.stop };
    const onRead = (before?: KnownRow) => before ?? counters.read();
    if (sharing === undefined) return mappedBatches(from, log, onRead);
    return parallelBatches({ ...from, parallel: sharing }, onRead, () => samples.missing);
  }

  /** The rows whose outcome an earlier process left unknown, read ahead of their turn. Nothing where there are not two of them. */
  async *unresolvedRows(
    identity: Identity | undefined,
  ): AsyncGenerator<{ readonly row: number; readonly payload: Payload }> {
    const { source, control, log } = this.#options;
    const { sending = 0, in_doubt = 0 } = log.counts;
    let left = sending + in_doubt;
    if (source.reopen === undefined || left < 2) return;
    const table = await source.reopen();
    try {
      for await (const batch of table.batches()) {
        const [first, last] = [batch[0], batch.at(-1)];
        if (!first || !last) continue;
        const known = log.known(first.number, last.number);
        for (const row of known.size === 0 ? [] : batch) {
          const before = known.get(row.number);
          if (before?.state !== 'sending' && before?.state !== 'in_doubt') continue;
          left -= 1;
          // What cannot be mapped any more is not asked for either.
          const mapped = await Promise.resolve(source.mapper.map(row)).catch(() => undefined);
          const payload = mapped && (identity?.identify(row, mapped, undefined).mapped ?? mapped).payload;
          if (payload && !before.step) yield { row: row.number, payload };
        }
        if (left <= 0 || control.stop?.aborted) return;
      }
    } finally {
      await table.close();
    }
  }
}
