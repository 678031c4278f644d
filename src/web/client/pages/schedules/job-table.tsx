import { useTranslation } from 'react-i18next';
import type { ScheduledJobs } from '../../../schemas/schedules.ts';
import { Button } from '../../components/button.tsx';
import { momentText } from '../../components/time-text.ts';
import { argumentText } from './argument-text.ts';
import { rhythmText } from './rhythm.ts';

type ScheduledJob = ScheduledJobs['jobs'][number];

/** The jobs: when they run, how they went, and what can be done with them. */
export function JobTable({
  jobs,
  onRun,
  onEdit,
  onRemove,
}: {
  readonly jobs: readonly ScheduledJob[];
  readonly onRun: (name: string) => Promise<void>;
  readonly onEdit: (name: string) => void;
  readonly onRemove: (name: string) => void;
}) {
  const { t, i18n } = useTranslation();
  const moment = (iso: string) => momentText(iso, i18n.language);
  return (
    <section className="card" aria-label={t('nav.schedules')}>
      <table className="table stacked">
        <thead>
          <tr>
            <th scope="col">{t('schedules.job')}</th>
            <th scope="col">{t('schedules.when')}</th>
            <th scope="col">{t('schedules.next')}</th>
            <th scope="col">{t('schedules.last')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('schedules.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <tr key={job.name}>
              <th scope="row">
                <div>{job.name}</div>
                <div className="muted job-args">
                  {t(`runs.commands.${job.command}`)} · {argumentText(job.args)}
                </div>
              </th>
              <td data-label={t('schedules.when')}>
                <div>
                  {rhythmText(job.cron, t)}
                  <div className="muted">{job.timezone}</div>
                </div>
              </td>
              <td data-label={t('schedules.next')}>
                <div>{job.next === null ? '–' : moment(job.next)}</div>
              </td>
              <td data-label={t('schedules.last')}>
                <LastRun job={job} moment={moment} />
              </td>
              <td>
                <div className="actions end">
                  <Button isBusy={job.running} onClick={() => void onRun(job.name)}>
                    {t('schedules.runNow')}
                  </Button>
                  <Button look="quiet" onClick={() => onEdit(job.name)}>
                    {t('schedules.edit')}
                  </Button>
                  <Button look="quiet" onClick={() => onRemove(job.name)}>
                    {t('schedules.remove')}
                  </Button>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function LastRun({ job, moment }: { readonly job: ScheduledJob; readonly moment: (iso: string) => string }) {
  const { t } = useTranslation();
  const { running, last } = job;
  if (running) {
    return (
      <div role="status">
        <span className="badge info">{t('schedules.running')}</span>
      </div>
    );
  }
  if (!last) return <div className="muted">{t('schedules.never')}</div>;
  return (
    <div>
      <span className={last.isWell ? 'badge good' : 'badge bad'}>
        {t(last.isWell ? 'schedules.well' : 'schedules.failed')}
      </span>{' '}
      <span className="muted">{moment(last.started)}</span>
      {last.detail !== null && <div className="cell-text job-args">{last.detail}</div>}
    </div>
  );
}
