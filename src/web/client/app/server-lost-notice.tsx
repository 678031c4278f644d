import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api.ts';
import { Notice } from '../components/notice.tsx';
import { useServerLost } from '../server-lost.ts';

/** How often a server that does not answer is asked. */
const POLL_MS = 2_000;

/** Says that the server does not answer, and how to go on with a run; it goes away when the server answers again. */
export function ServerLostNotice() {
  const { t } = useTranslation();
  const isLost = useServerLost();
  useEffect(() => {
    if (!isLost) return;
    // Any answer will do: every call notes whether there was one.
    const timer = setInterval(() => void call('GET', '/session').catch(() => {}), POLL_MS);
    return () => clearInterval(timer);
  }, [isLost]);
  if (!isLost) return null;
  return (
    <Notice tone="bad" title={t('shell.unreachable')} isAlert>
      <p>{t('shell.lostHint')}</p>
    </Notice>
  );
}
