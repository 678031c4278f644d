import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobRequest } from '../../../../schemas/jobs.ts';
import { call } from '../../../api.ts';
import { navigate } from '../../../app/router.ts';
import { Button } from '../../../components/button.tsx';
import { ConnectionFailure, isConnectionFailure } from '../../../components/connection-failure.tsx';
import { type CountOf, Counts } from '../../../components/counts.tsx';
import { errorText } from '../../../components/error-text.tsx';
import { Notice } from '../../../components/notice.tsx';
import { Progress } from '../../../components/progress.tsx';
import { useToast } from '../../../components/toast.tsx';
import { startJob } from '../../../components/use-job.ts';
import { changeJourney, useJourney } from '../journey.ts';
import { LostStep } from '../lost-step.tsx';
import { startCheck } from '../start-check.ts';
import { CheckRows } from './check-rows.tsx';
import { useCheck } from './use-check.ts';

/** The step Check: what would be sent and what would be rejected; cells are corrected in place. */
export function CheckStep() {
  const { t } = useTranslation();
  const toast = useToast();
  const { check: id, options } = useJourney();
  const { check, error, refresh } = useCheck(id);
  const [starting, setStarting] = useState<'check' | 'plan' | 'import'>();

  const start = async (kind: 'plan' | 'import') => {
    if (id === undefined) return;
    setStarting(kind);
    const request: JobRequest = { kind, from: { check: id }, options };
    try {
      const job = await startJob(request);
      changeJourney(kind === 'plan' ? { plan: job, job: undefined } : { job, request, plan: undefined });
      navigate(kind === 'plan' ? '/import/plan' : '/import/import');
    } catch (failure) {
      toast('bad', errorText(failure, t));
      setStarting(undefined);
    }
  };

  const checkAgain = async () => {
    setStarting('check');
    try {
      await startCheck();
    } catch (failure) {
      toast('bad', errorText(failure, t));
    }
    setStarting(undefined);
  };

  if (!check) {
    return error === undefined ? <p className="muted">{t('common.loading')}</p> : <LostStep error={error} back="map" />;
  }
  const isRunning = check.state === 'running' || check.state === 'stopping';
  const { counts } = check;
  const shown: readonly CountOf[] = [
    { id: 'read', value: t('common.number', { count: counts.read }), label: t('import.check.read') },
    { id: 'fit', value: t('common.number', { count: counts.fit }), label: t('import.check.fit'), tone: 'good' },
    {
      id: 'rejected',
      value: t('common.number', { count: counts.rejected }),
      label: t('import.check.rejected'),
      ...(counts.rejected > 0 && { tone: 'bad' as const }),
    },
    ...(counts.skipped > 0
      ? [{ id: 'skipped', value: t('common.number', { count: counts.skipped }), label: t('import.check.skipped') }]
      : []),
  ];
  const share = check.progress?.total ? check.progress.rows / check.progress.total : undefined;
  return (
    <div className="stack">
      <div aria-live="polite">{!(check.error && counts.read === 0) && <Counts counts={shown} />}</div>
      {isRunning && (
        <div className="card">
          <Progress label={t('import.check.running')} share={share} />
          <div className="card-head">
            <p className="muted">{t('import.check.running')}</p>
            <Button
              look="danger"
              onClick={() => void call('POST', `/checks/${encodeURIComponent(check.check)}/stop`).catch(() => {})}
            >
              {t('import.actions.stop')}
            </Button>
          </div>
        </div>
      )}
      {check.error && isConnectionFailure(check.error) && <ConnectionFailure error={check.error} />}
      {check.error && !isConnectionFailure(check.error) && (
        <Notice tone="bad" isAlert>
          <p className="pre-line">{check.error.message}</p>
        </Notice>
      )}
      {check.notices.length > 0 && (
        <Notice tone="info">
          {check.notices.map((notice) => (
            <p key={notice}>{notice}</p>
          ))}
        </Notice>
      )}
      {!isRunning && !check.error && counts.rejected === 0 && counts.fit > 0 && (
        <Notice tone="good" title={t('import.check.allFit')} />
      )}
      {!isRunning && check.header.length > 0 && <CheckRows check={check} onEdited={() => void refresh()} />}
      <div className="step-actions">
        {counts.rejected > 0 && !isRunning && <p className="muted">{t('import.check.leftOut')}</p>}
        <Button
          look={check.error && !isConnectionFailure(check.error) ? 'primary' : 'plain'}
          onClick={() => navigate('/import/map')}
        >
          {t(check.error ? 'import.file.next' : 'common.back')}
        </Button>
        {check.error && isConnectionFailure(check.error) && (
          <Button isBusy={starting === 'check'} onClick={checkAgain}>
            {t('import.actions.check')}
          </Button>
        )}
        {!check.error && (
          <>
            <Button
              isBusy={starting === 'plan'}
              disabled={isRunning || counts.fit === 0 || starting !== undefined}
              onClick={() => start('plan')}
            >
              {t('import.actions.plan')}
            </Button>
            <Button
              look="primary"
              isBusy={starting === 'import'}
              disabled={isRunning || counts.fit === 0 || starting !== undefined}
              onClick={() => start('import')}
            >
              {t('import.actions.import')}
            </Button>
          </>
        )}
      </div>
    </div>
  );
}
