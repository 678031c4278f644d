import { endpoints } from '../api/endpoints/index.ts';
import {
  type ApiClient,
  createApiClient,
  createTransport,
  type IncomingAnswer,
  memoryTokenStore,
  SobotError,
  type Transport,
} from '../api/index.ts';
import { scopeOf } from '../ledger/index.ts';
import { durationText, phrase, t, translated } from '../words/index.ts';
import { openLedgerOf } from './open-ledger.ts';
import type { Settings } from './settings.ts';

/** The result of one check of `doctor`. */
export interface DoctorFinding {
  /**
   * `node`, `ledger`, `disk`, `credentials`, `proxy`, `reach`, `clock`, `access`, `identity`, `push`, `notify`; with a ledger in
   * PostgreSQL also `tables`, `ledger-clock`, `workers` and `home`.
   */
  readonly check: string;
  /** `warning`: works now, but may fail soon. `unknown`: could not be checked. */
  readonly status: 'ok' | 'warning' | 'failed' | 'unknown';
  /** What was found. */
  readonly detail: string;
  /** What to do about it. */
  readonly advice?: string;
}

const WARNING_SKEW_MS = 60_000;
const MAX_SKEW_MS = 300_000;

/** Checks the connection: proxy, reachability, the server's clock, and whether the API accepts the credentials. */
export async function inspectConnection(
  settings: Settings,
  { isConfigured, useLedger }: { readonly isConfigured: boolean; readonly useLedger: boolean },
): Promise<DoctorFinding[]> {
  const transport = createTransport({
    connections: 1,
    timeoutMs: Math.min(settings.timeoutMs, 15_000),
    proxy: settings.proxy,
  });
  try {
    const { reach, clock } = await inspectReach(settings, transport);
    const access =
      reach.status === 'failed'
        ? { check: 'access', status: 'unknown' as const, detail: t`skipped: the server is not reachable` }
        : isConfigured
          ? await inspectAccess(settings, transport, useLedger)
          : { check: 'access', status: 'unknown' as const, detail: t`skipped: no credentials` };
    return [inspectProxy(settings), reach, clock, ...(Array.isArray(access) ? access : [access])];
  } finally {
    await transport.close();
  }
}

function inspectProxy({ baseUrl, proxy }: Settings): DoctorFinding {
  const isSecure = baseUrl.startsWith('https:');
  const address = isSecure ? (proxy.https ?? proxy.http) : proxy.http;
  if (!address) return { check: 'proxy', status: 'ok', detail: t`not set` };
  const except = proxy.except ? t`, except for ${proxy.except}` : '';
  return { check: 'proxy', status: 'ok', detail: `${withoutPassword(address)}${except}` };
}

function withoutPassword(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//…@');
}

/** Any response shows that the server is reachable, and has its time. */
async function inspectReach(
  settings: Settings,
  transport: Transport,
): Promise<{ reach: DoctorFinding; clock: DoctorFinding }> {
  const { origin, pathname } = new URL(settings.baseUrl);
  const startedAt = Date.now();
  try {
    const answer = await transport.send({ method: 'GET', url: origin + pathname, mayRepeat: true });
    const endedAt = Date.now();
    const detail = t`${settings.baseUrl} answers in ${endedAt - startedAt} ms`;
    return { reach: { check: 'reach', status: 'ok', detail }, clock: inspectClock(answer, startedAt, endedAt) };
  } catch (error) {
    if (!(error instanceof SobotError)) throw error;
    return {
      reach: { check: 'reach', status: 'failed', detail: error.message, advice: adviceOf(error.code, settings) },
      clock: { check: 'clock', status: 'unknown', detail: t`skipped: the server is not reachable` },
    };
  }
}

function adviceOf(code: string, { baseUrl, proxy }: Settings): string {
  if (code === 'tls')
    return t`If a proxy intercepts TLS, set NODE_EXTRA_CA_CERTS to its certificate; check the base URL, too`;
  const hasProxy = Boolean(proxy.http || proxy.https);
  return t`Check the base URL (${baseUrl}), the network and ${hasProxy ? t`the proxy above` : t`whether this network needs HTTPS_PROXY`}`;
}

