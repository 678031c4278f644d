import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { useToast } from '../../components/toast.tsx';

/** Who is told about the end of runs. The stored address stays on the server, since it may hold a secret. */
export function NotifyCard({
  notifies,
  onChange,
}: {
  readonly notifies: string | null;
  readonly onChange: (url: string | null) => Promise<void>;
}) {
  const { t } = useTranslation();
  const [url, setUrl] = useState('');
  return (
    <section className="card" aria-labelledby="notify-title">
      <h2 id="notify-title">{t('schedules.notifyTitle')}</h2>
      <p>{notifies === null ? t('schedules.notifiesNobody') : t('schedules.notifies', { host: notifies })}</p>
      <Field label={t('schedules.notifyUrl')} hint={t('schedules.notifyHint')}>
        <input
          type="url"
          value={url}
          placeholder="https://"
          autoComplete="off"
          onChange={(event) => setUrl(event.target.value)}
        />
      </Field>
      <div className="actions">
        <Button
          disabled={url.trim() === ''}
          onClick={() => {
            void onChange(url.trim());
            setUrl('');
          }}
        >
          {t('common.save')}
        </Button>
        {notifies !== null && (
          <Button look="quiet" onClick={() => void onChange(null)}>
            {t('schedules.stopNotifying')}
          </Button>
        )}
      </div>
    </section>
  );
}

/** The command that runs the jobs when they are due. */
export function KeeperCard({ command }: { readonly command: string }) {
  const { t } = useTranslation();
  const toast = useToast();
  const copy = async () => {
    await navigator.clipboard.writeText(command);
    toast('good', t('schedules.copied'));
  };
  return (
    <section className="card" aria-labelledby="keeper-title">
      <h2 id="keeper-title">{t('schedules.keeperTitle')}</h2>
      <p>{t('schedules.keeper')}</p>
      <code className="command-line">{command}</code>
      <div className="actions">
        <Button onClick={() => void copy()}>{t('schedules.copy')}</Button>
      </div>
    </section>
  );
}
