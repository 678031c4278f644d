import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../app/session.tsx';
import { EmptyState } from './empty-state.tsx';

/** Shows its content only with a connection; without one, how to get one. */
export function NeedsConnection({ children }: { readonly children: ReactNode }) {
  return useSession().session.connection.ready ? children : <NotConnected />;
}

/** Says that there is no connection, and leads to where one is made. */
export function NotConnected() {
  const { t } = useTranslation();
  return (
    <EmptyState icon="connection" title={t('shell.notConnected')} hint={t('connection.neededHint')}>
      <a className="button primary" href="#/connection">
        {t('connection.connect')}
      </a>
      <a className="button" href="#/rehearse">
        {t('connection.rehearse')}
      </a>
    </EmptyState>
  );
}
