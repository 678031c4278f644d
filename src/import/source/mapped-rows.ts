import { SobotError } from '../../api/index.ts';
import type { Row, Table } from '../../files/index.ts';
import { isOpen, type KnownRow } from '../../ledger/index.ts';
import type { MappedRow } from '../../mapping/index.ts';
import type { Payload } from '../../targets/index.ts';
import type { ImportLimits, ImportSource, RunControl } from '../import-job.ts';
import { ROW_WORDINGS } from '../messages.ts';
import { IMPORT_POLICY } from '../policy.ts';
import type { ImportRowLog } from '../record/import-row-log.ts';
import type { SourceRow } from '../source-row.ts';

/** A row that waits until its lookups have been answered, or until the rows before it are mapped. */
interface WaitingRow {
  readonly row: Row;
  readonly before: KnownRow | undefined;
  /** Replaced by its result once it is known. */
  mapped: MappedRow | Promise<MappedRow> | undefined;
}

/** Where rows come from. */
export type RowSource = Pick<ImportSource, 'mapper'> &
  Pick<ImportLimits, 'concurrency' | 'maxRows'> &
  Pick<RunControl, 'stop'> & { readonly table: Pick<Table, 'batches'> };

/**
 * Reads and maps a file's rows, and returns them in the file's order, several at a time: while a row waits for a lookup, the next
 * ones are already mapped. Ends early when the run is asked to stop. `onRead` is called for each row as it is read.
 */
export async function* mappedBatches(
  { table, mapper, concurrency, maxRows, stop }: RowSource,
  log: Pick<ImportRowLog, 'known'> | undefined,
  onRead?: (before: KnownRow | undefined) => void,
): AsyncGenerator<readonly SourceRow[]> {
  const waiting: WaitingRow[] = [];
  let remaining = maxRows ?? Number.POSITIVE_INFINITY;
  for await (const batch of table.batches()) {
    const [first, last] = [batch[0], batch.at(-1)];
    if (!first || !last) continue;
    const known = log && (await log.known(first.number, last.number));
    let ready: SourceRow[] = [];
    for (const row of batch) {
      if (remaining <= 0 || stop?.aborted) break;
      remaining -= 1;
      const before = known?.get(row.number);
      onRead?.(before);
      const mapped = !before || (isOpen(before.state) && !before.isHandedOut) ? mapper.map(row) : undefined;
      if (waiting.length === 0 && !(mapped instanceof Promise)) {
        ready.push({ row, before, mapped });
        continue;
      }
      waiting.push(watched({ row, before, mapped }));
      if (waiting.length <= concurrency * IMPORT_POLICY.source.lookahead) continue;
      if (ready.length > 0) yield ready;
      ready = [];
      yield await takeMapped(waiting);
    }
    if (ready.length > 0) yield ready;
    if (remaining <= 0 || stop?.aborted) break;
  }
  while (waiting.length > 0 && !stop?.aborted) yield await takeMapped(waiting);
}

/** The same, row by row. */
export async function* mappedRows(...from: Parameters<typeof mappedBatches>): AsyncGenerator<SourceRow> {
  for await (const batch of mappedBatches(...from)) yield* batch;
}

/** Notes when the row is mapped. A lookup that fails is reported when its row's turn comes, not before. */
function watched(waiting: WaitingRow): WaitingRow {
  const { mapped } = waiting;
  if (mapped instanceof Promise) {
    mapped.then(
      (found) => {
        waiting.mapped = found;
      },
      () => {},
    );
  }
  return waiting;
}

/** Waits for the first row, and removes it together with the rows after it that need not be waited for. */
async function takeMapped(waiting: WaitingRow[]): Promise<readonly SourceRow[]> {
  const taken = [await awaitMapped(waiting.shift() as WaitingRow)];
  for (let next = waiting[0]; next !== undefined && !(next.mapped instanceof Promise); next = waiting[0]) {
    taken.push({ row: next.row, before: next.before, mapped: next.mapped });
    waiting.shift();
  }
  return taken;
}

/** A lookup that the server refused is a problem of its row; an error that stops the run is thrown. */
async function awaitMapped({ row, before, mapped }: WaitingRow): Promise<SourceRow> {
  try {
    return { row, before, mapped: await mapped };
  } catch (error) {
    if (!(error instanceof SobotError) || error.disposition === 'stop-run') throw error;
    return {
      row,
      before,
      mapped: { problems: [{ code: error.code, message: ROW_WORDINGS.lookupFailed(error.message) }] },
    };
  }
}

/** Maximum number of payloads that a check keeps for its report. */
const MAX_SAMPLES = 20;

/** The first payloads that a check would send. */
export class PayloadSamples {
  readonly payloads: Payload[] = [];

  /** How many are still wanted. */
  get missing(): number {
    return MAX_SAMPLES - this.payloads.length;
  }

  add(payload: Payload): void {
    if (this.missing > 0) this.payloads.push(payload);
  }

  /** Replaces each payload by what `clean` returns for it. */
  replace(clean: (payload: Payload) => Payload): void {
    this.payloads.splice(0, this.payloads.length, ...this.payloads.map(clean));
  }
}
