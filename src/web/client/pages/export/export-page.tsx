import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { StreamForms } from '../../../schemas/lists.ts';
import { navigate, useRoute } from '../../app/router.ts';
import { Button } from '../../components/button.tsx';
import { download, runFileUrl } from '../../components/download.ts';
import { ErrorNotice } from '../../components/error-text.tsx';
import { NeedsConnection } from '../../components/needs-connection.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useLoaded } from '../../components/use-loaded.ts';
import { JobPanel } from '../runs/job-panel.tsx';
import { RunActions } from '../runs/run-actions.tsx';
import { ExportFormView } from './export-form.tsx';
import '../pages.css';

/** The section Export: a list by form, its first rows, and the file. */
export function ExportPage() {
  const { t, i18n } = useTranslation();
  const job = useRoute().query.get('job');
  const { data: streams, error, reload } = useLoaded<StreamForms>('/streams');
  const { language } = i18n;
  const shown = useRef(language);
  useEffect(() => {
    // The server says what a list is; what has been filled in stays.
    if (shown.current !== language) void reload();
    shown.current = language;
  }, [language, reload]);
  return (
    <>
      <PageHead title={t('nav.export')} hint={t('exporting.hint')} />
      <ErrorNotice error={error} />
      {job === null && streams && (
        <NeedsConnection>
          <ExportFormView streams={streams} />
        </NeedsConnection>
      )}
      {job === null && !streams && error === undefined && <p className="muted">{t('common.loading')}</p>}
      {job !== null && (
        <JobPanel key={job} id={job}>
          {({ run, offers, summary }) => (
            <div className="actions">
              {run !== null &&
                outputsIn(summary).map((name) => (
                  <Button key={name} look="primary" icon="export" onClick={() => download(runFileUrl(run, name))}>
                    {t('exporting.download', { name })}
                  </Button>
                ))}
              {run !== null && (
                <RunActions run={run} offers={offers} onJob={(started) => navigate(`/export?job=${started}`)} />
              )}
              <a className="button" href="#/export">
                {t('exporting.again')}
              </a>
            </div>
          )}
        </JobPanel>
      )}
    </>
  );
}

/** The names of the files that an export has written. */
function outputsIn(summary: Readonly<Record<string, unknown>> | null): readonly string[] {
  const { output } = (summary?.['files'] ?? {}) as { readonly output?: readonly string[] };
  return output ?? [];
}
