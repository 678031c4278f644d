import { useTranslation } from 'react-i18next';
import { NotConnected } from './needs-connection.tsx';
import { Notice } from './notice.tsx';

interface Failure {
  readonly code: string;
  readonly message: string;
}

const NO_CREDENTIALS = 'no-credentials';
/** The codes with which the CRM refuses the credentials. */
const REFUSED_KEY = ['900001', '900002', '900003', '900004'];
/** The codes of calls that have not reached the CRM. */
const UNREACHED = ['refused', 'dns', 'connect-timeout', 'tls', 'not-json'];

/** Did something fail because of the connection, so that it is put right in the section Connection? */
export function isConnectionFailure({ code }: Failure): boolean {
  return code === NO_CREDENTIALS || REFUSED_KEY.includes(code) || UNREACHED.includes(code);
}

/** Says that something failed because of the connection, and leads to where that is put right. */
export function ConnectionFailure({ error }: { readonly error: Failure }) {
  const { t } = useTranslation();
  if (error.code === NO_CREDENTIALS) return <NotConnected />;
  const isRefused = REFUSED_KEY.includes(error.code);
  return (
    <Notice tone="bad" title={t(isRefused ? 'connection.refused' : 'connection.unreached')} isAlert>
      <p>{t(isRefused ? 'connection.refusedHint' : 'connection.unreachedHint')}</p>
      <p className="muted">{isRefused ? <span className="code">{error.code}</span> : error.message}</p>
      <ConnectionLink error={error} />
    </Notice>
  );
}

/** The way to the section Connection; nothing if that is not where the failure is put right. */
export function ConnectionLink({ error }: { readonly error: Failure }) {
  const { t } = useTranslation();
  if (!isConnectionFailure(error)) return null;
  return (
    <a className="button primary" href="#/connection">
      {t('connection.check')}
    </a>
  );
}
