import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { change } from '../../api.ts';
import { useProblemText } from '../../components/cause-text.ts';
import { errorText } from '../../components/error-text.tsx';
import type { GridRow } from '../../components/grid.tsx';
import { useToast } from '../../components/toast.tsx';
import { type RowPages, useRowPages } from '../../components/use-row-pages.ts';
import { gridRowOf, type ProblemRow } from './problem-rows.ts';
import { useGridColumns } from './use-grid-columns.ts';

interface EditableRows<Row> {
  readonly header: readonly string[];
  readonly load: Parameters<typeof useRowPages<Row>>[0];
  /** The address of the rows: each is edited at `/<its number>` below it. */
  readonly path: string;
  /** Is told what the server answered to an edit. */
  readonly onEdited: (answer: { readonly row: Row; readonly edits: number }) => void;
}

/** The rows of a file with what is wrong with them, for a grid whose cells can be edited. Keep `load` and `onEdited` stable. */
export function useEditableRows<Row extends ProblemRow>({ header, load, path, onEdited }: EditableRows<Row>) {
  const { t } = useTranslation();
  const toast = useToast();
  const say = useProblemText();
  const pages: RowPages<Row> = useRowPages<Row>(load);
  const { rowAt: pageRowAt, replace } = pages;
  const columns = useGridColumns(header, (index) => pageRowAt(index)?.cells);
  const rowAt = useMemo(() => {
    const rows = new WeakMap<Row, GridRow>();
    return (index: number) => {
      const row = pageRowAt(index);
      if (!row) return undefined;
      const known = rows.get(row) ?? gridRowOf(header, row, say);
      rows.set(row, known);
      return known;
    };
  }, [pageRowAt, header, say]);

  const edit = useCallback(
    async (index: number, column: number, text: string) => {
      const row = pageRowAt(index);
      const name = header[column];
      if (!row || name === undefined) return;
      replace(index, { ...row, cells: row.cells.with(column, text) });
      try {
        const answer = await change<{ row: Row; edits: number }>(`${path}/${row.row}`, { column: name, text });
        replace(index, answer.row);
        onEdited(answer);
      } catch (failure) {
        replace(index, row);
        toast('bad', errorText(failure, t));
      }
    },
    [path, header, pageRowAt, replace, onEdited, toast, t],
  );
  return { pages, columns, rowAt, edit };
}
