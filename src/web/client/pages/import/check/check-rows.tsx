import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CheckedRow, CheckedRows, CheckState, RecheckedRow } from '../../../../schemas/checks.ts';
import { call, change, queryOf } from '../../../api.ts';
import { useProblemText } from '../../../components/cause-text.ts';
import { ErrorNotice, errorText } from '../../../components/error-text.tsx';
import { Grid } from '../../../components/grid.tsx';
import { useToast } from '../../../components/toast.tsx';
import { useRowPages } from '../../../components/use-row-pages.ts';
import { CauseFilter, type RowFilter } from '../cause-filter.tsx';
import { gridRowOf } from '../problem-rows.ts';
import { useGridColumns } from '../use-grid-columns.ts';

/** All rows of a check in a grid, with the problems in their cells. An edited row is checked again by itself. */
export function CheckRows({ check, onEdited }: { readonly check: CheckState; readonly onEdited: () => void }) {
  const { t } = useTranslation();
  const toast = useToast();
  const say = useProblemText();
  const { check: id, header } = check;
  const [filter, setFilter] = useState<RowFilter>(check.counts.rejected > 0 ? { status: 'rejected' } : {});
  const { status, cause } = filter;
  const load = useCallback(
    (offset: number, limit: number) =>
      call<CheckedRows>('GET', `/checks/${encodeURIComponent(id)}/rows${queryOf({ offset, limit, status, cause })}`),
    [id, status, cause],
  );
  const pages = useRowPages<CheckedRow>(load);
  const { rowAt: pageRowAt, replace } = pages;
  const columns = useGridColumns(header, (index) => pageRowAt(index)?.cells);
  const rowAt = useMemo(() => {
    const rows = new WeakMap<CheckedRow, ReturnType<typeof gridRowOf>>();
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
        const path = `/checks/${encodeURIComponent(id)}/rows/${row.row}`;
        const answer = await change<RecheckedRow>(path, { column: name, text });
        replace(index, answer.row);
        onEdited();
      } catch (failure) {
        replace(index, row);
        toast('bad', errorText(failure, t));
      }
    },
    [id, header, pageRowAt, replace, onEdited, toast, t],
  );

  return (
    <section className="card" aria-labelledby="rows-title">
      <div className="card-head">
        <h2 id="rows-title">{t('import.check.rowsTitle')}</h2>
        {check.edits > 0 && <span className="badge info">{t('import.check.edits', { count: check.edits })}</span>}
      </div>
      <CauseFilter
        causes={check.causes}
        total={check.counts.read}
        failed={check.counts.rejected}
        filter={filter}
        onFilter={setFilter}
      />
      <ErrorNotice error={pages.error} />
      {pages.total === 0 ? (
        <p className="muted">{t('import.check.noRows')}</p>
      ) : (
        <Grid
          key={`${status} ${cause}`}
          label={t('import.check.rowsTitle')}
          columns={columns}
          count={pages.total ?? 0}
          rowAt={rowAt}
          onRange={pages.want}
          onEdit={edit}
        />
      )}
    </section>
  );
}
