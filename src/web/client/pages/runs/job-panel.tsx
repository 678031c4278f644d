import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobState } from '../../../schemas/jobs.ts';
import { ConnectionLink } from '../../components/connection-failure.tsx';
import { Counts } from '../../components/counts.tsx';
import { ErrorNotice, errorText } from '../../components/error-text.tsx';
import { Notice } from '../../components/notice.tsx';
import { useToast } from '../../components/toast.tsx';
import { isOver, useJob } from '../../components/use-job.ts';
import { JobProgress } from '../import/run/job-progress.tsx';
import { ResultCauses } from '../import/run/result-causes.tsx';
import { RunStatus, statusTone, useCommandName } from './run-status.tsx';
import { numbersIn, summaryCounts } from './summary-counts.ts';

/** A job from its start to its outcome. `children` gets the job when it is over: what to do then. */
export function JobPanel({
  id,
  onOver,
  children,
}: {
  readonly id: string;
  readonly onOver?: (() => void) | undefined;
  readonly children?: (job: JobState) => ReactNode;
}) {
  const { t } = useTranslation();
  const toast = useToast();
  const { job, error, stop, confirm } = useJob(id);
  const report = (failure: unknown) => toast('bad', errorText(failure, t));
  const isDone = job !== undefined && isOver(job);
  const over = useRef(onOver);
  over.current = onOver;
  useEffect(() => {
    if (isDone) over.current?.();
  }, [isDone]);
  if (!job) return error === undefined ? <p className="muted">{t('common.loading')}</p> : <ErrorNotice error={error} />;
  if (!isDone) {
    return (
      <JobProgress
        job={job}
        onStop={() => void stop().catch(report)}
        onConfirm={(agreed) => void confirm(agreed).catch(report)}
      />
    );
  }
  return (
    <div className="stack">
      <Outcome job={job} />
      {children?.(job)}
      <ResultCauses causes={job.causes} />
    </div>
  );
}

/** How a job ended: its state, its numbers and its notices. */
function Outcome({ job }: { readonly job: JobState }) {
  const { t } = useTranslation();
  const commandName = useCommandName();
  const { summary, error } = job;
  const command = typeof summary?.['command'] === 'string' ? summary['command'] : job.kind;
  const title = `${commandName(command)} · ${job.about}`;
  if (error) {
    return (
      <Notice
        tone={error.code === 'Declined' ? 'warn' : 'bad'}
        title={<span className="cell-text">{title}</span>}
        isAlert
      >
        <p className="pre-line cell-text">{error.message}</p>
        <ConnectionLink error={error} />
      </Notice>
    );
  }
  const status = typeof summary?.['status'] === 'string' ? summary['status'] : 'completed';
  const reason = summary?.['reason'];
  const notices = (summary?.['notices'] ?? []) as readonly string[];
  return (
    <>
      <Notice
        tone={statusTone(status)}
        title={
          <>
            <span className="cell-text">{title}</span> <RunStatus status={status} />
          </>
        }
      >
        {typeof reason === 'string' && <p className="cell-text">{reason}</p>}
        {command === 'verify' && <p>{t(status === 'completed' ? 'runs.verified' : 'runs.notVerified')}</p>}
        {summary?.['complete'] === false && <p>{t('runs.incomplete')}</p>}
        {job.run !== null && <a href={`#/runs/${encodeURIComponent(job.run)}`}>{t('runs.toRun')}</a>}
      </Notice>
      <Counts counts={summaryCounts(numbersIn(summary), t)} />
      {notices.length > 0 && (
        <Notice tone="info">
          {notices.map((notice) => (
            <p key={notice} className="cell-text">
              {notice}
            </p>
          ))}
        </Notice>
      )}
    </>
  );
}
