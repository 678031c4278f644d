import ky, { isHTTPError, isTimeoutError, type KyInstance } from 'ky';
import { EnvHttpProxyAgent, fetch as pooledFetch } from 'undici';
import { shortened } from '../words/index.ts';
import { WEBHOOKS } from './bodies.ts';
import type { Channel } from './channel.ts';
import type { Outcome } from './outcome.ts';
import { NOTIFY_POLICY } from './policy.ts';

/** The proxies of the environment. */
export interface ProxySettings {
  readonly http?: string;
  readonly https?: string;
  readonly except?: string;
}

export interface Delivery {
  readonly nowMs: number;
  readonly proxy: ProxySettings | undefined;
  /** Aborted: gives up. */
  readonly signal: AbortSignal;
  /** 1 where somebody waits for the process to end. */
  readonly attempts: number;
}

/** Posts a message to a webhook, repeatedly if the server is at fault. Returns what went wrong, without address and secret. */
export async function postMessage(outcome: Outcome, channel: Channel, delivery: Delivery): Promise<string | undefined> {
  if (channel.kind === 'email') throw new TypeError('an e-mail is not posted');
  const webhook = WEBHOOKS[channel.kind];
  const { url, body } = webhook.post(outcome, channel, delivery.nowMs);
  const pool = poolOf(delivery.proxy);
  try {
    const answer = await client(delivery, pool).post(url, { json: body });
    if (answer.status >= 300) return `HTTP ${answer.status}`;
    const refusal = webhook.refusal(await answer.text());
    return refusal === undefined ? undefined : quoted(refusal, channel);
  } catch (error) {
    return faultOf(error);
  } finally {
    await pool.destroy();
  }
}

function client({ signal, attempts }: Delivery, pool: EnvHttpProxyAgent): KyInstance {
  return ky.create({
    timeout: NOTIFY_POLICY.attemptMs,
    totalTimeout: NOTIFY_POLICY.totalMs,
    // A redirect would carry the secret elsewhere; it comes back as a status that is no success.
    redirect: 'manual',
    signal,
    throwHttpErrors: (status) => status >= 400,
    retry: {
      limit: attempts - 1,
      methods: ['post'],
      statusCodes: [408, 425, 429, 500, 502, 503, 504],
      afterStatusCodes: [],
      backoffLimit: NOTIFY_POLICY.maxPauseMs,
      retryOnTimeout: true,
    },
    fetch: async (request) => {
      const { method, headers, signal: ended } = request as Request;
      const sent = await pooledFetch((request as Request).url, {
        method,
        headers: Object.fromEntries(headers),
        body: await (request as Request).text(),
        redirect: 'manual',
        signal: ended,
        dispatcher: pool,
      });
      // Some statuses are those of answers without a body, such as 204; others may have an empty one.
      return new Response((await beginningOf(sent.body)) || null, { status: Math.max(200, sent.status) });
    },
  });
}

/** The text of an answer as far as it counts: one that never ends must not fill the memory. */
async function beginningOf(body: AsyncIterable<Uint8Array> | null): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    // Leaving the loop cancels the rest.
    if (size >= NOTIFY_POLICY.maxAnswerBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, NOTIFY_POLICY.maxAnswerBytes).toString('utf8');
}

/** TLS is always verified, whatever the environment says. */
function poolOf({ http, https, except }: ProxySettings = {}): EnvHttpProxyAgent {
  return new EnvHttpProxyAgent({
    connect: { rejectUnauthorized: true },
    requestTls: { rejectUnauthorized: true },
    proxyTls: { rejectUnauthorized: true },
    httpProxy: http ?? '',
    httpsProxy: https ?? http ?? '',
    noProxy: except ?? '',
  });
}

/** What went wrong. The message of an error has the address, and with it the secret. */
function faultOf(error: unknown): string {
  if (isHTTPError(error)) return `HTTP ${error.response.status}`;
  if (isTimeoutError(error)) return 'no answer in time';
  const { name } = error as Error;
  if (name === 'AbortError' || name === 'TimeoutError') return 'it was given up';
  return `it cannot be reached (${systemCode(error) ?? 'network error'})`;
}

function systemCode(error: unknown): string | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    const { code } = each as NodeJS.ErrnoException;
    if (typeof code === 'string') return code;
  }
  return undefined;
}

/** The vendor's text, shortened; a gateway may echo the address. */
function quoted(text: string, { url, secret }: Channel): string {
  const parts = URL.canParse(url)
    ? [url, ...new URL(url).pathname.split('/'), ...new URL(url).searchParams.values()]
    : [];
  const secrets = [...parts, ...(secret === undefined ? [] : [secret])].filter(
    (part) => part.length >= MIN_SECRET_CHARS,
  );
  const clean = secrets.reduce(
    (shown, part) => shown.replaceAll(part, '(not shown)'),
    text.replace(/\s+/g, ' ').trim(),
  );
  return shortened(clean, NOTIFY_POLICY.maxQuotedChars);
}

/** Shorter parts of an address are words such as `robot`. */
const MIN_SECRET_CHARS = 8;
