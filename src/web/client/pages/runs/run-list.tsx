import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PageRun } from '../../../schemas/runs.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice } from '../../components/error-text.tsx';
import { Field } from '../../components/field.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { momentText } from '../../components/time-text.ts';
import { useLoaded } from '../../components/use-loaded.ts';
import { RunStatus, useCommandName } from './run-status.tsx';
import { countsText } from './summary-counts.ts';

/** How often the list is read again while something runs. */
const POLL_MS = 3_000;

/** All runs, newest first. */
export function RunList() {
  const { t } = useTranslation();
  const commandName = useCommandName();
  const { data: runs, error, isLoading, reload } = useLoaded<readonly PageRun[]>('/runs');
  const [command, setCommand] = useState('');
  const isAnyRunning = runs?.some(({ status }) => status === 'running') ?? false;
  useEffect(() => {
    if (!isAnyRunning) return;
    const timer = setInterval(() => void reload(), POLL_MS);
    return () => clearInterval(timer);
  }, [isAnyRunning, reload]);

  const commands = [...new Set(runs?.map((run) => run.command))].sort();
  const shown = runs?.filter((run) => command === '' || run.command === command) ?? [];
  return (
    <>
      <PageHead title={t('nav.runs')} hint={t('runs.hint')}>
        {runs !== undefined && runs.length > 0 && (
          <Button isBusy={isLoading} onClick={() => void reload()}>
            {t('runs.actions.refresh')}
          </Button>
        )}
      </PageHead>
      <ErrorNotice error={error} />
      {!runs && error === undefined && <p className="muted">{t('common.loading')}</p>}
      {runs?.length === 0 && (
        <EmptyState icon="runs" title={t('runs.empty')} hint={t('runs.emptyHint')}>
          <a className="button primary" href="#/import">
            {t('runs.toImport')}
          </a>
        </EmptyState>
      )}
      {runs !== undefined && runs.length > 0 && (
        <section className="card" aria-label={t('nav.runs')}>
          {commands.length > 1 && (
            <div className="fields">
              <Field label={t('runs.show')}>
                <select value={command} onChange={(event) => setCommand(event.target.value)}>
                  <option value="">{t('runs.everything')}</option>
                  {commands.map((each) => (
                    <option key={each} value={each}>
                      {commandName(each)}
                    </option>
                  ))}
                </select>
              </Field>
            </div>
          )}
          {shown.length === 0 ? <p className="muted">{t('runs.noneOfKind')}</p> : <RunTable runs={shown} />}
        </section>
      )}
    </>
  );
}

function RunTable({ runs }: { readonly runs: readonly PageRun[] }) {
  const { t, i18n } = useTranslation();
  const commandName = useCommandName();
  return (
    <table className="table stacked">
      <thead>
        <tr>
          <th scope="col">{t('runs.what')}</th>
          <th scope="col">{t('runs.state')}</th>
          <th scope="col">{t('runs.rows')}</th>
          <th scope="col">{t('runs.started')}</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.run}>
            <th scope="row">
              <a className="cell-text" href={`#/runs/${encodeURIComponent(run.run)}`}>
                {commandName(run.command)} · {run.command === 'export' ? run.target : run.input}
              </a>
            </th>
            <td data-label={t('runs.state')}>
              <div>
                <RunStatus status={run.status} />
              </div>
            </td>
            <td data-label={t('runs.rows')}>
              <div>{countsText(run.rows, t)}</div>
            </td>
            <td data-label={t('runs.started')}>
              <div className="nowrap">{momentText(run.started, i18n.language)}</div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
