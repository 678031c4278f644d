// biome-ignore-all lint/a11y/useSemanticElements: a table cannot show a part of its rows.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names its active cell.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid takes the keys.

import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { GridRow } from './grid.tsx';
import type { GridActions, GridDraft } from './use-grid-keys.ts';

/** A column that is on the screen. */
interface ShownColumn {
  readonly index: number;
  readonly id: string;
  readonly header: string;
  /** Pixels from the start of the row. */
  readonly left: number;
  readonly width: number;
}

/** One row of a grid. It is rendered again only when something of it has changed, not when the grid is scrolled. */
export const GridRowView = memo(function GridRowView({
  gridId,
  index,
  top,
  row,
  columns,
  numberWidth,
  active,
  draft,
  actions,
}: {
  readonly gridId: string;
  readonly index: number;
  readonly top: number;
  readonly row: GridRow | undefined;
  readonly columns: readonly ShownColumn[];
  readonly numberWidth: number;
  /** The index of the chosen column, if the chosen place is in this row. */
  readonly active: number | undefined;
  readonly draft: GridDraft | undefined;
  readonly actions: GridActions;
}) {
  const { t } = useTranslation();
  let before = numberWidth;
  return (
    <div
      className={row?.tone ? `grid-row ${row.tone}` : 'grid-row'}
      style={{ transform: `translateY(${top}px)` }}
      role="row"
      aria-rowindex={index + 2}
    >
      <div
        className="grid-cell pinned"
        style={{ width: numberWidth }}
        role="rowheader"
        aria-colindex={1}
        title={row?.note}
      >
        {row?.row ?? '…'}
      </div>
      {columns.map((column) => {
        const cell = row?.cells[column.index];
        const gap = column.left - before;
        before = column.left + column.width;
        const isActive = active === column.index;
        const isEdited = isActive && draft !== undefined;
        return (
          <div
            key={column.id}
            id={`${gridId}-${index}-${column.index}`}
            className={['grid-cell', cell?.tone, isActive && 'active'].filter(Boolean).join(' ')}
            style={{ width: column.width, marginLeft: gap }}
            role="gridcell"
            aria-colindex={column.index + 2}
            aria-selected={isActive}
            aria-invalid={cell?.tone === 'bad' || undefined}
            title={cell?.note ?? cell?.text}
            onClick={() => actions.press({ row: index, column: column.index })}
            onDoubleClick={() => actions.edit({ row: index, column: column.index })}
          >
            {row === undefined ? <span className="grid-ghost" /> : cell?.text}
            {isEdited && (
              <input
                className="grid-editor"
                // biome-ignore lint/a11y/noAutofocus: the cell was just chosen to be edited.
                autoFocus
                aria-label={t('grid.edit', { column: column.header, row: row?.row ?? '' })}
                value={draft.text}
                onChange={(event) => actions.type(event.target.value)}
                onKeyDown={actions.editorKey}
                onClick={(event) => event.stopPropagation()}
                onBlur={() => actions.commit()}
              />
            )}
          </div>
        );
      })}
    </div>
  );
});
