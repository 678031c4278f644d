import { SobotError } from '../../api/index.ts';
import type { Row, Table } from '../../files/index.ts';
import { isOpen, type KnownRow } from '../../ledger/index.ts';
import type { MappedRow } from '../../mapping/index.ts';
import type { Payload } from '../../targets/index.ts';
import type { IdentifiedRow } from '../identity/identity-hashes.ts';
import type { ImportLimits, ImportSource, RunControl } from '../import-job.ts';
import { IMPORT_POLICY } from '../policy.ts';
import type { ImportRowLog } from '../record/import-row-log.ts';

/** A row that was read; `mapped` is missing where an earlier process settled it. */
export interface SourceRow {
  readonly row: Row;
  readonly before: KnownRow | undefined;
  readonly mapped: MappedRow | undefined;
  /** What another thread has seen of it. */
  readonly identified?: IdentifiedRow | undefined;
}

interface ReadRow {
  readonly row: Row;
  readonly before: KnownRow | undefined;
  readonly mapped: MappedRow | Promise<MappedRow> | undefined;
}

/** Where rows come from. */
export type RowSource = Pick<ImportSource, 'mapper'> &
  Pick<ImportLimits, 'concurrency' | 'maxRows'> &
  Pick<RunControl, 'stop'> & { readonly table: Pick<Table, 'batches'> };

/**
 * Reads and maps a file's rows, and answers them in the file's order, several at a time: while a row waits for a lookup,
 * the next ones are mapped already. Ends early when the run is asked to stop. `onRead` hears of each row as it is read.
 */
export async function* mappedBatches(
  { table, mapper, concurrency, maxRows, stop }: RowSource,
  log: Pick<ImportRowLog, 'known'> | undefined,
  onRead?: (before: KnownRow | undefined) => void,
): AsyncGenerator<readonly SourceRow[]> {
  const waiting: ReadRow[] = [];
  let left = maxRows ?? Number.POSITIVE_INFINITY;
  for await (const batch of table.batches()) {
    const [first, last] = [batch[0], batch.at(-1)];
    if (!first || !last) continue;
    const known = log?.known(first.number, last.number);
    let ready: SourceRow[] = [];
    for (const row of batch) {
      if (left <= 0 || stop?.aborted) break;
      left -= 1;
      const before = known?.get(row.number);
      onRead?.(before);
      const mapped = !before || isOpen(before.state) ? mapper.map(row) : undefined;
      if (waiting.length === 0 && !(mapped instanceof Promise)) {
        ready.push({ row, before, mapped });
        continue;
      }
      // A lookup that fails is met when its row's turn comes, not before.
      if (mapped instanceof Promise) mapped.catch(() => {});
      waiting.push({ row, before, mapped });
      if (waiting.length <= concurrency * IMPORT_POLICY.source.lookahead) continue;
      if (ready.length > 0) yield ready;
      ready = [];
      yield [await settled(waiting.shift() as ReadRow)];
    }
    if (ready.length > 0) yield ready;
    if (left <= 0 || stop?.aborted) break;
  }
  while (waiting.length > 0 && !stop?.aborted) yield [await settled(waiting.shift() as ReadRow)];
}

/** The same, row by row. */
export async function* mappedRows(...from: Parameters<typeof mappedBatches>): AsyncGenerator<SourceRow> {
  for await (const batch of mappedBatches(...from)) yield* batch;
}

/** A lookup that the server refused is its row's problem; what stops the run is thrown. */
async function settled({ row, before, mapped }: ReadRow): Promise<SourceRow> {
  try {
    return { row, before, mapped: await mapped };
  } catch (error) {
    if (!(error instanceof SobotError) || error.disposition === 'stop-run') throw error;
    return { row, before, mapped: { problems: [{ code: error.code, message: `a lookup failed: ${error.message}` }] } };
  }
}

/** Payloads that a check keeps for its report. */
const MAX_SAMPLES = 20;

/** The first payloads of a check, as they would be sent. */
export class PayloadSamples {
  readonly payloads: Payload[] = [];

  /** How many are wanted still. */
  get missing(): number {
    return MAX_SAMPLES - this.payloads.length;
  }

  add(payload: Payload): void {
    if (this.missing > 0) this.payloads.push(payload);
  }

  /** Replaces each by what `clean` makes of it. */
  replace(clean: (payload: Payload) => Payload): void {
    this.payloads.splice(0, this.payloads.length, ...this.payloads.map(clean));
  }
}
