import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { PushStore, SAMPLE_TYPE } from '../../push/index.ts';
import { phrase, t, translated } from '../../words/index.ts';
import type { DoctorFinding } from '../inspect-connection.ts';
import { listenerFiles, readListenerAddress } from './listener-files.ts';

/** The listener to check. */
export interface ListenerCheck {
  readonly home: string;
  readonly profile: string | undefined;
  /** The address that the CRM uses, through a reverse proxy for example. Default: the listener's own. */
  readonly url?: string | undefined;
}

const TIMEOUT_MS = 10_000;
const START = phrase('Start it: sobot-etl listen -o changes.jsonl');

/** Posts a sample push to the listener, and checks that it is stored. The sample is written to no output. */
export async function inspectListener({ home, profile, url: given }: ListenerCheck): Promise<DoctorFinding> {
  const files = listenerFiles(home, profile);
  const url = given ?? readListenerAddress(files)?.url;
  if (url === undefined || !existsSync(files.store)) {
    return finding('failed', t`no listener has run with the state folder ${files.folder}`, translated(START));
  }
  const { origin } = new URL(url);
  const userid = `sample-${randomBytes(8).toString('hex')}`;
  const seconds = Math.floor(Date.now() / 1000);
  const sample = { sys_code: '50', type: SAMPLE_TYPE, content: [{ userid, datetime: seconds }] };
  const outcome = await post(url, JSON.stringify(sample), given === undefined);
  if ('error' in outcome) {
    const isOwn = given === undefined;
    const advice = isOwn ? translated(START) : t`Check the reverse proxy, its certificate, and that the listener runs`;
    return finding('failed', t`${origin} does not answer (${outcome.error})`, advice);
  }
  if (outcome.status === 404) {
    const advice = t`The path of the address is wrong: sobot-etl listen --json prints the right one`;
    return finding('failed', t`${origin} answers with 404`, advice);
  }
  if (outcome.status !== 200) {
    const advice = t`See what the listener or the reverse proxy prints`;
    return finding('failed', t`${origin} answers with ${outcome.status} instead of 200`, advice);
  }
  const store = new PushStore(files.store);
  try {
    if (store.has(userid, 'sample')) return finding('ok', t`${origin} has received and stored a sample`);
    const advice = t`Another listener answers there: its pushes are not in ${files.store}`;
    return finding('failed', t`${origin} answers, but has not stored the sample`, advice);
  } finally {
    await store.close();
  }
}

function finding(status: DoctorFinding['status'], detail: string, advice?: string): DoctorFinding {
  return { check: 'push', status, detail, ...(advice !== undefined && { advice }) };
}

/** The listener's own certificate is for the name by which the CRM knows it, so it is not checked on the own address. */
function post(
  url: string,
  body: string,
  isOwn: boolean,
): Promise<{ readonly status: number } | { readonly error: string }> {
  const { promise, resolve } = Promise.withResolvers<{ status: number } | { error: string }>();
  const options = { method: 'POST', headers: { 'content-type': 'application/json' }, timeout: TIMEOUT_MS };
  const call = url.startsWith('https:')
    ? requestHttps(url, { ...options, rejectUnauthorized: !isOwn })
    : requestHttp(url, options);
  call.on('response', (answer) => {
    answer.resume();
    resolve({ status: answer.statusCode ?? 0 });
  });
  call.on('timeout', () => call.destroy(new Error(t`no answer within ${TIMEOUT_MS / 1000} s`)));
  call.on('error', (error: NodeJS.ErrnoException) => resolve({ error: error.code ?? error.message }));
  call.end(body);
  return promise;
}
