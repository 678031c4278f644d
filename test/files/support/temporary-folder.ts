import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** A folder for the files of one test file, gone when it is done. */
export interface TemporaryFolder {
  /** The path of a name in it. */
  path(name: string): string;
  /** Puts content under a fresh name with this ending and answers its path. */
  put(content: string | Buffer, ending: string): Promise<string>;
}

/** Makes a temporary folder around the tests of the calling file. */
export function temporaryFolder(): TemporaryFolder {
  let folder = '';
  let count = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'files-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return {
    path: (name) => join(folder, name),
    async put(content, ending) {
      const path = join(folder, `${++count}${ending}`);
      await writeFile(path, content);
      return path;
    },
  };
}