function inspectClock({ headers }: IncomingAnswer, startedAt: number, endedAt: number): DoctorFinding {
  const date = Date.parse(String(headers['date']));
  if (Number.isNaN(date)) {
    return { check: 'clock', status: 'unknown', detail: t`the server does not send its time` };
  }
  // The header has whole seconds, so it is half a second late on average.
  const skewMs = (startedAt + endedAt) / 2 - (date + 500);
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const detail =
    seconds <= 2
      ? t`in step with the server`
      : skewMs > 0
        ? t`${durationText(seconds * 1000)} ahead of the server`
        : t`${durationText(seconds * 1000)} behind the server`;
  if (Math.abs(skewMs) < WARNING_SKEW_MS) return { check: 'clock', status: 'ok', detail };
  return {
    check: 'clock',
    status: Math.abs(skewMs) < MAX_SKEW_MS ? 'warning' : 'failed',
    detail,
    advice: t`Synchronise the clock of this machine (time service): token requests are signed with the time and rejected when it is off`,
  };
}

async function inspectAccess(settings: Settings, transport: Transport, useLedger: boolean): Promise<DoctorFinding[]> {
  const { baseUrl, appId, appKey, language } = settings;
  const ledger = useLedger ? await openLedgerOf(settings) : undefined;
  const kept = ledger?.tokens(scopeOf(baseUrl, appId)) ?? memoryTokenStore();
  // A token that is still valid would prove nothing about the key and the clock. The new one is shared like any other.
  const tokenStore = { ...kept, read: async () => undefined };
  try {
    const client = createApiClient({ baseUrl, appId, appKey, language, transport, tokenStore, now: Date.now });
    await client.call(endpoints.listSources, {});
    const access = { check: 'access', status: 'ok', detail: t`app id ${appId} is accepted` } as const;
    return [access, await inspectIdentity(client)];
  } catch (error) {
    if (!(error instanceof SobotError)) throw error;
    return [{ check: 'access', status: 'failed', detail: error.message }];
  } finally {
    await ledger?.close();
  }
}

const IDENTITY_SAMPLE_ROWS = 100;
const IDENTITY_FIELDS = ['tel', 'email'] as const;
const IDENTITY_ADVICE = phrase(
  'The API does not say by which fields the tenant identifies customers: look them up in the CRM (settings, unique identification rules) and set identifiedBy in the mapping',
);

/** Derives from the newest customers which fields the tenant does not identify by: those whose value two customers share. */
async function inspectIdentity(client: ApiClient): Promise<DoctorFinding> {
  const customers = await newestCustomers(client);
  if (customers === undefined)
    return { check: 'identity', status: 'unknown', detail: t`the customers could not be listed` };
  const shared = IDENTITY_FIELDS.filter((field) => {
    const values = customers.flatMap((customer) => (customer[field] ? [String(customer[field])] : []));
    return new Set(values).size < values.length;
  });
  const check = 'identity';
  if (shared.length === 0) {
    const detail = t`no telephone or e-mail appears twice among the newest ${customers.length} customers; mappings identify by both`;
    return { check, status: 'ok', detail, advice: translated(IDENTITY_ADVICE) };
  }
  const names = shared.join(' and ');
  const detail = t`some of the newest ${customers.length} customers share their ${names}, so the tenant does not identify by that`;
  return { check, status: 'warning', detail, advice: translated(IDENTITY_ADVICE) };
}

async function newestCustomers(client: ApiClient): Promise<readonly Readonly<Record<string, unknown>>[] | undefined> {
  try {
    const { items } = await client.call(endpoints.listCustomers, { page_no: 1, page_size: IDENTITY_SAMPLE_ROWS });
    return (items ?? []) as readonly Readonly<Record<string, unknown>>[];
  } catch (error) {
    if (error instanceof SobotError) return undefined;
    throw error;
  }
}
