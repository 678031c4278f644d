import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { inCheckout, newFolder } from '../support/run-cli.ts';

const run = promisify(execFile);
const description = JSON.parse(readFileSync(inCheckout('package.json'), 'utf8')) as Record<string, unknown>;

/** A folder with the package installed as npm would, but linked. */
function installed(): string {
  const folder = newFolder();
  const home = join(folder, 'node_modules', 'sobot-etl');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify(description));
  symlinkSync(inCheckout('dist'), join(home, 'dist'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  return folder;
}

/** The example of the guide, with the declarations it needs, and the credentials of the environment in place of its own. */
function example(): string {
  const guide = readFileSync(inCheckout('docs/library.md'), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
  const [imports = '', ...rest] = code
    .replace("'https://sg.sobot.io'", 'BASE_URL')
    .replace("'your app id'", 'APP_ID')
    .replace("'your app key'", 'APP_KEY')
    .split(';\n');
  return [
    `${imports};`,
    'declare const process: { env: Record<string, string>; stdout: { write(text: string): void } };',
    'declare const console: { log(value: unknown): void };',
    "const { BASE_URL = '', APP_ID = '', APP_KEY = '' } = process.env;",
    rest.join(';\n'),
    'process.stdout.write(JSON.stringify({ imported, fromRows, tagged, exported, names, agents: agents.items.length }));',
  ].join('\n');
}

describe.skipIf(description['exports'] === undefined)('the package, installed in another project', () => {
  test('runs the example of its guide', async () => {
    await using sandbox = await startSandbox();
    const folder = installed();
    writeFileSync(join(folder, 'example.ts'), example());
    const rows = readFileSync(inCheckout('samples/customers.csv'), 'utf8').split('\n').slice(0, 200);
    writeFileSync(join(folder, 'customers.csv'), `${rows.join('\n')}\n`);
    copyFileSync(inCheckout('mappings/customers.yaml'), join(folder, 'customers.yaml'));
    writeFileSync(
      join(folder, 'people.yaml'),
      'version: 1\ntarget: customer\nfields:\n  nick: Name\n  email: Email\n  crm_status: { const: 1 }\n',
    );
    writeFileSync(join(folder, 'tags.csv'), 'Email\nana@example.com\n');
    const { PATH = '' } = process.env;
    const env = { PATH, BASE_URL: sandbox.url, APP_ID: sandbox.appId, APP_KEY: sandbox.appKey };
    const { stdout, stderr } = await run(process.execPath, ['example.ts'], { cwd: folder, env });
    expect(stderr).toBe('');
    const [fit, ...printed] = stdout.split('\n');
    const shown = JSON.parse(printed.pop() ?? '') as Record<
      string,
      { rows: Record<string, number>; complete?: boolean }
    >;
    expect(shown['imported']?.rows['created']).toBeGreaterThan(0);
    expect(Number(fit)).toBeGreaterThan(0);
    expect(printed).toContain('end');
    expect(shown['fromRows']).toMatchObject({ rows: { read: 1, created: 1 } });
    expect(shown['tagged']).toMatchObject({ rows: { read: 1, done: 1 } });
    expect(shown['exported']).toMatchObject({
      complete: true,
      rows: { written: (shown['imported']?.rows['created'] ?? 0) + 1 },
    });
    expect(shown).toMatchObject({ names: ['Status', 'Interest', 'Channel'], agents: expect.any(Number) });
  });

  test('has types that compile the example', async () => {
    const folder = installed();
    writeFileSync(join(folder, 'example.ts'), example());
    // zod's types are part of ours.
    symlinkSync(inCheckout('node_modules/zod'), join(folder, 'node_modules', 'zod'));
    const args = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--lib',
      'es2025,esnext.disposable',
      '--skipLibCheck',
    ];
    const tsc = inCheckout('node_modules/.bin/tsc');
    const result = await run(tsc, [...args, '--types', '', 'example.ts'], { cwd: folder }).catch(
      (error: { stdout: string }) => error,
    );
    expect(result.stdout).toBe('');
  });

  test('exports nothing internal', async () => {
    const folder = installed();
    writeFileSync(join(folder, 'inside.js'), "await import('sobot-etl/dist/cli/main.js');");
    const failure = await run(process.execPath, ['inside.js'], { cwd: folder }).catch(
      (error: { stderr: string }) => error,
    );
    expect(failure.stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});
