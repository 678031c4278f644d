import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FailedRows } from '../../../../schemas/runs.ts';
import { call, change, queryOf } from '../../../api.ts';
import { Button } from '../../../components/button.tsx';
import { useProblemText } from '../../../components/cause-text.ts';
import { ErrorNotice, errorText } from '../../../components/error-text.tsx';
import { Grid } from '../../../components/grid.tsx';
import { useToast } from '../../../components/toast.tsx';
import { useRowPages } from '../../../components/use-row-pages.ts';
import { gridRowOf } from '../problem-rows.ts';
import { useGridColumns } from '../use-grid-columns.ts';

type FailedRow = FailedRows['rows'][number];

/** The rows of a run that did not succeed, to be corrected in place and sent again. */
export function FailedRowsGrid({ run, onRetry }: { readonly run: string; readonly onRetry: () => Promise<void> }) {
  const { t } = useTranslation();
  const toast = useToast();
  const say = useProblemText();
  const [header, setHeader] = useState<readonly string[]>([]);
  const [edits, setEdits] = useState(0);
  const [isRetrying, setRetrying] = useState(false);
  const load = useCallback(
    async (offset: number, limit: number) => {
      const path = `/runs/${encodeURIComponent(run)}/rows${queryOf({ offset, limit })}`;
      const answer = await call<FailedRows>('GET', path);
      setHeader((before) => (before.join('\n') === answer.header.join('\n') ? before : answer.header));
      return answer;
    },
    [run],
  );
  const pages = useRowPages<FailedRow>(load);
  const { rowAt: pageRowAt, replace } = pages;
  const columns = useGridColumns(header, (index) => pageRowAt(index)?.cells);
  const rowAt = useMemo(() => {
    const rows = new WeakMap<FailedRow, ReturnType<typeof gridRowOf>>();
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
        const path = `/runs/${encodeURIComponent(run)}/rows/${row.row}`;
        const answer = await change<{ row: FailedRow; edits: number }>(path, { column: name, text });
        replace(index, answer.row);
        setEdits(answer.edits);
      } catch (failure) {
        replace(index, row);
        toast('bad', errorText(failure, t));
      }
    },
    [run, header, pageRowAt, replace, toast, t],
  );

  const retry = async () => {
    setRetrying(true);
    await onRetry();
    setRetrying(false);
  };

  return (
    <section className="card" aria-labelledby="failed-title">
      <div className="card-head">
        <div>
          <h2 id="failed-title">{t('import.result.fix')}</h2>
          <p className="muted">{t('import.result.fixHint')}</p>
        </div>
        <div className="actions">
          {edits > 0 && <span className="badge info">{t('import.check.edits', { count: edits })}</span>}
          <Button look="primary" isBusy={isRetrying} onClick={retry}>
            {t('import.actions.retry')}
          </Button>
        </div>
      </div>
      <ErrorNotice error={pages.error} />
      <Grid
        label={t('import.result.fix')}
        columns={columns}
        count={pages.total ?? 0}
        rowAt={rowAt}
        onRange={pages.want}
        onEdit={edit}
        maxHeight={420}
      />
    </section>
  );
}
