import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replacePrivateFile } from '../../files/index.ts';
import { isPathSecret, makePathSecret } from '../../push/index.ts';
import { t } from '../../words/index.ts';
import { createStateFolder, DEFAULT_PROFILE, stateFolderName } from '../profile-store.ts';
import { UsageError } from '../usage-error.ts';

/** What a listener keeps in the state folder: for each profile its own, since a push does not say to which tenant it belongs. */
export interface ListenerFiles {
  readonly folder: string;
  readonly store: string;
  readonly lock: string;
  /** Where the listener runs, for `doctor --push`: it holds the secret. */
  readonly address: string;
  readonly secret: string;
  /** Messages that were not accepted, if the output is no file. */
  readonly rejected: string;
}

/** The files of the listener of a profile, in a folder that only its owner can read. */
export function listenerFiles(home: string, profile: string | undefined): ListenerFiles {
  const folder = join(home, 'listen', stateFolderName(encodeURIComponent(profile ?? DEFAULT_PROFILE)));
  return {
    folder,
    store: join(folder, 'pushes.db'),
    lock: join(folder, 'listen.lock'),
    address: join(folder, 'address.json'),
    secret: join(folder, 'path-secret'),
    rejected: join(folder, 'rejected.jsonl'),
  };
}

/** The secret of the address: the given one, or the one that was made at the first start. Errors: `UsageError`. */
export async function pathSecretOf(
  { folder, secret: path }: ListenerFiles,
  given: string | undefined,
): Promise<string> {
  if (given !== undefined) {
    if (isPathSecret(given)) return given;
    throw new UsageError(t`--path-secret takes 16 to 128 letters, digits, "-" and "_", which nobody can guess`);
  }
  createStateFolder(folder);
  const kept = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
  if (isPathSecret(kept)) return kept;
  if (kept !== '') {
    throw new UsageError(
      t`${path} does not hold a secret of 16 to 128 letters, digits, "-" and "_"; correct or delete it`,
    );
  }
  const made = makePathSecret();
  await replacePrivateFile(path, `${made}\n`);
  return made;
}

/** Where a listener runs. */
interface ListenerAddress {
  readonly url: string;
}

/** The address that the listener of a profile noted at its start; undefined if none was ever started. */
export function readListenerAddress({ address }: ListenerFiles): ListenerAddress | undefined {
  try {
    return JSON.parse(readFileSync(address, 'utf8')) as ListenerAddress;
  } catch {
    return undefined;
  }
}

export async function writeListenerAddress({ address, folder }: ListenerFiles, at: ListenerAddress): Promise<void> {
  createStateFolder(folder);
  await replacePrivateFile(address, `${JSON.stringify(at)}\n`);
}
