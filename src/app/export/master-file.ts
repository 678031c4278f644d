import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';

/** A file that exports write or bring up to date, and what it holds. */
export interface MergeTarget {
  readonly path: string;
  /** What it holds, as a digest; undefined where there is no file. */
  readonly digest: string | undefined;
  /** Names the file with its content, for the cursor of changes that belongs to it. Undefined where there is no file. */
  key(filter: string): string | undefined;
}

/**
 * Reads what a file holds. Its cursor belongs to the path, the content, and what is shown of each row: a file that is missing,
 * moved, replaced or edited, or that gets other columns, has none, so that everything is exported into it.
 */
export async function readMergeTarget(path: string, shown: readonly unknown[]): Promise<MergeTarget> {
  const digest = await digestOf(path);
  const key = (filter: string) =>
    digest === undefined ? undefined : JSON.stringify(['file', filter, resolve(path), shown, digest]);
  return { path, digest, key };
}

async function digestOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    // To read a pipe would wait for somebody who writes it.
    if (!(await stat(path)).isFile()) return undefined;
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch {
    return undefined;
  }
  return hash.digest('base64url');
}
