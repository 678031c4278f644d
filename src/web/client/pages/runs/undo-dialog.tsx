import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunDetails } from '../../../schemas/runs.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNotice } from '../../components/error-text.tsx';
import { momentText } from '../../components/time-text.ts';
import { useCommandName } from './run-status.tsx';
import { countsText } from './summary-counts.ts';
import './undo-dialog.css';

/** Asks before a run is undone: which one, if there are several, and what that takes back. */
export function UndoDialog({
  runs,
  error,
  onClose,
  onUndo,
}: {
  /** Those that can be undone, newest first; undefined until they are known. */
  readonly runs: readonly RunDetails[] | undefined;
  readonly error: unknown;
  readonly onClose: () => void;
  readonly onUndo: (run: string) => void;
}) {
  const { t } = useTranslation();
  const [picked, setPicked] = useState<string>();
  const name = useId();
  const chosen = picked ?? runs?.[0]?.run;
  const isChoice = runs !== undefined && runs.length > 1;
  return (
    <Dialog
      title={t(isChoice ? 'runs.undoWhich' : 'runs.undoTitle')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            look="primary"
            disabled={chosen === undefined}
            onClick={() => {
              onClose();
              if (chosen !== undefined) onUndo(chosen);
            }}
          >
            {t('import.actions.confirm')}
          </Button>
        </>
      }
    >
      <ErrorNotice error={error} />
      {!runs && <p className="muted">{t('common.loading')}</p>}
      {isChoice && (
        <fieldset className="undo-runs">
          <legend className="visually-hidden">{t('runs.undoWhich')}</legend>
          {runs.map((run) => (
            <label key={run.run}>
              <input type="radio" name={name} checked={run.run === chosen} onChange={() => setPicked(run.run)} />
              <WrittenBy run={run} />
            </label>
          ))}
        </fieldset>
      )}
      {!isChoice && runs?.map((run) => <WrittenBy key={run.run} run={run} />)}
      <p>{t('runs.undoText')}</p>
    </Dialog>
  );
}

/** What a run has written, and which run it is. */
function WrittenBy({ run }: { readonly run: RunDetails }) {
  const { t, i18n } = useTranslation();
  const commandName = useCommandName();
  const { created = 0, updated = 0, done = 0 } = run.rows;
  return (
    <span>
      <strong>{countsText({ created, updated, done }, t)}</strong>
      <br />
      <span className="muted cell-text">
        {commandName(run.command)} · {run.input} · {momentText(run.started, i18n.language)}
      </span>
    </span>
  );
}
