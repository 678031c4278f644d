import { useTranslation } from 'react-i18next';
import type { RunDetails } from '../../../schemas/runs.ts';
import { navigate } from '../../app/router.ts';
import { Counts } from '../../components/counts.tsx';
import { runFileUrl } from '../../components/download.ts';
import { ErrorNotice, errorText } from '../../components/error-text.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { momentText } from '../../components/time-text.ts';
import { useToast } from '../../components/toast.tsx';
import { startJob } from '../../components/use-job.ts';
import { useLoaded } from '../../components/use-loaded.ts';
import { durationText } from '../import/run/duration-text.ts';
import { FailedRowsGrid } from '../import/run/failed-rows.tsx';
import { ResultCauses } from '../import/run/result-causes.tsx';
import { JobPanel } from './job-panel.tsx';
import { RunActions } from './run-actions.tsx';
import { RunStatus, useCommandName } from './run-status.tsx';
import { numbersIn, summaryCounts } from './summary-counts.ts';

/** One run: what became of its rows, its files, and what can be done now. `job`: what was started from here. */
export function RunView({ id, job }: { readonly id: string; readonly job: string | null }) {
  const { t } = useTranslation();
  const toast = useToast();
  const commandName = useCommandName();
  const path = `/runs/${encodeURIComponent(id)}`;
  const { data: run, error, reload } = useLoaded<RunDetails>(path);
  const follow = (started: string) => navigate(`${path}?job=${started}`);
  const shownJob = job ?? run?.job ?? undefined;

  const retry = async () => {
    try {
      follow(await startJob({ kind: 'import', from: { retryOf: id } }));
    } catch (failure) {
      toast('bad', errorText(failure, t));
    }
  };

  const title = run ? `${commandName(run.command)} · ${run.command === 'export' ? run.target : run.input}` : id;
  return (
    <>
      <PageHead title={title} hint={<a href="#/runs">{t('runs.all')}</a>}>
        {run && shownJob === undefined && <RunActions run={id} offers={run.offers} onJob={follow} />}
      </PageHead>
      <div className="stack">
        <ErrorNotice error={error} />
        {!run && error === undefined && <p className="muted">{t('common.loading')}</p>}
        {shownJob !== undefined && (
          <JobPanel key={shownJob} id={shownJob} onOver={() => void reload()}>
            {(ended) =>
              ended.run !== null && (
                <RunActions
                  run={ended.run}
                  offers={ended.offers}
                  onJob={(started) => navigate(`/runs/${encodeURIComponent(ended.run ?? id)}?job=${started}`)}
                />
              )
            }
          </JobPanel>
        )}
        {run && (
          <>
            <RunFacts run={run} />
            <Counts counts={summaryCounts(run.command === 'export' ? run.rows : numbersOf(run), t)} />
            {shownJob === undefined && <ResultCauses causes={run.causes} />}
            {shownJob === undefined && run.offers.includes('retry') && <FailedRowsGrid run={id} onRetry={retry} />}
            {run.files.length > 0 && <RunFiles run={id} files={run.files} />}
          </>
        )}
      </div>
    </>
  );
}

/** The counts in the ledger; of a plan, those of its summary, which say more. */
function numbersOf(run: RunDetails): Readonly<Record<string, unknown>> {
  return run.command === 'plan' && run.summary ? numbersIn(run.summary) : run.rows;
}

function RunFacts({ run }: { readonly run: RunDetails }) {
  const { t, i18n } = useTranslation();
  const tookMs = run.ended === null ? undefined : Date.parse(run.ended) - Date.parse(run.started);
  const facts: readonly (readonly [string, string])[] = [
    [t('runs.target'), run.target],
    [t('runs.started'), momentText(run.started, i18n.language)],
    [t('runs.took'), tookMs === undefined ? '–' : durationText(tookMs, i18n.language)],
    [t('runs.id'), run.run],
  ];
  return (
    <section className="card" aria-label={t('runs.state')}>
      <p>
        <RunStatus status={run.status} />
      </p>
      {run.reason !== null && (
        <Notice tone="warn">
          <p className="cell-text">{run.reason}</p>
        </Notice>
      )}
      <dl className="facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="cell-text">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function RunFiles({ run, files }: { readonly run: string; readonly files: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <section className="card" aria-labelledby="files-title">
      <h2 id="files-title">{t('runs.files')}</h2>
      <ul className="file-list">
        {files.map((name) => (
          <li key={name}>
            {name.endsWith('.html') ? (
              <a href={runFileUrl(run, name)} target="_blank" rel="noreferrer">
                {name}
              </a>
            ) : (
              <a href={runFileUrl(run, name)} download>
                {name}
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
