import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FailedRows } from '../../../../schemas/runs.ts';
import { call, queryOf } from '../../../api.ts';
import { Button } from '../../../components/button.tsx';
import { ErrorNotice } from '../../../components/error-text.tsx';
import { Grid } from '../../../components/grid.tsx';
import { useEditableRows } from '../use-editable-rows.ts';

type FailedRow = FailedRows['rows'][number];

/** The rows of a run that did not succeed, to be corrected in place and sent again. */
export function FailedRowsGrid({ run, onRetry }: { readonly run: string; readonly onRetry: () => Promise<void> }) {
  const { t } = useTranslation();
  const [header, setHeader] = useState<readonly string[]>([]);
  const [edits, setEdits] = useState(0);
  const [isRetrying, setRetrying] = useState(false);
  const path = `/runs/${encodeURIComponent(run)}/rows`;
  const load = useCallback(
    async (offset: number, limit: number) => {
      const answer = await call<FailedRows>('GET', `${path}${queryOf({ offset, limit })}`);
      setHeader((before) => (before.join('\n') === answer.header.join('\n') ? before : answer.header));
      return answer;
    },
    [path],
  );
  const onEdited = useCallback((answer: { readonly edits: number }) => setEdits(answer.edits), []);
  const { pages, columns, rowAt, edit } = useEditableRows<FailedRow>({ header, load, path, onEdited });

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
