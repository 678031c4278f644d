import { createHash } from 'node:crypto';
import { SobotError } from '../api/index.ts';
import { t } from '../words/index.ts';
import type { Environment } from './connection.ts';
import { deleteSecret, KEYCHAIN_NAME, KeychainFailure, readSecret, storeSecret, usesKeychain } from './keychain.ts';
import { APP_MESSAGES } from './messages.ts';

/** Where the key of a profile is: in the profile itself, or in the keychain under an account. */
export type StoredKey = { readonly appKey: string } | { readonly keychain: string };

/** What a key is stored for. */
interface KeyOwner {
  readonly home: string;
  readonly profile: string;
  readonly env: Environment;
}

/** The key as it was stored. `because`: why it is not in the keychain although that was wanted. */
export interface KeptKey {
  readonly stored: StoredKey;
  readonly because?: string;
}

/** Stores a key in the keychain, or, if `inFile` or the keychain does not work, in the profile. Errors: `UsageError`. */
export async function keepKey(
  appKey: string,
  { home, profile, env }: KeyOwner,
  { inFile = false }: { readonly inFile?: boolean | undefined } = {},
): Promise<KeptKey> {
  if (inFile || !usesKeychain(env)) return { stored: { appKey } };
  const keychain = accountOf(home, profile);
  try {
    await storeSecret(keychain, appKey);
    return { stored: { keychain } };
  } catch (error) {
    if (!(error instanceof KeychainFailure)) throw error;
    return { stored: { appKey }, because: t`the keychain (${KEYCHAIN_NAME}) cannot be used: ${error.message}` };
  }
}

/** Reads the key of a profile from the keychain. Errors: `SobotError` that says what to do. */
export async function readKey(
  account: string,
  { profile, env }: Pick<KeyOwner, 'profile' | 'env'>,
  waitMs?: number,
): Promise<string> {
  const unavailable = APP_MESSAGES['keychain-unavailable'].text;
  if (!usesKeychain(env)) throw keyError('keychain-unavailable', unavailable.off(profile, KEYCHAIN_NAME));
  try {
    const key = await readSecret(account, waitMs);
    if (key !== undefined) return key;
  } catch (error) {
    if (!(error instanceof KeychainFailure)) throw error;
    throw keyError('keychain-unavailable', unavailable.failed(profile, KEYCHAIN_NAME, error.message));
  }
  throw keyError('keychain-empty', APP_MESSAGES['keychain-empty'].text.gone(profile, KEYCHAIN_NAME));
}

/** Deletes a key from the keychain. Returns why that failed; undefined if the key is gone. */
export async function forgetKey(account: string, env: Environment): Promise<string | undefined> {
  if (!usesKeychain(env)) return t`SOBOT_ETL_KEYCHAIN=off keeps it from being used`;
  try {
    await deleteSecret(account);
    return undefined;
  } catch (error) {
    if (!(error instanceof KeychainFailure)) throw error;
    return error.message;
  }
}

/** Without the key no token can be had, so nothing is sent. */
function keyError(code: keyof typeof APP_MESSAGES, message: string): SobotError {
  return new SobotError(message, { code, disposition: 'stop-run', notProcessed: true });
}

/** The account of a profile in the keychain: two state folders may have profiles of one name. */
function accountOf(home: string, profile: string): string {
  return `${profile} (${createHash('sha256').update(home).digest('hex').slice(0, 8)})`;
}
