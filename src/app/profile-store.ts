import { existsSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import { portableName, replacePrivateFile } from '../files/index.ts';
import { createFolder } from '../ledger/index.ts';
import { t } from '../words/index.ts';
import { UsageError } from './usage-error.ts';

/** Credentials and a base URL that are stored under a name. */
export interface Profile {
  readonly baseUrl?: string;
  readonly appId?: string;
  readonly appKey?: string;
  /** The account under which the keychain has the key. */
  readonly keychain?: string;
  readonly language?: string;
  /** The address of a ledger in PostgreSQL. */
  readonly ledger?: string;
}

export const DEFAULT_PROFILE = 'default';

/** The profile with this name; the default profile may be missing. Errors: `UsageError` that lists the stored profiles. */
export function readProfile(home: string, name: string | undefined): Profile {
  const profiles = readProfiles(home);
  const profile = profiles[name ?? DEFAULT_PROFILE];
  if (profile || name === undefined) return checkProfile(profile ?? {}, name ?? DEFAULT_PROFILE, home);
  const known = Object.keys(profiles);
  const hint = known.length > 0 ? t`; stored profiles: ${known.join(', ')}` : '';
  throw new UsageError(t`There is no profile "${name}"${hint}. Store one with: sobot-etl login --profile ${name}`);
}

/** The names of the stored profiles. */
export function profileNames(home: string): string[] {
  return Object.keys(readProfiles(home));
}

/**
 * The name of the profile to use: the requested one, or undefined for `default`. If there is no default profile and the environment
 * has no credentials, the only stored profile. Errors: `UsageError` that lists the profiles if there are several.
 */
export function chooseProfile(home: string, asked: string | undefined, hasCredentials: boolean): string | undefined {
  if (asked !== undefined || hasCredentials) return asked;
  const names = profileNames(home);
  if (names.length === 0 || names.includes(DEFAULT_PROFILE)) return undefined;
  if (names.length === 1) return names[0];
  throw new UsageError(
    t`Several profiles are stored (${names.join(', ')}), and none is called ${DEFAULT_PROFILE}. Choose one, such as --profile ${names[0]}`,
  );
}

/** The address of the ledger in the profile that `chooseProfile` names, or in all profiles if none is named. Errors: `UsageError`. */
export function ledgerOfProfile(home: string, asked: string | undefined, hasCredentials: boolean): string | undefined {
  const profiles = Object.values(readProfiles(home));
  const isSame = profiles.every(({ ledger }) => ledger === profiles[0]?.ledger);
  // Commands that need no credentials do not ask which profile is meant when that makes no difference.
  if (asked === undefined && !hasCredentials && isSame) return profiles[0]?.ledger;
  return readProfile(home, chooseProfile(home, asked, hasCredentials)).ledger;
}

/** Checks the values of a stored profile. Errors: `UsageError` if somebody edited the file and made it invalid. */
function checkProfile(profile: Profile, name: string, home: string): Profile {
  const wrong = Object.entries(profile).find(([, value]) => typeof value !== 'string');
  if (wrong === undefined) return profile;
  throw new UsageError(
    t`${profilesPath(home)}: "${wrong[0]}" of the profile ${name} must be a text in quotes, not ${JSON.stringify(wrong[1])}`,
  );
}

/** Stores a profile, readable by its owner only; `undefined` deletes it. Returns whether it existed. */
export async function storeProfile(home: string, name: string, profile: Profile | undefined): Promise<boolean> {
  const profiles = readProfiles(home);
  const before = profiles[name];
  if (profile) profiles[name] = profile;
  else delete profiles[name];
  const path = profilesPath(home);
  createStateFolder(home);
  await replacePrivateFile(path, JSON.stringify(profiles, null, 2));
  return before !== undefined;
}

/** The name of a folder in the state folder for something that a person has named. Only Windows does not take every name. */
export function stateFolderName(name: string): string {
  return platform() === 'win32' ? portableName(name) : name;
}

/** Creates the state folder, or one in it. Errors: `UsageError`. */
export function createStateFolder(folder: string): void {
  try {
    createFolder(folder, 0o700);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      t`The folder ${folder} cannot be created (${code}), so nothing was stored; choose another with --home or SOBOT_ETL_HOME`,
    );
  }
}

/** The file of the profiles. */
export function profilesPath(home: string): string {
  return join(home, 'profiles.json');
}

function withoutPrototype<Table extends object>(table: Table): Table {
  const bare = Object.create(null) as Table;
  for (const [name, value] of Object.entries(table)) Reflect.set(bare, name, value);
  return bare;
}

function readProfiles(home: string): Record<string, Profile> {
  const path = profilesPath(home);
  if (!existsSync(path)) return Object.create(null);
  try {
    // Without a prototype, so that `constructor` is not found as a profile.
    return withoutPrototype(JSON.parse(readFileSync(path, 'utf8')) as Record<string, Profile>);
  } catch {
    throw new UsageError(
      t`${path} cannot be read as JSON; remove it, then store the credentials again with: sobot-etl login`,
    );
  }
}
