import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { PageSession } from '../../schemas/session.ts';
import { ApiError, call } from '../api.ts';
import { chooseServerLanguage } from '../i18n/texts.ts';

interface SessionState {
  readonly session: PageSession;
  /** Asks the server again, after the connection or the rehearsal has changed. */
  readonly refresh: () => Promise<void>;
}

type Opening = 'loading' | 'locked' | 'unreachable' | SessionState['session'];

const SessionContext = createContext<SessionState | undefined>(undefined);

/** The session with the server; only within `SessionProvider`. */
export function useSession(): SessionState {
  const state = useContext(SessionContext);
  if (!state) throw new Error('useSession is used outside of SessionProvider');
  return state;
}

/**
 * Opens the session: the one-time token in the address (`#token=…`) becomes a cookie, and leaves the address and its history.
 * Shows `fallback` until the server has answered, and where it refuses.
 */
export function SessionProvider({
  children,
  fallback,
}: {
  readonly children: ReactNode;
  readonly fallback: (opening: 'loading' | 'locked' | 'unreachable') => ReactNode;
}) {
  const [opening, setOpening] = useState<Opening>('loading');
  const refresh = useCallback(async () => {
    try {
      const session = await openSession();
      chooseServerLanguage(session.language);
      setOpening(session);
    } catch (error) {
      const isRefused = error instanceof ApiError && error.status > 0;
      setOpening((before) => (typeof before === 'object' ? before : isRefused ? 'locked' : 'unreachable'));
    }
  }, []);
  useEffect(() => {
    void refresh();
    // A link with a new token, opened in a tab that has the page already.
    const onHash = () => {
      if (location.hash.startsWith('#token=')) void refresh();
    };
    addEventListener('hashchange', onHash);
    return () => removeEventListener('hashchange', onHash);
  }, [refresh]);
  const state = useMemo(
    () => (typeof opening === 'object' ? { session: opening, refresh } : undefined),
    [opening, refresh],
  );
  if (!state) return fallback(opening as 'loading' | 'locked' | 'unreachable');
  return <SessionContext value={state}>{children}</SessionContext>;
}

let pending: Promise<PageSession> | undefined;

/** One at a time: a token can be used once, and effects may run twice. */
function openSession(): Promise<PageSession> {
  pending ??= exchangeToken().finally(() => {
    pending = undefined;
  });
  return pending;
}

async function exchangeToken(): Promise<PageSession> {
  const token = /^#token=(.+)$/.exec(location.hash)?.[1];
  if (token === undefined) return call<PageSession>('GET', '/session');
  history.replaceState(null, '', `${location.pathname}#/import`);
  dispatchEvent(new HashChangeEvent('hashchange'));
  try {
    await call('POST', '/session', { token: decodeURIComponent(token) });
  } catch (error) {
    // The link was used before: the cookie from then may still be good.
    if (!(error instanceof ApiError) || error.status === 0) throw error;
  }
  return call<PageSession>('GET', '/session');
}
