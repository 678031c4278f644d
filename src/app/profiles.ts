import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replacePrivateFile } from '../files/index.ts';
import { createFolder } from '../ledger/index.ts';
import { UsageError } from './usage-error.ts';

/** Credentials under a name. */
export interface Profile {
  readonly baseUrl?: string;
  readonly appId?: string;
  readonly appKey?: string;
  readonly language?: string;
}

export const DEFAULT_PROFILE = 'default';

/** The profile of that name; the default one may be missing. Errors: `UsageError` that lists what there is. */
export function readProfile(home: string, name: string | undefined): Profile {
  const profiles = readProfiles(home);
  const profile = profiles[name ?? DEFAULT_PROFILE];
  if (profile || name === undefined) return checkProfile(profile ?? {}, name ?? DEFAULT_PROFILE, home);
  const known = Object.keys(profiles);
  const hint = known.length > 0 ? `; there is ${known.join(', ')}` : '';
  throw new UsageError(`there is no profile "${name}"${hint}. Store one with: sobot-etl login --profile ${name}`);
}

/** The names of the profiles that are stored. */
export function profileNames(home: string): string[] {
  return Object.keys(readProfiles(home));
}

/**
 * The name of the profile to use: the one that is asked for, or `default`. Where neither is there and the environment
 * has no credentials either, the only one that is stored. Errors: `UsageError` that names them where there are several.
 */
export function chooseProfile(home: string, asked: string | undefined, hasCredentials: boolean): string | undefined {
  if (asked !== undefined || hasCredentials) return asked;
  const names = profileNames(home);
  if (names.length === 0 || names.includes(DEFAULT_PROFILE)) return undefined;
  if (names.length === 1) return names[0];
  throw new UsageError(
    `Which profile? ${names.join(', ')} are stored, and none is called ${DEFAULT_PROFILE}. Give one with --profile ${names[0]}`,
  );
}

/** Errors: `UsageError` where somebody has edited the file into what cannot be used. */
function checkProfile(profile: Profile, name: string, home: string): Profile {
  const wrong = Object.entries(profile).find(([, value]) => typeof value !== 'string');
  if (wrong === undefined) return profile;
  throw new UsageError(
    `${profilesPath(home)}: "${wrong[0]}" of the profile ${name} must be a text in quotes, not ${JSON.stringify(wrong[1])}`,
  );
}

/** Stores a profile, readable by its owner only; `undefined` forgets it. Answers whether there was one before. */
export async function storeProfile(home: string, name: string, profile: Profile | undefined): Promise<boolean> {
  const profiles = readProfiles(home);
  const before = profiles[name];
  if (profile) profiles[name] = profile;
  else delete profiles[name];
  const path = profilesPath(home);
  makeHome(home);
  await replacePrivateFile(path, JSON.stringify(profiles, null, 2));
  return before !== undefined;
}

function makeHome(home: string): void {
  try {
    createFolder(home, 0o700);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      `the folder ${home} cannot be made (${code}), so nothing is stored; choose another with --home or SOBOT_ETL_HOME`,
    );
  }
}

function profilesPath(home: string): string {
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
    // Without a prototype: nobody has stored a profile `constructor` unless he has.
    return withoutPrototype(JSON.parse(readFileSync(path, 'utf8')) as Record<string, Profile>);
  } catch {
    throw new UsageError(
      `${path} cannot be read as JSON; remove it, then store the credentials again with: sobot-etl login`,
    );
  }
}
