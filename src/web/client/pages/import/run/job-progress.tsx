import { useTranslation } from 'react-i18next';
import type { JobState } from '../../../../schemas/jobs.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Notice } from '../../../components/notice.tsx';
import { Progress } from '../../../components/progress.tsx';
import { useServerLost } from '../../../server-lost.ts';
import { durationText } from './duration-text.ts';

/** The last problems are shown; the report has all of them. */
const SHOWN_PROBLEMS = 6;

/** The kinds of jobs that send nothing. */
const READING: readonly JobState['kind'][] = ['plan', 'verify', 'export', 'mirror'];

/** A running job: how far it is, how fast, what it waits for, and what it asks. */
export function JobProgress({
  job,
  onStop,
  onConfirm,
}: {
  readonly job: JobState;
  readonly onStop: () => void;
  readonly onConfirm: (agreed: boolean) => void;
}) {
  const { t, i18n } = useTranslation();
  const isLost = useServerLost();
  const { progress } = job;
  const problems = job.messages.filter(({ level }) => level === 'problem');
  const share = progress?.total ? progress.rows / progress.total : undefined;
  const number = (count: number) => t('common.number', { count });
  const facts: readonly (readonly [string, string])[] = progress
    ? [
        [
          t('import.run.rows'),
          progress.total === null
            ? number(progress.rows)
            : t('import.run.of', { rows: number(progress.rows), total: number(progress.total) }),
        ],
        [t('import.run.errors'), number(progress.errors)],
        [t('import.run.rate'), t('import.run.perSecond', { count: Math.round(progress.ratePerSecond * 10) / 10 })],
        [
          t('import.run.remaining'),
          progress.secondsLeft === null ? '–' : durationText(progress.secondsLeft * 1000, i18n.language),
        ],
        [t('import.run.requests'), number(progress.requests.sent)],
        [t('import.run.throttled'), number(progress.requests.throttled)],
      ]
    : [];
  return (
    <section className="card" aria-labelledby="progress-title">
      <div className="card-head">
        <h2 id="progress-title">{t(`import.run.kinds.${job.kind}`)}</h2>
        <Button look="danger" disabled={job.state !== 'running' || isLost} onClick={onStop}>
          {t('import.actions.stop')}
        </Button>
      </div>
      <Progress label={t(`import.run.kinds.${job.kind}`)} share={share} />
      <p className="run-state" role="status">
        {stateText()}
      </p>
      <dl className="run-facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {problems.length > 0 && (
        <ul className="run-messages">
          {problems.slice(-SHOWN_PROBLEMS).map(({ text }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: messages may be repeated; the place is the identity.
            <li key={`${index} ${text}`}>{text}</li>
          ))}
        </ul>
      )}
      {!isLost && <p className="muted">{t('import.run.mayClose')}</p>}
      {job.state === 'confirm' && job.confirm && (
        <Dialog
          title={t('import.run.confirmTitle')}
          onClose={() => onConfirm(false)}
          footer={
            <>
              <Button onClick={() => onConfirm(false)}>{t('common.cancel')}</Button>
              <Button look="primary" onClick={() => onConfirm(true)}>
                {t('import.actions.confirm')}
              </Button>
            </>
          }
        >
          <Notice tone="warn">
            {job.confirm.details.map((detail) => (
              <p key={detail} className="pre-line">
                {detail}
              </p>
            ))}
          </Notice>
          <p>{job.confirm.question}</p>
        </Dialog>
      )}
    </section>
  );

  function stateText(): string {
    if (isLost) return t('import.run.lost');
    if (job.state === 'stopping') return t('import.run.stopping');
    if (job.state === 'confirm') return t('import.run.waitsForYou');
    if (progress?.waiting?.for === 'pause') {
      return t('import.run.pausing', { time: durationText(progress.waiting.leftMs, i18n.language) });
    }
    if (progress?.waiting?.for === 'server') return t('import.run.serverDown', { reason: progress.waiting.reason });
    if (progress?.waiting) {
      const until = new Date(progress.waiting.untilMs).toLocaleString(i18n.language, {
        dateStyle: 'short',
        timeStyle: 'short',
      });
      return t('import.run.waitsUntil', { until });
    }
    if (!progress) return t('import.run.starting');
    return t(READING.includes(job.kind) ? 'import.run.reads' : 'import.run.goesOn');
  }
}
