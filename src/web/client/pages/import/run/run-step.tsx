import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate } from '../../../app/router.ts';
import { errorText } from '../../../components/error-text.tsx';
import { useToast } from '../../../components/toast.tsx';
import { isOver, useJob } from '../../../components/use-job.ts';
import { useJourney } from '../journey.ts';
import { LostStep } from '../lost-step.tsx';
import { JobProgress } from './job-progress.tsx';

/** The step Import: rows are being sent. It ends at the result by itself. */
export function RunStep() {
  const { t } = useTranslation();
  const toast = useToast();
  const { job: id } = useJourney();
  const { job, error, stop, confirm } = useJob(id);
  const isDone = job !== undefined && isOver(job);

  useEffect(() => {
    if (isDone) navigate('/import/result', { replace: true });
  }, [isDone]);

  const report = (failure: unknown) => toast('bad', errorText(failure, t));
  return (
    <div className="stack">
      {error !== undefined && <LostStep error={error} back="check" />}
      {job && !isDone && (
        <JobProgress
          job={job}
          onStop={() => void stop().catch(report)}
          onConfirm={(agreed) => void confirm(agreed).catch(report)}
        />
      )}
      {!job && error === undefined && <p className="muted">{t('common.loading')}</p>}
    </div>
  );
}
