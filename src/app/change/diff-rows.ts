import { fieldLabel, shownValue, type ValueContext } from '../../change/index.ts';
import type { WallClock } from '../../export/index.ts';
import type { OutColumn, OutValue, RowWriter } from '../../files/index.ts';
import type { CellValue } from '../../ledger/index.ts';
import { readCustomEntries } from '../../mapping/index.ts';
import type { CustomerChange, CustomerChangeKind } from '../../mirror/index.ts';

/** The columns of the file. */
export const DIFF_COLUMNS: readonly OutColumn[] = [
  { name: 'Change' },
  { name: 'Customer ID', kind: 'text' },
  { name: 'Nickname', kind: 'text' },
  { name: 'Field', kind: 'text' },
  { name: 'Before', kind: 'text' },
  { name: 'After', kind: 'text' },
  { name: 'Changed at', kind: 'datetime' },
  { name: 'Noticed at', kind: 'datetime' },
];

const WORDS: Readonly<Record<CustomerChangeKind, string>> = {
  added: 'added',
  changed: 'changed',
  vanished: 'vanished',
};

const ROWS_PER_WRITE = 500;

/** A file of changes that is being written. */
export interface DiffWriter {
  readonly rows: RowWriter;
  /** Names the fields and their values. */
  readonly values: ValueContext;
}

/** Writes a row for each cell that changed, or one for a customer that was added or has vanished; returns how many cells changed. */
export async function writeChanges(
  changes: Iterable<CustomerChange>,
  writer: DiffWriter | undefined,
  clock: WallClock,
): Promise<number> {
  let cellsChanged = 0;
  let rows: OutValue[][] = [];
  for (const change of changes) {
    const cells = changedCells(change);
    cellsChanged += cells.length;
    if (!writer) continue;
    rows.push(...rowsOf(change, cells, writer.values, clock));
    if (rows.length < ROWS_PER_WRITE) continue;
    await writer.rows.write(rows);
    rows = [];
  }
  if (rows.length > 0) await writer?.rows.write(rows);
  return cellsChanged;
}

/** A cell that differs. */
interface DifferentCell {
  readonly field: string;
  readonly before: CellValue;
  readonly after: CellValue;
}

function rowsOf(
  change: CustomerChange,
  cells: readonly DifferentCell[],
  values: ValueContext,
  clock: WallClock,
): OutValue[][] {
  const { kind, id, nick, updateTime, noticedAt } = change;
  const timeAt = (seconds: number): OutValue => (seconds > 0 ? { kind: 'datetime', text: clock(seconds) } : null);
  const changedAt = kind === 'vanished' ? null : timeAt(updateTime);
  const row = (field: string, before: string, after: string): OutValue[] => {
    return [WORDS[kind], id, nick, field, before, after, changedAt, timeAt(Math.floor(noticedAt / 1000))];
  };
  if (cells.length === 0) return [row('', '', '')];
  return cells.map(({ field, before, after }) =>
    row(fieldLabel(field, values), shownValue(field, before, values), shownValue(field, after, values)),
  );
}

/** Members that change with every edit; the time has a column of its own. */
const EDIT_MEMBERS: ReadonlySet<string> = new Set(['update_time', 'update_user_id', 'update_user_name']);
const CUSTOM_MEMBER = 'ex_field_str';

/** The cells that differ, custom fields each by itself. */
function changedCells({ cells }: CustomerChange): DifferentCell[] {
  return Object.entries(cells).flatMap(([member, [before, after]]): DifferentCell[] => {
    if (EDIT_MEMBERS.has(member)) return [];
    return member === CUSTOM_MEMBER
      ? customCells(before, after)
      : [{ field: member, before: cellOf(before), after: cellOf(after) }];
  });
}

function customCells(before: unknown, after: unknown): DifferentCell[] {
  const [old, now] = [readCustomEntries(before), readCustomEntries(after)];
  const ids = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
  return [...ids].flatMap((id): DifferentCell[] => {
    const [was, is] = [cellOf(old?.get(id)?.field_value), cellOf(now?.get(id)?.field_value)];
    return was === is ? [] : [{ field: `custom:${id}`, before: was, after: is }];
  });
}

function cellOf(value: unknown): CellValue {
  if (value === undefined || value === null || value === '') return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
