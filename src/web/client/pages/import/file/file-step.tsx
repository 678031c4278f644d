import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UploadedFile, UploadPreview } from '../../../../schemas/uploads.ts';
import { queryOf, upload as uploadFile } from '../../../api.ts';
import { navigate } from '../../../app/router.ts';
import { Button } from '../../../components/button.tsx';
import { useDroppedFiles } from '../../../components/dropped-files.ts';
import { ErrorNotice, errorText } from '../../../components/error-text.tsx';
import { FileDrop } from '../../../components/file-drop.tsx';
import { Notice } from '../../../components/notice.tsx';
import { useDismissProblems, useToast } from '../../../components/toast.tsx';
import { useLoaded } from '../../../components/use-loaded.ts';
import { changeJourney, useJourney } from '../journey.ts';
import { startCheck } from '../start-check.ts';
import { FileFacts } from './file-facts.tsx';
import { FilePreview } from './file-preview.tsx';

const ACCEPTED = '.csv,.tsv,.txt,.xlsx,.xlsm,.jsonl,.ndjson,.gz,.zip';

/** The step File: a file is dropped or chosen, and shown as it was understood. */
export function FileStep() {
  const { t } = useTranslation();
  const toast = useToast();
  const dismissProblems = useDismissProblems();
  const journey = useJourney();
  const { upload, source } = journey;
  const [sending, setSending] = useState<{ readonly name: string; readonly share: number }>();
  const [isChecking, setChecking] = useState(false);
  const path = upload && `/uploads/${encodeURIComponent(upload.upload)}/preview${queryOf(source)}`;
  const { data: preview, error } = useLoaded<UploadPreview>(path);

  const firstRow = preview?.sample[0]?.row;
  useEffect(() => {
    if (firstRow !== undefined) changeJourney({ firstRow });
  }, [firstRow]);

  const send = useCallback(
    async (file: File) => {
      const progress = (share: number) => setSending({ name: file.name, share });
      progress(0);
      dismissProblems();
      try {
        changeJourney({
          upload: await uploadFile<UploadedFile>(`/uploads${queryOf({ name: file.name })}`, file, progress),
        });
      } catch (failure) {
        toast('bad', errorText(failure, t));
      } finally {
        setSending(undefined);
      }
    },
    [toast, dismissProblems, t],
  );

  // Another file takes the place of the one that is shown.
  useDroppedFiles((file) => {
    if (!sending) void send(file);
  });

  const check = async () => {
    setChecking(true);
    try {
      await startCheck();
      navigate('/import/check');
    } catch (failure) {
      toast('bad', errorText(failure, t));
      setChecking(false);
    }
  };

  if (!upload || sending) {
    return (
      <FileDrop
        label={t('import.file.input')}
        hint={t('drop.formats')}
        accept={ACCEPTED}
        sending={sending}
        onFile={send}
      />
    );
  }
  return (
    <div className="stack">
      <ErrorNotice error={error} />
      <FileFacts upload={upload} preview={preview} source={source} />
      {preview?.rows === 0 && <Notice tone="warn" title={t('import.file.empty')} />}
      {preview && preview.rows > 0 && <FilePreview preview={preview} />}
      {!preview && error === undefined && <p className="muted">{t('common.loading')}</p>}
      <div className="step-actions">
        <p className="muted">{t('import.file.shortcut')}</p>
        <Button isBusy={isChecking} disabled={!preview?.rows} onClick={check}>
          {t('import.actions.check')}
        </Button>
        <Button look="primary" icon="arrow" disabled={!preview?.rows} onClick={() => navigate('/import/map')}>
          {t('import.file.next')}
        </Button>
      </div>
    </div>
  );
}
