import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import type { StoredProfile } from './profile-dialog.tsx';

/** The stored profiles; the one in use is marked. */
export function ProfileTable({
  profiles,
  current,
  mayUse,
  onUse,
  onTest,
  onEdit,
}: {
  readonly profiles: readonly StoredProfile[];
  readonly current: string | null;
  /** Profiles can be chosen now. */
  readonly mayUse: boolean;
  readonly onUse: (name: string) => void;
  readonly onTest: (name: string) => void;
  readonly onEdit: (profile: StoredProfile) => void;
}) {
  const { t } = useTranslation();
  return (
    <table className="table stacked">
      <thead>
        <tr>
          <th scope="col">{t('connection.profile')}</th>
          <th scope="col">{t('connection.address')}</th>
          <th scope="col">{t('connection.appId')}</th>
          <th scope="col">
            <span className="visually-hidden">{t('connection.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {profiles.map((profile) => (
          <tr key={profile.name}>
            <th scope="row">
              {profile.name} {profile.name === current && <span className="badge good">{t('connection.inUse')}</span>}
            </th>
            <td data-label={t('connection.address')}>
              <div className="cell-text">{profile.baseUrl}</div>
            </td>
            <td data-label={t('connection.appId')}>
              <div className="cell-text">{profile.appId}</div>
            </td>
            <td>
              <div className="actions end">
                {mayUse && profile.name !== current && (
                  <Button onClick={() => onUse(profile.name)}>{t('connection.use')}</Button>
                )}
                <Button look="quiet" onClick={() => onTest(profile.name)}>
                  {t('connection.test')}
                </Button>
                <Button look="quiet" onClick={() => onEdit(profile)}>
                  {t('connection.edit')}
                </Button>
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
