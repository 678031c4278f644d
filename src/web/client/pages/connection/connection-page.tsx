import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DoctorReport, StoredProfiles } from '../../../schemas/connection.ts';
import { call } from '../../api.ts';
import { useSession } from '../../app/session.tsx';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice, errorText } from '../../components/error-text.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useToast } from '../../components/toast.tsx';
import { useLoaded } from '../../components/use-loaded.ts';
import { type Checked, DoctorCard } from './doctor-card.tsx';
import { ProfileDialog, type StoredProfile } from './profile-dialog.tsx';
import { ProfileTable } from './profile-table.tsx';
import '../pages.css';

/** The section Connection: what the page uses, the stored profiles, and whether everything works. */
export function ConnectionPage() {
  const { t } = useTranslation();
  const toast = useToast();
  const { session, refresh } = useSession();
  const { data: stored, error, reload } = useLoaded<StoredProfiles>('/profiles');
  const [edited, setEdited] = useState<StoredProfile | null>();
  const [checked, setChecked] = useState<Checked>();
  const [isChecking, setChecking] = useState(false);

  const check = async (profile?: string) => {
    setChecking(true);
    try {
      const report =
        profile === undefined
          ? await call<DoctorReport>('GET', '/doctor')
          : await call<DoctorReport>('POST', '/connection/test', { profile });
      setChecked({ profile, report });
    } catch (failure) {
      setChecked({ profile, error: failure });
    }
    setChecking(false);
  };
  const renew = async () => {
    await Promise.all([reload(), refresh()]);
    setChecked(undefined);
  };
  const use = async (profile: string) => {
    try {
      await call('POST', '/connection', { profile });
      await renew();
      toast('good', t('connection.used', { name: profile }));
    } catch (failure) {
      toast('bad', errorText(failure, t));
    }
  };

  const profiles = stored?.profiles ?? [];
  return (
    <>
      <PageHead title={t('nav.connection')} hint={t('connection.hint')}>
        {profiles.length > 0 && (
          <Button icon="plus" onClick={() => setEdited(null)}>
            {t('connection.add')}
          </Button>
        )}
      </PageHead>
      <div className="stack">
        <InUse />
        {stored?.fromEnvironment && !session.rehearsing && (
          <Notice tone="info">{t('connection.fromEnvironment')}</Notice>
        )}
        <ErrorNotice error={error} />
        {stored && profiles.length === 0 && (
          <EmptyState icon="connection" title={t('connection.none')} hint={t('connection.noneHint')}>
            <Button look="primary" icon="plus" onClick={() => setEdited(null)}>
              {t('connection.add')}
            </Button>
          </EmptyState>
        )}
        {stored && profiles.length > 0 && (
          <section className="card" aria-labelledby="profiles-title">
            <div>
              <h2 id="profiles-title">{t('connection.profiles')}</h2>
              <p className="muted">{t('connection.profilesHint')}</p>
            </div>
            <ProfileTable
              profiles={profiles}
              current={stored.current}
              mayUse={!stored.fromEnvironment && !session.rehearsing}
              onUse={(name) => void use(name)}
              onTest={(name) => void check(name)}
              onEdit={setEdited}
            />
          </section>
        )}
        <DoctorCard checked={checked} isChecking={isChecking} onCheck={() => void check()} />
      </div>
      {edited !== undefined && (
        <ProfileDialog
          profile={edited ?? undefined}
          suggestedName={profiles.length === 0 ? 'default' : ''}
          onClose={() => setEdited(undefined)}
          onSaved={async (name) => {
            setEdited(undefined);
            await renew();
            toast('good', t('connection.saved', { name }));
          }}
        />
      )}
    </>
  );
}

/** What the page reads from and writes to now. */
function InUse() {
  const { t } = useTranslation();
  const { connection, rehearsing } = useSession().session;
  const { ready, baseUrl, profile, problem } = connection;
  if (!ready) {
    return (
      <Notice tone="warn" title={t('shell.notConnected')}>
        {problem !== null && <p className="cell-text">{problem}</p>}
      </Notice>
    );
  }
  return (
    <section className="card" aria-labelledby="in-use-title">
      <h2 id="in-use-title">{t('connection.now')}</h2>
      <dl className="facts">
        <div>
          <dt>{t('connection.address')}</dt>
          <dd className="cell-text">{baseUrl}</dd>
        </div>
        {(rehearsing || profile !== null) && (
          <div>
            <dt>{t('connection.profile')}</dt>
            <dd className="cell-text">{rehearsing ? t('connection.sandbox') : profile}</dd>
          </div>
        )}
      </dl>
    </section>
  );
}
