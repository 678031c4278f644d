import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobRequest } from '../../../schemas/jobs.ts';
import { Button } from '../../components/button.tsx';
import { download, runFileUrl } from '../../components/download.ts';
import { errorText } from '../../components/error-text.tsx';
import { useToast } from '../../components/toast.tsx';
import { startJob } from '../../components/use-job.ts';
import { UndoDialog } from './undo-dialog.tsx';
import { useRunDetails } from './use-run-details.ts';

/** What can be done with a run now. A job that it starts is handed to `onJob`. */
export function RunActions({
  run,
  offers,
  onJob,
}: {
  readonly run: string;
  readonly offers: readonly string[];
  readonly onJob: (job: string) => void;
}) {
  const { t } = useTranslation();
  const toast = useToast();
  const [starting, setStarting] = useState<string>();
  const [isAsking, setAsking] = useState(false);
  const undoable = useRunDetails(isAsking ? [run] : []);
  const start = async (request: JobRequest) => {
    setStarting(request.kind);
    try {
      onJob(await startJob(request));
    } catch (failure) {
      toast('bad', errorText(failure, t));
    }
    setStarting(undefined);
  };
  const jobs = [
    ['resume', 'primary', { kind: 'resume', run }],
    ['apply', 'primary', { kind: 'apply', plan: run }],
    ['verify', 'plain', { kind: 'verify', run }],
    ['undo', 'danger', { kind: 'undo', run }],
  ] as const;
  const has = (offer: string) => offers.includes(offer);
  if (!offers.some((offer) => offer !== 'retry' && offer !== 'download')) return null;
  return (
    <div className="actions">
      {has('report') && (
        <a className="button" href={runFileUrl(run, 'report.html')} target="_blank" rel="noreferrer">
          {t('runs.actions.report')}
        </a>
      )}
      {has('errors') && (
        <Button icon="export" onClick={() => download(runFileUrl(run, 'errors.xlsx'))}>
          {t('runs.actions.errors')}
        </Button>
      )}
      {jobs.map(
        ([kind, look, request]) =>
          has(kind) && (
            <Button
              key={kind}
              look={look}
              isBusy={starting === kind}
              disabled={starting !== undefined}
              onClick={() => (kind === 'undo' ? setAsking(true) : void start(request))}
            >
              {t(`runs.actions.${kind}`)}
            </Button>
          ),
      )}
      {isAsking && (
        <UndoDialog
          runs={undoable.runs}
          error={undoable.error}
          onClose={() => setAsking(false)}
          onUndo={() => void start({ kind: 'undo', run })}
        />
      )}
    </div>
  );
}
