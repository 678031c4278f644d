import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProfileRequest, StoredProfiles } from '../../../schemas/connection.ts';
import { call } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNotice } from '../../components/error-text.tsx';
import { Field } from '../../components/field.tsx';

export type StoredProfile = StoredProfiles['profiles'][number];

const DEFAULT_URL = 'https://sg.sobot.io';

/** The form of a profile. The key is written, and never read. */
export function ProfileDialog({
  profile,
  suggestedName,
  onSaved,
  onClose,
}: {
  /** Undefined for a new one. */
  readonly profile: StoredProfile | undefined;
  readonly suggestedName: string;
  readonly onSaved: (name: string) => Promise<void>;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState(profile?.name ?? suggestedName);
  const [baseUrl, setBaseUrl] = useState(profile?.baseUrl ?? DEFAULT_URL);
  const [appId, setAppId] = useState(profile?.appId ?? '');
  const [appKey, setAppKey] = useState('');
  const [untested, setUntested] = useState(false);
  const [error, setError] = useState<unknown>();
  const [isSaving, setSaving] = useState(false);
  const hasKey = profile?.hasKey ?? false;
  const isReady = [name, baseUrl, appId, hasKey ? 'stored' : appKey].every((text) => text.trim() !== '');
  const save = async () => {
    setSaving(true);
    setError(undefined);
    const request: ProfileRequest = {
      ...{ baseUrl: baseUrl.trim(), appId: appId.trim(), untested },
      ...(appKey.trim() !== '' && { appKey: appKey.trim() }),
    };
    try {
      await call('PUT', `/profiles/${encodeURIComponent(name.trim())}`, request);
      await onSaved(name.trim());
    } catch (failure) {
      setError(failure);
      setSaving(false);
    }
  };
  return (
    <Dialog
      title={profile ? t('connection.dialogEdit', { name: profile.name }) : t('connection.dialogAdd')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" isBusy={isSaving} disabled={!isReady} onClick={() => void save()}>
            {untested ? t('common.save') : t('connection.saving')}
          </Button>
        </>
      }
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) void save();
        }}
      >
        <ErrorNotice error={error} />
        {!profile && (
          <Field label={t('connection.name')}>
            <input value={name} maxLength={64} autoComplete="off" onChange={(event) => setName(event.target.value)} />
          </Field>
        )}
        <Field label={t('connection.address')}>
          <input type="url" value={baseUrl} autoComplete="off" onChange={(event) => setBaseUrl(event.target.value)} />
        </Field>
        <Field label={t('connection.appId')}>
          <input
            value={appId}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setAppId(event.target.value)}
          />
        </Field>
        <Field label={t('connection.appKey')} hint={t(hasKey ? 'connection.keepKey' : 'connection.keyHint')}>
          <input
            type="password"
            value={appKey}
            autoComplete="new-password"
            spellCheck={false}
            onChange={(event) => setAppKey(event.target.value)}
          />
        </Field>
        <label className="check">
          <input type="checkbox" checked={untested} onChange={(event) => setUntested(event.target.checked)} />
          {t('connection.untested')}
        </label>
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
