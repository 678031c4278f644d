import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobRequest, JobState } from '../../../../schemas/jobs.ts';
import { fileUrl } from '../../../api.ts';
import { navigate } from '../../../app/router.ts';
import { Button } from '../../../components/button.tsx';
import { causeTitle } from '../../../components/cause-text.ts';
import { ConnectionLink } from '../../../components/connection-failure.tsx';
import { Counts } from '../../../components/counts.tsx';
import { errorText } from '../../../components/error-text.tsx';
import { Notice } from '../../../components/notice.tsx';
import { useToast } from '../../../components/toast.tsx';
import { startJob, useJob } from '../../../components/use-job.ts';
import { UndoDialog } from '../../runs/undo-dialog.tsx';
import { undoableImports } from '../../runs/undoable-imports.ts';
import { useRunDetails } from '../../runs/use-run-details.ts';
import { changeJourney, useJourney } from '../journey.ts';
import { LostStep } from '../lost-step.tsx';
import { FailedRowsGrid } from './failed-rows.tsx';
import { ResultCauses } from './result-causes.tsx';
import { rowCheck, runCounts, verifyCounts } from './run-counts.ts';

/** The code of a job that was stopped before it sent anything. */
const STOPPED = 'Stopped';

/** How a job is said to have ended that ended without a run; any other has failed. */
const ENDS_WITHOUT_RUN: Readonly<Record<string, 'stopped' | 'cancelled'>> = {
  [STOPPED]: 'stopped',
  Declined: 'cancelled',
};

/** The step Result: what became of every row, why some failed, and what to do now. */
export function ResultStep() {
  const { t } = useTranslation();
  const toast = useToast();
  const { job: id, request: asked, plan, earlier = [] } = useJourney();
  const { job, error } = useJob(id);
  const [isAsking, setAsking] = useState(false);
  const before = [...new Set(earlier)].filter((each) => each !== job?.run);
  const ofFile = useRunDetails([...before, ...(job?.run ? [job.run] : [])].toReversed());
  const undoable = ofFile.runs && undoableImports(ofFile.runs);

  const start = async (request: JobRequest) => {
    try {
      const next = await startJob(request);
      // A resumed run stays the same run.
      const ended = job?.run && request.kind !== 'resume' ? [job.run] : [];
      changeJourney({ job: next, request, earlier: [...before, ...ended] });
      navigate('/import/import');
    } catch (failure) {
      toast('bad', errorText(failure, t));
    }
  };

  if (!job)
    return error === undefined ? (
      <p className="muted">{t('common.loading')}</p>
    ) : (
      <LostStep error={error} back="check" />
    );
  const { run, offers, summary } = job;
  const rows = (summary?.['rows'] ?? {}) as Record<string, number>;
  const notices = (summary?.['notices'] ?? []) as readonly string[];
  const skipped = Object.entries((summary?.['skipped_for'] ?? {}) as Record<string, number>);
  const isVerification = job.kind === 'verify';
  const check = rowCheck(rows);
  const wasStopped = job.error?.code === STOPPED;
  const has = (offer: JobState['offers'][number]) => run !== null && offers.includes(offer);
  return (
    <div className="stack">
      <Outcome job={job} />
      {summary && (
        <>
          <Counts
            counts={isVerification ? verifyCounts(summary, t) : runCounts(rows, t, summary['command'] === 'undo')}
          />
          {!isVerification && (
            <p className={check.isWhole ? 'muted' : 'bad-text'}>
              {t(check.isWhole ? 'import.result.whole' : 'import.result.notWhole', {
                read: t('common.number', { count: check.read }),
                accounted: t('common.number', { count: check.accounted }),
              })}
            </p>
          )}
        </>
      )}
      {skipped.length > 0 && (
        <p className="muted">
          {t('import.result.skippedFor')}{' '}
          {skipped.map(([code, count]) => `${causeTitle(code, t)} (${t('common.number', { count })})`).join(', ')}
        </p>
      )}
      {notices.length > 0 && (
        <Notice tone="info">
          {notices.map((notice) => (
            <p key={notice}>{notice}</p>
          ))}
        </Notice>
      )}
      {before.length > 0 && (
        <p className="muted">
          {t('import.result.earlier')}{' '}
          {before.map((each) => (
            <a key={each} className="run-link" href={`#/runs/${encodeURIComponent(each)}`}>
              {each}
            </a>
          ))}
        </p>
      )}
      <ResultCauses causes={job.causes} />
      {has('retry') && run !== null && (
        <FailedRowsGrid run={run} onRetry={() => start({ kind: 'import', from: { retryOf: run } })} />
      )}
      <div className="step-actions">
        {has('report') && (
          <a className="button quiet" href={runFile(run, 'report.html')} target="_blank" rel="noreferrer">
            {t('import.result.report')}
          </a>
        )}
        {has('errors') && (
          <Button icon="import" onClick={() => downloadFile(runFile(run, 'errors.xlsx'))}>
            {t('import.actions.downloadErrors')}
          </Button>
        )}
        {has('verify') && run !== null && (
          <Button onClick={() => start({ kind: 'verify', run })}>{t('import.actions.verify')}</Button>
        )}
        {undoable !== undefined && undoable.length > 0 && (
          <Button look="danger" onClick={() => setAsking(true)}>
            {t('import.actions.undo')}
          </Button>
        )}
        {isAsking && (
          <UndoDialog
            runs={undoable}
            error={ofFile.error}
            onClose={() => setAsking(false)}
            onUndo={(each) => void start({ kind: 'undo', run: each })}
          />
        )}
        {run === null && (
          <Button onClick={() => navigate(plan === undefined ? '/import/check' : '/import/plan')}>
            {t('common.back')}
          </Button>
        )}
        {wasStopped && asked && (
          <Button look="primary" onClick={() => start(asked)}>
            {t('import.actions.resume')}
          </Button>
        )}
        {has('resume') && run !== null && (
          <Button look="primary" onClick={() => start({ kind: 'resume', run })}>
            {t('import.actions.resume')}
          </Button>
        )}
      </div>
    </div>
  );
}

function Outcome({ job }: { readonly job: JobState }) {
  const { t } = useTranslation();
  const status = job.summary?.['status'];
  const reason = job.summary?.['reason'];
  const kind = t(`import.run.kinds.${job.kind}`);
  if (job.error) {
    const end = ENDS_WITHOUT_RUN[job.error.code];
    return (
      <Notice tone={end ? 'warn' : 'bad'} title={t(`import.result.${end ?? 'failed'}`, { kind })} isAlert>
        <p className="pre-line">{job.error.message}</p>
        <ConnectionLink error={job.error} />
      </Notice>
    );
  }
  const texts = {
    completed: ['good', 'import.result.completed'],
    completed_with_errors: ['warn', 'import.result.withErrors'],
    interrupted: ['warn', 'import.result.interrupted'],
    aborted: ['bad', 'import.result.aborted'],
  } as const;
  const [tone, key] = texts[status as keyof typeof texts] ?? (['info', 'import.result.ended'] as const);
  return (
    <Notice tone={tone} title={t(key, { kind })}>
      {typeof reason === 'string' && <p>{reason}</p>}
      {job.run !== null && (
        <p className="muted">
          {t('import.result.run')} <a href={`#/runs/${encodeURIComponent(job.run)}`}>{job.run}</a>
        </p>
      )}
    </Notice>
  );
}

function runFile(run: string | null, name: string): string {
  return fileUrl(`/runs/${encodeURIComponent(run ?? '')}/files/${name}`);
}

function downloadFile(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.click();
}
