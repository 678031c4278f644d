import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate } from '../../../app/router.ts';
import { Button } from '../../../components/button.tsx';
import { ConnectionLink } from '../../../components/connection-failure.tsx';
import { type CountOf, Counts } from '../../../components/counts.tsx';
import { errorText } from '../../../components/error-text.tsx';
import { Notice } from '../../../components/notice.tsx';
import { useToast } from '../../../components/toast.tsx';
import { isOver, startJob, useJob } from '../../../components/use-job.ts';
import { changeJourney, useJourney } from '../journey.ts';
import { LostStep } from '../lost-step.tsx';
import { durationText } from '../run/duration-text.ts';
import { JobProgress } from '../run/job-progress.tsx';
import { PlanChangesList } from './plan-changes.tsx';

/** The step Plan: what the import would change, cell by cell; some of it can be left out. */
export function PlanStep() {
  const { t, i18n } = useTranslation();
  const toast = useToast();
  const { plan: id } = useJourney();
  const { job, error, stop, confirm } = useJob(id);
  const [isStarting, setStarting] = useState(false);
  const report = (failure: unknown) => toast('bad', errorText(failure, t));

  const apply = async () => {
    if (!job?.run) return;
    setStarting(true);
    try {
      const request = { kind: 'apply', plan: job.run } as const;
      changeJourney({ job: await startJob(request), request });
      navigate('/import/import');
    } catch (failure) {
      report(failure);
      setStarting(false);
    }
  };

  if (!job)
    return error === undefined ? (
      <p className="muted">{t('common.loading')}</p>
    ) : (
      <LostStep error={error} back="check" />
    );
  if (!isOver(job)) {
    return (
      <JobProgress
        job={job}
        onStop={() => void stop().catch(report)}
        onConfirm={(agreed) => void confirm(agreed).catch(report)}
      />
    );
  }
  const rows = (job.summary?.['rows'] ?? {}) as Record<string, number>;
  const seconds = job.summary?.['seconds_estimated'];
  const count = (name: string, tone?: CountOf['tone']): CountOf[] => {
    const value = rows[name] ?? 0;
    if (value === 0 && name !== 'create' && name !== 'update') return [];
    return [
      {
        id: name,
        value: t('common.number', { count: value }),
        label: t(`import.plan.counts.${name as 'create'}`),
        ...(tone && value > 0 && { tone }),
      },
    ];
  };
  const toSend = (rows['create'] ?? 0) + (rows['update'] ?? 0);
  return (
    <div className="stack">
      {job.error && (
        <Notice tone="bad" title={t('import.plan.failed')} isAlert>
          <p className="pre-line">{job.error.message}</p>
          <ConnectionLink error={job.error} />
        </Notice>
      )}
      {job.summary && (
        <Counts
          counts={[
            ...count('create', 'good'),
            ...count('update', 'info'),
            ...count('unchanged'),
            ...count('ambiguous', 'warn'),
            ...count('rejected', 'bad'),
            ...count('skipped'),
          ]}
        />
      )}
      {typeof seconds === 'number' && toSend > 0 && (
        <p className="muted">{t('import.plan.takes', { time: durationText(seconds * 1000, i18n.language) })}</p>
      )}
      {job.summary && toSend === 0 && <Notice tone="info" title={t('import.plan.nothing')} />}
      {job.run !== null && job.summary && <PlanChangesList plan={job.run} rows={rows} />}
      <div className="step-actions">
        <Button onClick={() => navigate('/import/check')}>{t('common.back')}</Button>
        <Button look="primary" isBusy={isStarting} disabled={job.run === null || toSend === 0} onClick={apply}>
          {t('import.actions.import')}
        </Button>
      </div>
    </div>
  );
}
