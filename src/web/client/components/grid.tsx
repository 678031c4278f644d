// biome-ignore-all lint/a11y/useSemanticElements: a table cannot show a part of its rows.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names its active cell.

import {
  type ColumnDef,
  columnResizingFeature,
  columnSizingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { GridRowView } from './grid-row.tsx';
import './grid.css';
import { type GridPlace, useGridKeys } from './use-grid-keys.ts';

/** A column of a grid; the first one is the row's number, and comes from the grid. */
export interface GridColumn {
  readonly id: string;
  readonly header: string;
  /** Pixels, at first. */
  readonly width?: number;
}

/** A cell: its text, and what is wrong with it. */
export interface GridCell {
  readonly text: string;
  readonly tone?: 'bad' | 'warn' | 'good' | undefined;
  /** A sentence that is shown when the cell is chosen, and as its tooltip. */
  readonly note?: string | undefined;
}

export interface GridRow {
  /** The number in the file. */
  readonly row: number;
  readonly cells: readonly GridCell[];
  readonly tone?: 'bad' | undefined;
  /** What is wrong with the row as a whole. */
  readonly note?: string | undefined;
}

/** The heights of a line and of the head, as `grid.css` has them. */
const ROW_PX = 34;
const HEAD_PX = 36;
const DIGIT_PX = 9;
const NUMBER_PADDING_PX = 34;
const MIN_NUMBER_PX = 64;
const DEFAULT_PX = 160;

const features = tableFeatures({ columnSizingFeature, columnResizingFeature });

/**
 * A grid of any number of rows and columns: only what is on the screen is rendered. One place is chosen (click or arrow keys); the line
 * below says what is wrong with it. With `onEdit`, cells are edited in place: Enter, F2, a second click, or just typing.
 */
export function Grid({
  label,
  columns,
  count,
  rowAt,
  onRange,
  onEdit,
  maxHeight = 560,
}: {
  readonly label: string;
  readonly columns: readonly GridColumn[];
  /** The number of rows. */
  readonly count: number;
  /** Undefined while the row is being loaded. */
  readonly rowAt: (index: number) => GridRow | undefined;
  /** The rows that are on the screen. */
  readonly onRange?: ((first: number, last: number) => void) | undefined;
  /** Takes the new text of a cell; `column` is its index. */
  readonly onEdit?: ((index: number, column: number, text: string) => void) | undefined;
  /** Pixels. */
  readonly maxHeight?: number;
}) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const gridId = useId();
  const [active, setActive] = useState<GridPlace>({ row: 0, column: 0 });
  const numberWidth = Math.max(MIN_NUMBER_PX, String(count).length * DIGIT_PX + NUMBER_PADDING_PX);
  const tableColumns = useMemo(
    () =>
      columns.map(
        ({ id, header, width = DEFAULT_PX }, index): ColumnDef<typeof features, GridRow> => ({
          id,
          header,
          accessorFn: (row) => row.cells[index]?.text ?? '',
          size: width,
          minSize: 60,
          maxSize: 900,
        }),
      ),
    [columns],
  );

  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    scrollMargin: HEAD_PX,
    scrollPaddingStart: HEAD_PX,
    overscan: 8,
    useFlushSync: false,
    rangeExtractor: (range) => withActive(defaultRangeExtractor(range), active.row, count),
  });
  const shownRows = rows.getVirtualItems();
  const first = shownRows[0]?.index ?? 0;
  const last = shownRows.at(-1)?.index ?? 0;
  const visible = rows.range;
  const data = shownRows.flatMap(({ index }) => rowAt(index) ?? []);
  const table = useTable({ features, columns: tableColumns, data, columnResizeMode: 'onChange' });
  const leafs = table.getAllLeafColumns();

  const places = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => leafs[index]?.getSize() ?? DEFAULT_PX,
    scrollMargin: numberWidth,
    scrollPaddingStart: numberWidth,
    overscan: 2,
    useFlushSync: false,
    rangeExtractor: (range) => withActive(defaultRangeExtractor(range), active.column, columns.length),
  });
  const sizes = leafs.map((column) => column.getSize()).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: measures anew when a width has changed.
  useEffect(() => places.measure(), [places, sizes]);
  const from = visible?.startIndex ?? first;
  const to = visible?.endIndex ?? last;
  useEffect(() => {
    if (count > 0) onRange?.(from, to);
  }, [count, from, to, onRange]);

  const keys = useGridKeys({
    size: { rows: count, columns: columns.length },
    active,
    pageRows: Math.max(1, to - from - 1),
    textAt: ({ row, column }) => rowAt(row)?.cells[column]?.text,
    onActive: (place) => {
      setActive(place);
      rows.scrollToIndex(place.row);
      places.scrollToIndex(place.column);
    },
    onEdit: onEdit && (({ row, column }, text) => onEdit(row, column, text)),
    focus: () => scroller.current?.focus({ preventScroll: true }),
  });

  const shown = places.getVirtualItems().map(({ index, start }) => ({
    index,
    id: columns[index]?.id ?? '',
    header: columns[index]?.header ?? '',
    left: start,
    width: leafs[index]?.getSize() ?? DEFAULT_PX,
  }));
  const shape = shown.map(({ id, left, width }) => `${id}:${left}:${width}`).join('|');
  // biome-ignore lint/correctness/useExhaustiveDependencies: a row is rendered again only if the shape of its columns has changed.
  const stableShown = useMemo(() => shown, [shape]);
  const width = numberWidth + leafs.reduce((sum, column) => sum + column.getSize(), 0);
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  const activeRow = rowAt(active.row);
  const activeCell = activeRow?.cells[active.column];
  const note = activeCell?.note ?? activeRow?.note;
  const height = Math.min(maxHeight, HEAD_PX + count * ROW_PX + 16);

  return (
    <div className="stack tight">
      <div
        ref={scroller}
        className="grid"
        style={{ height }}
        role="grid"
        aria-label={label}
        aria-rowcount={count + 1}
        aria-colcount={columns.length + 1}
        aria-readonly={onEdit === undefined}
        aria-describedby={`${gridId}-keys`}
        aria-activedescendant={count > 0 ? `${gridId}-${active.row}-${active.column}` : undefined}
        tabIndex={0}
        onKeyDown={keys.onKeyDown}
      >
        <div className="grid-head" style={{ width }} role="row" aria-rowindex={1}>
          <div className="grid-cell pinned" style={{ width: numberWidth }} role="columnheader" aria-colindex={1}>
            {t('grid.rowNumber')}
          </div>
          {stableShown.map((column, position) => {
            const before =
              position === 0
                ? numberWidth
                : (stableShown[position - 1]?.left ?? 0) + (stableShown[position - 1]?.width ?? 0);
            return (
              <div
                key={column.id}
                className="grid-cell"
                style={{ width: column.width, marginLeft: column.left - before }}
                role="columnheader"
                aria-colindex={column.index + 2}
                title={column.header}
              >
                {column.header}
                <span
                  className="grid-resize"
                  onMouseDown={headers[column.index]?.getResizeHandler()}
                  onTouchStart={headers[column.index]?.getResizeHandler()}
                  aria-hidden="true"
                />
              </div>
            );
          })}
        </div>
        <div className="grid-body" style={{ width, height: rows.getTotalSize() }} role="rowgroup">
          {shownRows.map(({ index, start }) => (
            <GridRowView
              key={index}
              gridId={gridId}
              index={index}
              top={start - HEAD_PX}
              row={rowAt(index)}
              columns={stableShown}
              numberWidth={numberWidth}
              active={active.row === index ? active.column : undefined}
              draft={keys.draft && active.row === index ? keys.draft : undefined}
              actions={keys.actions}
            />
          ))}
        </div>
      </div>
      <p className={note === undefined ? 'grid-note muted' : 'grid-note bad'} id={`${gridId}-keys`} aria-live="polite">
        {note ?? t(onEdit ? 'grid.keys' : 'grid.keysReadOnly')}
      </p>
    </div>
  );
}

/** The indexes on the screen and the chosen one, which has to be there for screen readers. */
function withActive(indexes: number[], active: number, count: number): number[] {
  if (active >= count || indexes.includes(active)) return indexes;
  return [...indexes, active].sort((one, other) => one - other);
}
