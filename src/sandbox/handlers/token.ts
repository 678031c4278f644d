import { hash } from 'node:crypto';
import { requiredQueryText } from '../checks/query.ts';
import { deriveId } from '../derive-id.ts';
import { refuse } from '../refusal.ts';
import type { Handler, World } from '../world.ts';

/** Hands out a token for a right signature, which ends the token before. Source: "Get the Access Token Code". */
export const handleGetToken: Handler = ({ query }, { settings, store, tenant }) => {
  const appId = requiredQueryText(query, 'appid');
  const createTime = requiredQueryText(query, 'create_time');
  const sign = requiredQueryText(query, 'sign');
  if (appId !== settings.appId) refuse('unknownAppId');
  const nowMs = settings.now();
  const skewSeconds = Math.abs(Number(createTime) - nowMs / 1000);
  const isFresh = /^\d+$/.test(createTime) && skewSeconds <= settings.clockSkewSeconds;
  if (!isFresh || sign !== hash('md5', appId + createTime + settings.appKey)) refuse('signatureError');
  const token = deriveId(tenant.seed, 'token', nowMs, store.tokens.issued);
  store.tokens.issue(token, nowMs + settings.tokenTtlSeconds * 1000, settings.tokensStay);
  return { item: { token, expires_in: String(settings.tokenTtlSeconds) } };
};

/** Refuses a call whose `token` header is blank, unknown or ended. */
export function checkToken(token: string | undefined, { store, settings }: World): void {
  if (token === undefined || token.trim() === '') refuse('blankToken');
  if (!store.tokens.isValid(token, settings.now())) refuse('tokenExpired');
}
