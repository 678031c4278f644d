import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { replaceFile, replacePrivateFile } from '../../src/files/index.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe.skipIf(!existsSync('/bin/sh'))('a system that takes only the beginning of a file', () => {
  test('leaves the old one unchanged, and no other file', () => {
    const path = folder.path('whole.json');
    writeFileSync(path, 'old');
    const module = fileURLToPath(new URL('../../src/files/out/atomic-file.ts', import.meta.url));
    const script = `process.on('SIGXFSZ', () => {});
      const { replaceFile } = await import(${JSON.stringify(module)});
      await replaceFile(${JSON.stringify(path)}, 'x'.repeat(100_000)).then(() => console.log('done'), ({ code }) => console.log(code));`;
    const said = execFileSync('/bin/sh', [
      '-c',
      'ulimit -f 8; exec "$0" --input-type=module -e "$1"',
      process.execPath,
      script,
    ]);
    expect(said.toString().trim()).toBe('disk-full');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(dirname(path)).filter((name) => name.includes('whole.json'))).toEqual(['whole.json']);
  });
});

describe.skipIf(process.platform === 'win32')('the mode of a small file', () => {
  test('is readable by its owner only, or has the mode of the file it replaces', async () => {
    const path = folder.path('shared.yaml');
    await replaceFile(path, 'a');
    expect(modeOf(path)).toBe('600');
    chmodSync(path, 0o644);
    await replaceFile(path, 'b');
    expect(modeOf(path)).toBe('644');
  });

  test('of a private file is readable by its owner only, whatever mode it had', async () => {
    const path = folder.path('profiles.json');
    writeFileSync(path, 'old');
    chmodSync(path, 0o644);
    await replacePrivateFile(path, 'new');
    expect([modeOf(path), readFileSync(path, 'utf8')]).toEqual(['600', 'new']);
  });
});
