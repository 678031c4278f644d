import type { CellChange, CellValue } from '../ledger/index.ts';
import { CHANGE_POLICY } from './policy.ts';
import type { RecordReader, RecordState } from './record-reader.ts';
import { sameValue, type ValueContext } from './same-value.ts';

/** What a run sent to one record. */
export interface SentRecord {
  readonly row: number;
  readonly key: string;
  readonly name: string;
  readonly id: string;
  /** By field, what was sent. */
  readonly cells: readonly Pick<CellChange, 'field' | 'after'>[];
}

/** A cell that does not have what was sent. */
export interface DifferentCell {
  readonly field: string;
  readonly sent: CellValue;
  readonly now: CellValue;
}

/** A record that was read again. */
export interface VerifiedRecord {
  readonly sent: SentRecord;
  readonly isMissing: boolean;
  readonly different: readonly DifferentCell[];
  /** How many cells could be compared. */
  readonly compared: number;
  /** The fields of those that could not, as the CRM does not show them. */
  readonly unread: readonly string[];
  /** Epoch seconds of its last change, if the CRM tells. */
  readonly changedAt: number | undefined;
}

interface VerifyOptions {
  readonly reader: RecordReader;
  readonly values: ValueContext;
}

/** Reads records again and compares every cell that was sent to them. Errors: those of `Dispatcher.send`. */
export async function* verifyRecords(
  records: AsyncIterable<SentRecord> | Iterable<SentRecord>,
  options: VerifyOptions,
): AsyncGenerator<VerifiedRecord> {
  let waiting: SentRecord[] = [];
  for await (const record of records) {
    waiting.push(record);
    if (waiting.length < CHANGE_POLICY.reading.rowsAtOnce) continue;
    yield* await verifyBatch(waiting, options);
    waiting = [];
  }
  yield* await verifyBatch(waiting, options);
}

async function verifyBatch(batch: readonly SentRecord[], { reader, values }: VerifyOptions): Promise<VerifiedRecord[]> {
  const wanted = batch.map(({ id, cells }) => ({
    id,
    fields: cells.map(({ field }) => field),
  }));
  const states = await reader.read(wanted, { live: true });
  return batch.map((sent) => compared(sent, states.get(sent.id), values));
}

function compared(sent: SentRecord, state: RecordState | undefined, values: ValueContext): VerifiedRecord {
  if (state === undefined)
    return { sent, isMissing: true, different: [], compared: 0, unread: [], changedAt: undefined };
  const readable = sent.cells.filter(({ field }) => state.knows(field));
  const unread = sent.cells.flatMap(({ field }) => (state.knows(field) ? [] : [field]));
  const different = readable.flatMap(({ field, after }) => {
    const now = state.get(field);
    return sameValue(field, after, now, values) ? [] : [{ field, sent: after, now }];
  });
  return { sent, isMissing: false, different, compared: readable.length, unread, changedAt: state.updateTime };
}
