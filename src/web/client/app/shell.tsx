import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { Notice } from '../components/notice.tsx';
import { PageHead } from '../components/page-head.tsx';
import { useServerLost } from '../server-lost.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { SECTIONS } from './pages.ts';
import { navigate, useRoute } from './router.ts';
import { ServerLostNotice } from './server-lost-notice.tsx';
import { useSession } from './session.tsx';
import { Switches } from './switches.tsx';

/** The frame around every section: navigation, connection, switches, and the banner of a rehearsal. */
export function Shell() {
  const { t } = useTranslation();
  const { session } = useSession();
  const { segments } = useRoute();
  const id = segments[0];
  const section = SECTIONS.find((each) => each.id === id);
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);

  useEffect(() => {
    if (id === undefined) navigate('/import', { replace: true });
    // Who follows a link of the navigation is then in the section, with keyboard and screen reader too.
    else if (!isFirst.current) main.current?.focus();
    isFirst.current = false;
  }, [id]);

  return (
    <div className={session.rehearsing ? 'shell rehearses' : 'shell'}>
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        {t('shell.skip')}
      </button>
      <header className="bar">
        <Connection />
        <Switches />
      </header>
      {session.rehearsing && (
        <div className="rehearsal" role="status">
          <Icon name="rehearse" />
          {t('shell.rehearsing')}
        </div>
      )}
      <nav className="nav" aria-label={t('nav.label')}>
        <div className="brand">
          <img src="./favicon.svg" alt="" />
          sobot-etl
        </div>
        <ul>
          {SECTIONS.map((each) => (
            <li key={each.id}>
              <a href={`#/${each.id}`} aria-current={each.id === id ? 'page' : undefined}>
                <Icon name={each.id} />
                {t(`nav.${each.id}`)}
              </a>
            </li>
          ))}
        </ul>
        <p className="nav-foot">{session.version}</p>
      </nav>
      <main className="main" id="main" ref={main} tabIndex={-1}>
        <ServerLostNotice />
        <ErrorBoundary key={id} fallback={(error) => <Crashed error={error} />}>
          {section ? <section.Page /> : id !== undefined && <NotFound />}
        </ErrorBoundary>
      </main>
    </div>
  );
}

function Connection() {
  const { t } = useTranslation();
  const { connection } = useSession().session;
  const isLost = useServerLost();
  const url = connection.baseUrl ?? '';
  const host = URL.parse(url)?.host ?? url;
  const isReady = connection.ready && !isLost;
  const state = connection.ready ? t('shell.connectedTo', { host }) : t('shell.notConnected');
  return (
    <a className="bar-connection" href="#/connection" title={connection.problem ?? undefined}>
      <span className={isReady ? 'dot good' : 'dot'} aria-hidden="true" />
      <span>{isLost ? t('shell.unreachable') : state}</span>
    </a>
  );
}

function NotFound() {
  const { t } = useTranslation();
  return <PageHead title={t('shell.notFound')} hint={t('shell.notFoundHint')} />;
}

function Crashed({ error }: { readonly error: unknown }) {
  const { t } = useTranslation();
  return (
    <Notice tone="bad" title={t('shell.crashed')} isAlert>
      <p>{t('shell.crashedHint')}</p>
      <p className="muted">{error instanceof Error ? error.message : String(error)}</p>
      <Button onClick={() => location.reload()}>{t('shell.reload')}</Button>
    </Notice>
  );
}
