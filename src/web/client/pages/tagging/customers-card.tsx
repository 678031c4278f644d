import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StreamForms } from '../../../schemas/lists.ts';
import type { UploadedFile, UploadPreview } from '../../../schemas/uploads.ts';
import { queryOf, upload as uploadFile } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNotice, errorText } from '../../components/error-text.tsx';
import { Field } from '../../components/field.tsx';
import { FileDrop } from '../../components/file-drop.tsx';
import { useToast } from '../../components/toast.tsx';
import { useLoaded } from '../../components/use-loaded.ts';
import { Ways } from '../../components/ways.tsx';
import { Conditions } from '../export/conditions.tsx';
import { likelyColumn, pastedValues, type TaggingChoice, type TagKey } from './customer-choice.ts';

const KEYS: readonly ('email' | 'tel' | 'partnerid' | 'id')[] = ['email', 'tel', 'partnerid', 'id'];
const WAYS = ['paste', 'file', 'where'] as const;
const ACCEPTED = '.csv,.tsv,.txt,.xlsx,.xlsm,.gz,.zip';

interface CustomersProps {
  readonly choice: TaggingChoice;
  readonly onChange: (change: Partial<TaggingChoice>) => void;
}

/** Which customers: a pasted list, a file, or conditions. */
export function CustomersCard({ choice, onChange }: CustomersProps) {
  const { t } = useTranslation();
  const { way, by } = choice;
  return (
    <section className="card" aria-labelledby="who-title">
      <div className="card-head">
        <h2 id="who-title">{t('tagging.who')}</h2>
        <Ways
          label={t('tagging.who')}
          ways={WAYS.map((each) => [each, t(`tagging.ways.${each}`)] as const)}
          chosen={way}
          onChoose={(chosen) => onChange({ way: chosen })}
        />
      </div>
      {way !== 'where' && (
        <div className="fields">
          <Field label={t('tagging.by')}>
            <select value={by} onChange={(event) => onChange({ by: event.target.value as TagKey })}>
              {KEYS.map((key) => (
                <option key={key} value={key}>
                  {t(`tagging.keys.${key}`)}
                </option>
              ))}
            </select>
          </Field>
        </div>
      )}
      {way === 'paste' && <PastedList choice={choice} onChange={onChange} />}
      {way === 'file' && <CustomerFile choice={choice} onChange={onChange} />}
      {way === 'where' && <FoundCustomers choice={choice} onChange={onChange} />}
    </section>
  );
}

function PastedList({ choice, onChange }: CustomersProps) {
  const { t } = useTranslation();
  const count = pastedValues(choice.list).length;
  return (
    <>
      <Field label={t('tagging.list')} hint={t('tagging.listHint')}>
        <textarea
          value={choice.list}
          rows={6}
          spellCheck={false}
          placeholder={choice.by === 'email' ? 'lina@example.com\nomar@example.com' : ''}
          onChange={(event) => onChange({ list: event.target.value })}
        />
      </Field>
      <p className="muted" aria-live="polite">
        {t('tagging.pasted', { count })}
      </p>
    </>
  );
}

function CustomerFile({ choice, onChange }: CustomersProps) {
  const { t } = useTranslation();
  const toast = useToast();
  const { upload, column, by } = choice;
  const [sending, setSending] = useState<{ readonly name: string; readonly share: number }>();
  const { data: preview, error } = useLoaded<UploadPreview>(
    upload && `/uploads/${encodeURIComponent(upload.id)}/preview`,
  );
  const header = preview?.header;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the column is guessed once per file and key.
  useEffect(() => {
    if (header) onChange({ column: likelyColumn(header, by) });
  }, [header, by]);

  const send = async (file: File) => {
    const progress = (share: number) => setSending({ name: file.name, share });
    progress(0);
    try {
      const { upload: id, name } = await uploadFile<UploadedFile>(
        `/uploads${queryOf({ name: file.name })}`,
        file,
        progress,
      );
      onChange({ upload: { id, name }, column: '' });
    } catch (failure) {
      toast('bad', errorText(failure, t));
    } finally {
      setSending(undefined);
    }
  };

  if (!upload) {
    return (
      <FileDrop
        label={t('tagging.file')}
        hint={t('drop.formats')}
        accept={ACCEPTED}
        sending={sending}
        onFile={(file) => void send(file)}
      />
    );
  }
  return (
    <>
      <div className="card-head">
        <p>
          <strong className="cell-text">{upload.name}</strong>{' '}
          {preview && <span className="muted">{t('common.rows', { count: preview.rows })}</span>}
        </p>
        <Button look="quiet" onClick={() => onChange({ upload: undefined, column: '' })}>
          {t('tagging.otherFile')}
        </Button>
      </div>
      <ErrorNotice error={error} />
      {header && (
        <div className="fields">
          <Field label={t('tagging.column')}>
            <select value={column} onChange={(event) => onChange({ column: event.target.value })}>
              {header.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </Field>
        </div>
      )}
    </>
  );
}

function FoundCustomers({ choice, onChange }: CustomersProps) {
  const { data: streams, error } = useLoaded<StreamForms>('/streams');
  const filters = streams?.find(({ name }) => name === 'customers')?.filters ?? [];
  return (
    <>
      <ErrorNotice error={error} />
      <Conditions
        filters={filters}
        conditions={choice.conditions}
        onChange={(conditions) => onChange({ conditions })}
      />
    </>
  );
}
