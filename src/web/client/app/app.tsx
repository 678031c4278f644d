import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ToastProvider } from '../components/toast.tsx';
import { SessionProvider } from './session.tsx';
import { Shell } from './shell.tsx';

/** The whole page: the session with the server, and within it the sections. */
export function App() {
  return (
    <SessionProvider fallback={(opening) => <Opening opening={opening} />}>
      <ToastProvider>
        <Shell />
      </ToastProvider>
    </SessionProvider>
  );
}

function Opening({ opening }: { readonly opening: 'loading' | 'locked' | 'unreachable' }) {
  const { t } = useTranslation();
  if (opening === 'loading') return <p className="opening muted">{t('shell.opening')}</p>;
  return (
    <main className="opening">
      <h1 className="visually-hidden">sobot-etl</h1>
      <EmptyState icon="connection" title={t(`shell.${opening}`)} hint={t(`shell.${opening}Hint`)}>
        <Button look="primary" onClick={() => location.reload()}>
          {t('shell.tryAgain')}
        </Button>
      </EmptyState>
    </main>
  );
}
