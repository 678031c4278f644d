import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MappingContent, ParsedMapping, SavedMapping, SavedMappings } from '../../../../schemas/mappings.ts';
import { call } from '../../../api.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { ErrorNotice, errorText } from '../../../components/error-text.tsx';
import { Field } from '../../../components/field.tsx';
import { useToast } from '../../../components/toast.tsx';
import { useLoaded } from '../../../components/use-loaded.ts';

/** Saves the mapping under a name, loads another one, and shows its file. */
export function MappingFile({
  content,
  yaml,
  onLoad,
}: {
  readonly content: MappingContent;
  readonly yaml: string;
  readonly onLoad: (content: MappingContent) => void;
}) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<'save' | 'load' | 'file'>();
  const close = () => setOpened(undefined);
  return (
    <div className="actions">
      <Button onClick={() => setOpened('load')}>{t('import.mapping.load')}</Button>
      <Button onClick={() => setOpened('save')}>{t('import.mapping.saveAs')}</Button>
      <Button look="quiet" onClick={() => setOpened('file')}>
        {t('import.mapping.show')}
      </Button>
      {opened === 'save' && <SaveDialog content={content} onClose={close} />}
      {opened === 'load' && <LoadDialog onClose={close} onLoad={onLoad} />}
      {opened === 'file' && (
        <Dialog
          isWide
          title={t('import.mapping.file')}
          onClose={close}
          footer={
            <>
              <Button onClick={() => download('mapping.yaml', yaml)}>{t('common.download')}</Button>
              <Button look="primary" onClick={close}>
                {t('common.close')}
              </Button>
            </>
          }
        >
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long file is scrolled with the keyboard. */}
          <pre className="yaml" tabIndex={0}>
            {yaml}
          </pre>
        </Dialog>
      )}
    </div>
  );
}

function SaveDialog({ content, onClose }: { readonly content: MappingContent; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const toast = useToast();
  const [name, setName] = useState(String(content['target'] ?? 'mapping'));
  const [error, setError] = useState<unknown>();
  const save = async () => {
    try {
      await call('PUT', `/mappings/${encodeURIComponent(name.trim())}`, { content });
      toast('good', t('import.mapping.saved', { name: name.trim() }));
      onClose();
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <Dialog
      title={t('import.mapping.saveAs')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" disabled={name.trim() === ''} onClick={save}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <Field label={t('import.mapping.name')} error={error === undefined ? undefined : errorText(error, t)}>
        <input value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
    </Dialog>
  );
}

function LoadDialog({
  onClose,
  onLoad,
}: {
  readonly onClose: () => void;
  readonly onLoad: (content: MappingContent) => void;
}) {
  const { t } = useTranslation();
  const saved = useLoaded<SavedMappings>('/mappings');
  const [error, setError] = useState<unknown>();
  const take = ({ content, problems }: Pick<ParsedMapping, 'content' | 'problems'>) => {
    if (content === null) {
      setError(new Error(problems.map(({ message }) => message).join('\n')));
      return;
    }
    onLoad(content);
    onClose();
  };
  const loadSaved = (name: string) =>
    call<SavedMapping>('GET', `/mappings/${encodeURIComponent(name)}`)
      .then(take)
      .catch(setError);
  const loadFile = async (file: File | undefined) => {
    if (!file) return;
    try {
      take(await call<ParsedMapping>('POST', '/mappings/parse', { yaml: await file.text() }));
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <Dialog
      title={t('import.mapping.load')}
      onClose={onClose}
      footer={<Button onClick={onClose}>{t('common.cancel')}</Button>}
    >
      <ErrorNotice error={error ?? saved.error} />
      {saved.data && saved.data.length > 0 && (
        <ul className="plain-list">
          {saved.data.map(({ name, target }) => (
            <li key={name}>
              <button type="button" className="pick" onClick={() => void loadSaved(name)}>
                <strong>{name}</strong> {target !== null && <span className="muted">{target}</span>}
              </button>
            </li>
          ))}
        </ul>
      )}
      {saved.data?.length === 0 && <p className="muted">{t('import.mapping.none')}</p>}
      <Field label={t('import.mapping.fromFile')}>
        <input type="file" accept=".yaml,.yml" onChange={(event) => void loadFile(event.target.files?.[0])} />
      </Field>
    </Dialog>
  );
}

/** Gives a text to the user as a file. */
function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
