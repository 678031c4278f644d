import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';

/**
 * Names a file and what it holds, for the cursor of changes that belongs to it: a file that is missing, or was replaced or edited,
 * has none, so that all is exported into it. Undefined where there is no file.
 */
export async function masterKey(path: string, filter: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch {
    return undefined;
  }
  return JSON.stringify(['file', filter, resolve(path), hash.digest('base64url')]);
}
