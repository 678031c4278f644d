import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CheckedRow, CheckedRows, CheckState } from '../../../../schemas/checks.ts';
import { call, queryOf } from '../../../api.ts';
import { ErrorNotice } from '../../../components/error-text.tsx';
import { Grid } from '../../../components/grid.tsx';
import { CauseFilter, type RowFilter } from '../cause-filter.tsx';
import { useEditableRows } from '../use-editable-rows.ts';

/** All rows of a check in a grid, with the problems in their cells. An edited row is checked again by itself. */
export function CheckRows({ check, onEdited }: { readonly check: CheckState; readonly onEdited: () => void }) {
  const { t } = useTranslation();
  const { check: id, header } = check;
  const [filter, setFilter] = useState<RowFilter>(check.counts.rejected > 0 ? { status: 'rejected' } : {});
  const { status, cause } = filter;
  const path = `/checks/${encodeURIComponent(id)}/rows`;
  const load = useCallback(
    (offset: number, limit: number) => call<CheckedRows>('GET', `${path}${queryOf({ offset, limit, status, cause })}`),
    [path, status, cause],
  );
  const { pages, columns, rowAt, edit } = useEditableRows<CheckedRow>({ header, load, path, onEdited });

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
