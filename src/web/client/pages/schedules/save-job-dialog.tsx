import { useTranslation } from 'react-i18next';
import type { ScheduledJobs, SchedulesRequest } from '../../../schemas/schedules.ts';
import { call } from '../../api.ts';
import { useToast } from '../../components/toast.tsx';
import { JobDialog, type JobForm } from './job-dialog.tsx';

/** The stored jobs as a request sends them back. */
export function jobForms({ jobs }: ScheduledJobs): JobForm[] {
  return jobs.map(({ name, cron, timezone, command, args, keep }) => ({
    ...{ name, cron, timezone, command, args },
    ...(keep !== undefined && { keep }),
  }));
}

/** Replaces the jobs of the schedule. */
export function putSchedules(request: SchedulesRequest): Promise<ScheduledJobs> {
  return call<ScheduledJobs>('PUT', '/schedules', request);
}

/** Adds what is on the page to the schedule as a new job. */
export function SaveJobDialog({ job, onClose }: { readonly job: Partial<JobForm>; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const toast = useToast();
  return (
    <JobDialog
      title={t('schedules.dialogAdd')}
      job={job}
      onClose={onClose}
      onSave={async (made) => {
        const stored = await call<ScheduledJobs>('GET', '/schedules');
        await putSchedules({ jobs: [...jobForms(stored), made] });
        toast('good', t('exporting.saved', { name: made.name }));
        onClose();
      }}
    />
  );
}
