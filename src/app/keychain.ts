import { fork } from 'node:child_process';
import { platform } from 'node:os';
import { phrase, shortened, t, translated } from '../words/index.ts';
import type { Environment } from './connection.ts';
import { UsageError } from './usage-error.ts';

/** What the keychain's process is asked. */
export interface KeychainRequest {
  readonly act: 'get' | 'set' | 'delete';
  readonly service: string;
  readonly account: string;
  /** For `set`; otherwise empty. */
  readonly secret: string;
}

/** Its answer. `value` is the secret that is stored now; of `delete`, the account if there was one. */
export type KeychainAnswer = { readonly value: string | null } | { readonly failure: string };

/** The name under which entries are shown in the keychain's own program. */
const SERVICE = 'sobot-etl';

/** A locked keychain asks to be unlocked: where somebody types the credentials, somebody can; at night nobody can. */
const WAIT_MS = { set: 60_000, get: 20_000, delete: 60_000 } as const;

const MAX_REASON_CHARS = 160;

const NAMES: Readonly<Record<string, string>> = { darwin: 'macOS Keychain', win32: 'Windows Credential Manager' };

/** What people call the system's keychain. */
export const KEYCHAIN_NAME = NAMES[platform()] ?? 'Secret Service';

/** The keychain did not do what it was asked to. The message is the reason, in one line, and never holds a secret. */
export class KeychainFailure extends Error {
  override name = 'KeychainFailure';
}

/** Is the keychain to be used? Errors: `UsageError` if the variable has another value than `on` and `off`. */
export function usesKeychain(env: Environment): boolean {
  const given = env['SOBOT_ETL_KEYCHAIN'] || 'on';
  if (given === 'on' || given === 'off') return given === 'on';
  throw new UsageError(t`SOBOT_ETL_KEYCHAIN is "${given}"; it takes on or off`);
}

/** Reads a secret; undefined if there is none. Errors: `KeychainFailure`. */
export async function readSecret(account: string, waitMs: number = WAIT_MS.get): Promise<string | undefined> {
  return (await ask({ act: 'get', account, secret: '' }, waitMs)) ?? undefined;
}

/** Stores a secret, and reads it again. Errors: `KeychainFailure`. */
export async function storeSecret(account: string, secret: string, waitMs: number = WAIT_MS.set): Promise<void> {
  const stored = await ask({ act: 'set', account, secret }, waitMs);
  if (stored !== secret) throw new KeychainFailure(t`it does not return what was stored`);
}

/** Deletes a secret. Returns whether there was one. Errors: `KeychainFailure`. */
export async function deleteSecret(account: string, waitMs: number = WAIT_MS.delete): Promise<boolean> {
  return (await ask({ act: 'delete', account, secret: '' }, waitMs)) !== null;
}

function ask(request: Omit<KeychainRequest, 'service'>, waitMs: number): Promise<string | null> {
  const child = fork(keychainProgram(), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: [] });
  const { promise, resolve, reject } = Promise.withResolvers<string | null>();
  const fail = (reason: string) => reject(new KeychainFailure(plainReason(reason)));
  const timer = setTimeout(() => {
    fail(t`it is locked, or busy: no answer within ${waitMs / 1000} s`);
    child.kill('SIGKILL');
  }, waitMs);
  child.on('message', (answer) => {
    const given = answer as KeychainAnswer;
    if ('failure' in given) fail(given.failure);
    else resolve(given.value);
  });
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code, signal) => fail(t`its program ended with ${signal ?? code}`));
  child.send({ ...request, service: SERVICE } satisfies KeychainRequest, (error) => error && fail(error.message));
  return promise.finally(() => clearTimeout(timer));
}

/** The entry point in `bin`: its TypeScript source, or the built JavaScript if this module is built. */
function keychainProgram(): URL {
  return new URL(`../bin/keychain${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
}

/** What people can do something about, in plain words; the rest is what the system says. */
const PLAIN: readonly (readonly [said: RegExp, plain: string])[] = [
  [/unlock prompt was dismissed/i, phrase('it is locked')],
  [/User interaction is not allowed/i, phrase('it is locked')],
  [/D-?Bus.*(?:autolaunch|Failed to connect|No such file)/i, phrase('there is no session bus (D-Bus)')],
  [/ServiceUnknown|not provided by any \.service/i, phrase('no such service runs')],
  [/Did not receive a reply|timed? ?out/i, phrase('it does not answer')],
];

function plainReason(reason: string): string {
  const plain = PLAIN.find(([said]) => said.test(reason))?.[1];
  return plain === undefined ? shortened(reason.replace(/\s+/g, ' ').trim(), MAX_REASON_CHARS) : translated(plain);
}
