import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StreamForms } from '../../../schemas/lists.ts';
import { navigate } from '../../app/router.ts';
import { Button } from '../../components/button.tsx';
import { errorText } from '../../components/error-text.tsx';
import { Field } from '../../components/field.tsx';
import { useToast } from '../../components/toast.tsx';
import { startJob } from '../../components/use-job.ts';
import { SaveJobDialog } from '../schedules/save-job-dialog.tsx';
import { ColumnList } from './column-list.tsx';
import {
  type ColumnItem,
  choiceFor,
  chosenColumns,
  type ExportChoice,
  exportArguments,
  exportFormOf,
  isComplete,
  mergeColumns,
  rowsOf,
  type StreamForm,
} from './export-choice.ts';
import { PreviewCard } from './preview-card.tsx';
import { RowsCard } from './rows-card.tsx';
import { useExportPreview } from './use-export-preview.ts';

const FORMATS = ['xlsx', 'csv', 'jsonl'] as const;

/** The form of an export: what, which rows, which columns, and the file. */
export function ExportFormView({ streams }: { readonly streams: StreamForms }) {
  const { t, i18n } = useTranslation();
  const toast = useToast();
  const [choice, setChoice] = useState<ExportChoice>(() => choiceFor(streams[0] as StreamForm));
  const [items, setItems] = useState<readonly ColumnItem[]>([]);
  const [isStarting, setStarting] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const stream = streams.find(({ name }) => name === choice.stream) as StreamForm;
  const complete = isComplete(choice, stream);
  const { data: preview, error, isLoading } = useExportPreview(complete ? rowsOf(choice) : undefined);
  const change = (to: Partial<ExportChoice>) => setChoice((before) => ({ ...before, ...to }));

  const names = preview?.columns;
  useEffect(() => {
    if (names) setItems((before) => mergeColumns(before, names));
  }, [names]);
  const shown = useMemo(() => items.filter(({ isChosen }) => isChosen).map(({ name }) => name), [items]);
  const form = exportFormOf(choice, names && chosenColumns(items, names));
  const isReady = complete && shown.length > 0;

  const run = async () => {
    setStarting(true);
    try {
      navigate(`/export?job=${await startJob({ kind: 'export', export: form })}`);
    } catch (failure) {
      toast('bad', errorText(failure, t));
      setStarting(false);
    }
  };

  return (
    <div className="stack">
      <div className="card">
        <div className="columns-2">
          <Field label={t('exporting.stream')} hint={stream.summary}>
            <select
              value={choice.stream}
              onChange={(event) => {
                const chosen = streams.find(({ name }) => name === event.target.value);
                if (!chosen || chosen === stream) return;
                setChoice({ ...choiceFor(chosen), format: choice.format });
                setItems([]);
              }}
            >
              {streams.map(({ name, title }) => (
                <option key={name} value={name}>
                  {i18n.exists(`exporting.streams.${name}`) ? t(`exporting.streams.${name as 'customers'}`) : title}
                </option>
              ))}
            </select>
          </Field>
          <div className="fields">
            <Field label={t('exporting.format')}>
              <select
                value={choice.format}
                onChange={(event) => change({ format: event.target.value as ExportChoice['format'] })}
              >
                {FORMATS.map((format) => (
                  <option key={format} value={format}>
                    {t(`exporting.formats.${format}`)}
                  </option>
                ))}
              </select>
            </Field>
            <Field label={t('exporting.name')}>
              <input
                value={choice.name}
                autoComplete="off"
                onChange={(event) => change({ name: event.target.value })}
              />
            </Field>
          </div>
        </div>
      </div>
      <div className="columns-2">
        <RowsCard stream={stream} choice={choice} onChange={change} />
        {items.length > 0 && <ColumnList items={items} onChange={setItems} />}
      </div>
      <PreviewCard preview={preview} columns={shown} error={error} isLoading={isLoading} isComplete={complete} />
      <div className="step-actions">
        <Button icon="schedules" disabled={!isReady} onClick={() => setSaving(true)}>
          {t('exporting.saveJob')}
        </Button>
        <Button look="primary" icon="export" isBusy={isStarting} disabled={!isReady} onClick={() => void run()}>
          {t('exporting.run')}
        </Button>
      </div>
      {isSaving && (
        <SaveJobDialog
          job={{ name: `export-${choice.stream}`, command: 'export', args: exportArguments(form) }}
          onClose={() => setSaving(false)}
        />
      )}
    </div>
  );
}
