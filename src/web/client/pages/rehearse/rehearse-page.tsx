import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api.ts';
import { useSession } from '../../app/session.tsx';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { errorText } from '../../components/error-text.tsx';
import { Icon } from '../../components/icon.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useToast } from '../../components/toast.tsx';
import '../pages.css';

const TRIES = ['import', 'tagging', 'export', 'runs'] as const;

/** The section Rehearse: one click starts a sandbox, and the whole page uses it. */
export function RehearsePage() {
  const { t } = useTranslation();
  const toast = useToast();
  const { session, refresh } = useSession();
  const [isBusy, setBusy] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const { rehearsing } = session;

  const change = async (method: 'POST' | 'DELETE') => {
    setBusy(true);
    setAsking(false);
    try {
      await call(method, '/rehearse');
      await refresh();
      if (method === 'DELETE') toast('good', t('rehearse.ended'));
    } catch (failure) {
      toast('bad', errorText(failure, t));
    }
    setBusy(false);
  };

  return (
    <>
      <PageHead title={t('nav.rehearse')} hint={t('rehearse.hint')} />
      <div className="stack">
        <EmptyState
          icon="rehearse"
          title={t(rehearsing ? 'rehearse.onTitle' : 'rehearse.offTitle')}
          hint={t(rehearsing ? 'rehearse.onHint' : 'rehearse.offHint')}
        >
          {rehearsing ? (
            <Button look="danger" isBusy={isBusy} onClick={() => setAsking(true)}>
              {t('rehearse.end')}
            </Button>
          ) : (
            <Button look="primary" icon="rehearse" isBusy={isBusy} onClick={() => void change('POST')}>
              {t('rehearse.start')}
            </Button>
          )}
        </EmptyState>
        {rehearsing && (
          <section className="stack" aria-labelledby="tries-title">
            <h2 id="tries-title">{t('rehearse.try')}</h2>
            <div className="tries">
              {TRIES.map((section) => (
                <a key={section} href={`#/${section}`}>
                  <Icon name={section} />
                  <span>{t(`rehearse.tries.${section}`)}</span>
                </a>
              ))}
            </div>
          </section>
        )}
      </div>
      {isAsking && (
        <Dialog
          title={t('rehearse.endTitle')}
          onClose={() => setAsking(false)}
          footer={
            <>
              <Button onClick={() => setAsking(false)}>{t('common.cancel')}</Button>
              <Button look="danger" onClick={() => void change('DELETE')}>
                {t('rehearse.end')}
              </Button>
            </>
          }
        >
          <p>{t('rehearse.endText')}</p>
        </Dialog>
      )}
    </>
  );
}
