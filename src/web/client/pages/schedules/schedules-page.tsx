import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScheduledJobs } from '../../../schemas/schedules.ts';
import { call } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice, errorText } from '../../components/error-text.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useToast } from '../../components/toast.tsx';
import { useLoaded } from '../../components/use-loaded.ts';
import { JobDialog, type JobForm } from './job-dialog.tsx';
import { JobTable } from './job-table.tsx';
import { jobForms, putSchedules } from './save-job-dialog.tsx';
import { KeeperCard, NotifyCard } from './schedule-cards.tsx';
import '../pages.css';

/** How often the list is read again while a job runs. */
const POLL_MS = 2_000;

/** The section Schedules: jobs that run by themselves, and how they went. */
export function SchedulesPage() {
  const { t } = useTranslation();
  const toast = useToast();
  const { data: schedule, error, reload } = useLoaded<ScheduledJobs>('/schedules');
  const [edited, setEdited] = useState<string | null>();
  const [removed, setRemoved] = useState<string>();
  const isAnyRunning = schedule?.jobs.some(({ running }) => running) ?? false;
  useEffect(() => {
    if (!isAnyRunning) return;
    const timer = setInterval(() => void reload(), POLL_MS);
    return () => clearInterval(timer);
  }, [isAnyRunning, reload]);

  const forms = schedule ? jobForms(schedule) : [];
  const save = async (job: JobForm) => {
    const jobs = edited ? forms.map((each) => (each.name === edited ? job : each)) : [...forms, job];
    await putSchedules({ jobs });
    await reload();
    setEdited(undefined);
    toast('good', t('schedules.saved'));
  };
  const attempt = async (work: () => Promise<unknown>, done?: string) => {
    try {
      await work();
      await reload();
      if (done !== undefined) toast('good', done);
    } catch (failure) {
      toast('bad', errorText(failure, t));
    }
  };
  const runNow = (name: string) =>
    attempt(() => call('POST', `/schedules/${encodeURIComponent(name)}/run`), t('schedules.started', { name }));

  return (
    <>
      <PageHead title={t('nav.schedules')} hint={t('schedules.hint')}>
        {forms.length > 0 && (
          <Button look="primary" icon="plus" onClick={() => setEdited(null)}>
            {t('schedules.add')}
          </Button>
        )}
      </PageHead>
      <div className="stack">
        <ErrorNotice error={error} />
        {!schedule && error === undefined && <p className="muted">{t('common.loading')}</p>}
        {schedule && forms.length === 0 && (
          <EmptyState icon="schedules" title={t('schedules.empty')} hint={t('schedules.emptyHint')}>
            <a className="button primary" href="#/export">
              {t('schedules.toExport')}
            </a>
            <Button icon="plus" onClick={() => setEdited(null)}>
              {t('schedules.add')}
            </Button>
          </EmptyState>
        )}
        {schedule && forms.length > 0 && (
          <>
            <JobTable jobs={schedule.jobs} onRun={runNow} onEdit={setEdited} onRemove={setRemoved} />
            <div className="columns-2">
              <NotifyCard
                notifies={schedule.notifies}
                onChange={(notifyUrl) => attempt(() => putSchedules({ jobs: forms, notifyUrl }), t('schedules.saved'))}
              />
              <KeeperCard command={schedule.command} />
            </div>
          </>
        )}
      </div>
      {edited !== undefined && (
        <JobDialog
          key={edited}
          title={edited === null ? t('schedules.dialogAdd') : t('schedules.dialogEdit', { name: edited })}
          job={forms.find(({ name }) => name === edited) ?? {}}
          onSave={save}
          onClose={() => setEdited(undefined)}
        />
      )}
      {removed !== undefined && (
        <Dialog
          title={t('schedules.removeTitle', { name: removed })}
          onClose={() => setRemoved(undefined)}
          footer={
            <>
              <Button onClick={() => setRemoved(undefined)}>{t('common.cancel')}</Button>
              <Button
                look="danger"
                onClick={() => {
                  setRemoved(undefined);
                  void attempt(() => putSchedules({ jobs: forms.filter(({ name }) => name !== removed) }));
                }}
              >
                {t('schedules.remove')}
              </Button>
            </>
          }
        >
          <p>{t('schedules.removeText')}</p>
        </Dialog>
      )}
    </>
  );
}
