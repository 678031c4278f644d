import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { inCheckout, newFolder } from '../support/run-cli.ts';

/** Creates the files and adds the lines that the README's recipes show. */
function followRecipes(folder: string): void {
  const architecture = readFileSync(inCheckout('README.md'), 'utf8').split('\n## Architecture\n')[1] ?? '';
  const blocks = [...architecture.matchAll(/```(ts|diff)\n ?\/\/ (\S+)\n([\s\S]*?)```/g)];
  expect(blocks).toHaveLength(6);
  for (const [, language, path = '', text = ''] of blocks) {
    const file = join(folder, path);
    writeFileSync(file, language === 'ts' ? text : withAdded(readFileSync(file, 'utf8'), text));
  }
}

/** Applies a diff: adds its lines, each below the line before it in the diff, and removes those it removes. */
function withAdded(text: string, diff: string): string {
  const lines = text.split('\n');
  let at = -1;
  for (const line of diff.trimEnd().split('\n')) {
    if (line.startsWith('+')) {
      lines.splice(++at, 0, line.slice(1));
      continue;
    }
    const next = lines.indexOf(line.slice(1), at + 1);
    expect(next, `"${line.slice(1)}" is in the file`).toBeGreaterThan(at);
    at = next;
    if (line.startsWith('-')) lines.splice(at--, 1);
  }
  return lines.join('\n');
}

describe('the recipes of the README', () => {
  const folder = newFolder();
  const run = (...args: string[]) => execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });

  beforeAll(() => {
    cpSync(inCheckout('src'), join(folder, 'src'), { recursive: true });
    for (const name of ['package.json', 'tsconfig.json', 'README.md', 'test/architecture.test.ts'])
      cpSync(inCheckout(name), join(folder, name));
    symlinkSync(inCheckout('node_modules'), join(folder, 'node_modules'));
    followRecipes(folder);
  });

  test('pass the type check', () => {
    writeFileSync(join(folder, 'tsconfig.src.json'), '{ "extends": "./tsconfig.json", "include": ["src"] }');
    expect(execFileSync('npx', ['tsc', '-p', 'tsconfig.src.json'], { cwd: folder, encoding: 'utf8' })).toBe('');
  });

  test('keep the rules of imports between modules', () => {
    const env = { ...process.env, VITEST: undefined, NODE_OPTIONS: '' };
    execFileSync('npx', ['vitest', 'run', '--root', '.', 'test/architecture.test.ts'], { cwd: folder, env });
  });

  test('add a stream', () => {
    expect(run('src/bin/sobot-etl.ts', 'streams')).toContain('source-codes');
  });

  test('add a transform', () => {
    const script = `
      const { transforms } = await import('./src/mapping/transforms/index.ts');
      const { examples: [{ in: given, out }], make } = transforms.get('initials');
      console.log(make(undefined, {})(given) === out);`;
    expect(run('--input-type=module', '-e', script)).toBe('true\n');
  });

  test('add a command', () => {
    expect(run('src/bin/sobot-etl.ts', 'home', '--home', 'state')).toBe(`${join(folder, 'state')}\n`);
    expect(run('src/bin/sobot-etl.ts', '--help')).toContain('Show the state folder');
  });
});
