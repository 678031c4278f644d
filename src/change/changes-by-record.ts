import type { CellChange, RowChange, RowState } from '../ledger/index.ts';
import type { RecordToRestore } from './restoration.ts';

/** A row of a run with what it changed. */
export interface ChangedRow {
  readonly row: number;
  readonly state: RowState;
  readonly key?: string | undefined;
  readonly remoteId?: string | undefined;
  readonly action?: string | undefined;
  readonly change: RowChange;
}

/** What a run changed in one record. */
export interface ChangedRecord extends RecordToRestore {
  /** The numbers of the rows, in their order. */
  readonly rows: readonly number[];
  readonly key: string;
}

/**
 * Sums up the changes of a run by record, in the order of rows; records that several rows changed come last. `rows` is read twice.
 * Rows whose record is not known are left out.
 */
export async function* changesByRecord(rows: () => AsyncIterable<ChangedRow>): AsyncGenerator<ChangedRecord> {
  const several = await idsOfSeveralRows(rows());
  const collected = new Map<string, ChangedRecord>();
  for await (const changed of rows()) {
    const record = recordOf(changed);
    if (record === undefined) continue;
    if (!several.has(record.id)) {
      yield record;
      continue;
    }
    const earlier = collected.get(record.id);
    collected.set(record.id, earlier === undefined ? record : joined(earlier, record));
  }
  yield* collected.values();
}

async function idsOfSeveralRows(rows: AsyncIterable<ChangedRow>): Promise<ReadonlySet<string>> {
  const once = new Set<string>();
  const several = new Set<string>();
  for await (const changed of rows) {
    const id = recordOf(changed)?.id;
    if (id === undefined) continue;
    if (once.has(id)) several.add(id);
    else once.add(id);
  }
  return several;
}

function recordOf({ row, state, key = '', remoteId, action, change }: ChangedRow): ChangedRecord | undefined {
  const id = change.id ?? remoteId;
  // A row that was not sent has changed nothing. A rejected one has a change only if it was sent all the same.
  if (id === undefined || state === 'skipped') return undefined;
  const isNew = change.id === undefined && action !== 'update';
  // The server found a record that was not known: what it had before is not known either.
  const cells =
    change.id === undefined && !isNew ? change.cells.map(({ field, after }) => ({ field, after })) : change.cells;
  return { id, name: change.name ?? '', key, cells, companions: change.record ?? {}, isNew, rows: [row] };
}

function joined(earlier: ChangedRecord, later: ChangedRecord): ChangedRecord {
  const cells = new Map<string, CellChange>(earlier.cells.map((cell) => [cell.field, cell]));
  for (const cell of later.cells) {
    const first = cells.get(cell.field);
    cells.set(cell.field, first === undefined ? cell : { ...first, after: cell.after });
  }
  const companions = { ...later.companions, ...earlier.companions };
  return { ...earlier, cells: [...cells.values()], companions, rows: [...earlier.rows, ...later.rows] };
}
