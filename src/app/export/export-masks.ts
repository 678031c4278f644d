import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { MaskChoice, Masks } from '../../export/index.ts';
import { replacePrivateFile } from '../../files/index.ts';
import { MASK_METHOD_NAMES, type MaskMethod } from '../../streams/index.ts';
import { nearest, t } from '../../words/index.ts';
import { UsageError } from '../usage-error.ts';

/** The word that stands for all personal columns of a stream. */
const PERSONAL = 'personal';
const KEY_BYTES = 32;

/** The masks that `--mask` asks for, as written: `email=hash,tel=last4`, `personal`. */
export type MaskRequest = Omit<Masks, 'key'>;

/** Reads the values of `--mask`. Undefined if there are none. Errors: `UsageError` for a wrong form or method. */
export function readMasks(given: readonly string[] = []): MaskRequest | undefined {
  const parts = given.flatMap((text) => text.split(',')).map((part) => part.trim());
  const asked = parts.filter((part) => part !== '');
  if (asked.length === 0) {
    if (given.length === 0) return undefined;
    throw new UsageError(t`--mask names no column; write --mask email=hash,tel=last4 or --mask personal`);
  }
  const columns = asked.filter((part) => part.toLowerCase() !== PERSONAL).map(maskChoice);
  return { columns, personal: columns.length < asked.length };
}

function maskChoice(part: string): MaskChoice {
  // A custom field's name may contain an equals sign; a method's does not.
  const at = part.lastIndexOf('=');
  const column = part.slice(0, Math.max(at, 0)).trim();
  if (column === '') {
    const like = nearest(part, [PERSONAL])[0];
    throw new UsageError(
      t`--mask ${part} is not of the form column=method, such as email=hash.${like ? t` Did you mean --mask ${like}?` : t` Methods: ${MASK_METHOD_NAMES.join(', ')}`}`,
    );
  }
  const word = part.slice(at + 1).trim();
  const method = MASK_METHOD_NAMES.find((name) => name === word.toLowerCase());
  if (method) return { column, method };
  const [like] = nearest(word, MASK_METHOD_NAMES);
  throw new UsageError(
    t`--mask ${part}: there is no method "${word}".${like ? t` Did you mean ${column}=${like}?` : ''} Methods: ${MASK_METHOD_NAMES.join(', ')}`,
  );
}

/** Identifies the masks, in whatever order they were given. */
export function masksId({ columns, personal }: MaskRequest): string {
  const named = columns.map(({ column, method }: { column: string; method: MaskMethod }) => `${column}=${method}`);
  return JSON.stringify([personal, ...named.sort()]);
}

/**
 * The masks with the secret of `hash`, which is made once for each state folder, so that equal values stay equal in all its
 * exports. Errors: `UsageError` if the file with the secret is damaged: another secret would give other codes.
 */
export async function withMaskSecret(request: MaskRequest, home: string): Promise<Masks> {
  const path = join(home, 'mask.key');
  const found = readSecret(path) ?? (await makeSecret(path));
  if (Buffer.from(found, 'base64url').length === KEY_BYTES) return { ...request, key: found };
  throw new UsageError(
    t`${path}, the secret of --mask …=hash, is damaged. Restore it from a backup; or delete it, and hashes of later exports will differ from earlier ones`,
  );
}

function readSecret(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes the secret. If another process does at the same time, the first one counts. */
async function makeSecret(path: string): Promise<string> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  await replacePrivateFile(draft, `${randomBytes(KEY_BYTES).toString('base64url')}\n`);
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(path, 'utf8').trim();
}
