import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logout, prepareLogin, whoami } from '../../src/app/credentials.ts';
import { readSecret } from '../../src/app/keychain.ts';
import { storeProfile } from '../../src/app/profile-store.ts';
import { changeProfile, listProfiles, profileInKeychain } from '../../src/app/profiles.ts';

// Runs in the session of a keychain of its own. Prints what it found as JSON.
const [step = '', folder = '', baseUrl = '', appId = '', appKey = ''] = process.argv.slice(2);
const env = {};
const home = join(folder, 'home');
const otherHome = join(folder, 'other-home');
const at = (profile: string, place = home) => ({ home: place, profile, env, baseUrl });
const stored = () => JSON.parse(readFileSync(join(home, 'profiles.json'), 'utf8')) as Record<string, object>;
const keyIn = async (profile: string, place = home) => {
  const { key_in, error } = await whoami({ home: place, profile, env });
  return { key_in, ...(error !== undefined && { error }) };
};
const accountOf = (profile: string) => (stored()[profile] as { keychain?: string } | undefined)?.keychain;

async function useUnlocked() {
  const { store } = prepareLogin({ appId, appKey }, at('asia'));
  const first = await store();
  const account = accountOf('asia') ?? '';
  const found: Record<string, unknown> = { first, profile: stored()['asia'], asia: await keyIn('asia') };
  // The same name in another state folder, with another key.
  await storeProfile(otherHome, 'asia', { baseUrl, appId, appKey: 'old' });
  await changeProfile('asia', { baseUrl, appId, appKey: 'another' }, { home: otherHome, env, untested: true });
  found['otherKeyIsApart'] = (await readSecret(account)) === appKey;
  found['other'] = await keyIn('asia', otherHome);
  // A key that was stored in a file by an earlier version stays there until the next login.
  await storeProfile(home, 'eu', { baseUrl, appId, appKey, language: 'en' });
  found['old'] = await keyIn('eu');
  await changeProfile('eu', { baseUrl, appId }, { home, env, untested: true });
  found['oldChanged'] = await keyIn('eu');
  await prepareLogin({ appId, appKey }, at('eu')).store();
  found['eu'] = await keyIn('eu');
  const euAccount = accountOf('eu') ?? '';
  found['euText'] = JSON.stringify(stored()['eu']);
  // The page changes a profile without the key.
  await changeProfile('eu', { baseUrl, appId }, { home, env, untested: false });
  found['euTested'] = await keyIn('eu');
  found['listed'] = listProfiles({ home, env });
  found['inKeychain'] = profileInKeychain({ home, profile: 'eu', env });
  found['back'] = await prepareLogin({ appId, appKey }, at('eu'), { inFile: true }).store();
  found['backAccount'] = (await readSecret(euAccount)) ?? null;
  found['backKey'] = await keyIn('eu');
  found['logout'] = await logout({ home, profile: 'asia', env });
  found['left'] = (await readSecret(account)) ?? null;
  found['profiles'] = Object.keys(stored());
  // For the session that follows, whose keychain is locked.
  await prepareLogin({ appId, appKey }, at('night')).store();
  await logout({ home, profile: 'eu', env });
  return found;
}

async function useLocked() {
  const night = await keyIn('night');
  const first = await prepareLogin({ appId, appKey }, at('new')).store();
  const out = await logout({ home, profile: 'night', env });
  const account = accountOf('night') ?? '';
  // From now on whoever asks for the password waits for it.
  writeFileSync(join(folder, 'asks'), '');
  const startedAt = performance.now();
  const waits = await readSecret(account, 400).catch((error: Error) => error.message);
  const waitedMs = performance.now() - startedAt;
  return { night, first, out, waits, waitedMs };
}

process.stdout.write(JSON.stringify(await (step === 'locked' ? useLocked() : useUnlocked())));
