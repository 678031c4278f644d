import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaggingForm, TaggingPreview } from '../../../schemas/lists.ts';
import { call } from '../../api.ts';
import { navigate, useRoute } from '../../app/router.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNotice, errorText } from '../../components/error-text.tsx';
import { NeedsConnection } from '../../components/needs-connection.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useToast } from '../../components/toast.tsx';
import { startJob } from '../../components/use-job.ts';
import { JobPanel } from '../runs/job-panel.tsx';
import { RunActions } from '../runs/run-actions.tsx';
import { EMPTY_CHOICE, type TaggingChoice, taggingFormOf } from './customer-choice.ts';
import { CustomersCard } from './customers-card.tsx';
import { TaggingForecast } from './tagging-forecast.tsx';
import { TagsCard } from './tags-card.tsx';
import '../pages.css';

/** The section Tagging: customers and tags, who gains and loses, and the run. */
export function TaggingPage() {
  const { t } = useTranslation();
  const job = useRoute().query.get('job');
  return (
    <>
      <PageHead title={t('nav.tagging')} hint={t('tagging.hint')} />
      {job === null ? (
        <NeedsConnection>
          <TaggingFormView />
        </NeedsConnection>
      ) : (
        <JobPanel key={job} id={job}>
          {({ run, offers }) => (
            <div className="actions">
              {run !== null && (
                <RunActions run={run} offers={offers} onJob={(started) => navigate(`/tagging?job=${started}`)} />
              )}
              <a className="button primary" href="#/tagging">
                {t('tagging.again')}
              </a>
            </div>
          )}
        </JobPanel>
      )}
    </>
  );
}

interface Forecast {
  readonly of: TaggingForm;
  readonly data: TaggingPreview;
}

function TaggingFormView() {
  const { t } = useTranslation();
  const toast = useToast();
  const [choice, setChoice] = useState<TaggingChoice>(EMPTY_CHOICE);
  const [forecast, setForecast] = useState<Forecast>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState<'preview' | 'run'>();
  const change = (to: Partial<TaggingChoice>) => setChoice((before) => ({ ...before, ...to }));
  const form = taggingFormOf(choice);
  const hasTags = choice.add.length + choice.remove.length > 0;
  const missing = !form ? t('tagging.missingCustomers') : hasTags ? undefined : t('tagging.missingTags');
  const isStale = forecast !== undefined && JSON.stringify(forecast.of) !== JSON.stringify(form);

  const preview = async () => {
    if (!form) return;
    setBusy('preview');
    setError(undefined);
    try {
      setForecast({ of: form, data: await call<TaggingPreview>('POST', '/tagging/preview', form) });
    } catch (failure) {
      setForecast(undefined);
      setError(failure);
    }
    setBusy(undefined);
  };
  const run = async () => {
    if (!form) return;
    setBusy('run');
    try {
      navigate(`/tagging?job=${await startJob({ kind: 'tag', tagging: form })}`);
    } catch (failure) {
      toast('bad', errorText(failure, t));
      setBusy(undefined);
    }
  };

  return (
    <div className="stack">
      <CustomersCard choice={choice} onChange={change} />
      <TagsCard choice={choice} onChange={change} />
      {busy === 'preview' && (
        <p className="muted" role="status">
          {t('tagging.previewing')}
        </p>
      )}
      <ErrorNotice error={error} />
      {forecast && <TaggingForecast forecast={forecast.data} isStale={isStale} />}
      <div className="step-actions">
        <p className="muted">{missing ?? (forecast ? '' : t('tagging.previewHint'))}</p>
        <Button isBusy={busy === 'preview'} disabled={missing !== undefined} onClick={() => void preview()}>
          {t('tagging.preview')}
        </Button>
        <Button
          look="primary"
          icon="tagging"
          isBusy={busy === 'run'}
          disabled={missing !== undefined}
          onClick={() => void run()}
        >
          {t('tagging.run')}
        </Button>
      </div>
    </div>
  );
}
