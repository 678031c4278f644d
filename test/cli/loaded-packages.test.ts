import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { newPostgresDatabase } from '../support/postgres-server.ts';
import { inCheckout, newFolder, sandboxEnv, startCli } from '../support/run-cli.ts';

/** Notes what a process loads. */
const RECORDER = `import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
registerHooks({
  resolve(specifier, context, next) {
    appendFileSync(process.env.SOBOT_TEST_LOADED, specifier + '\\n');
    return next(specifier, context);
  },
});
`;

/** The packages of PostgreSQL, and Node's own modules, that a command loads. */
async function loadedBy(args: readonly string[], env: Record<string, string>, cwd = newFolder()): Promise<Set<string>> {
  const folder = newFolder();
  writeFileSync(join(folder, 'recorder.mjs'), RECORDER);
  const list = join(folder, 'loaded.txt');
  const recording = {
    NODE_OPTIONS: `--import ${pathToFileURL(join(folder, 'recorder.mjs'))}`,
    SOBOT_TEST_LOADED: list,
  };
  const { code, stderr } = await startCli(args, { cwd, env: { ...env, ...recording } }).done;
  expect(code, stderr).toBeLessThan(2);
  return new Set(readFileSync(list, 'utf8').split('\n'));
}

const SAMPLE = [inCheckout('samples', 'customers.csv'), '-m', inCheckout('mappings', 'customers.yaml')];

test('only a command with a ledger in PostgreSQL loads its driver, and none of them the queue', async () => {
  await using sandbox = await startSandbox();
  const env = sandboxEnv(sandbox, newFolder());
  const withoutDriver = [
    ['--help'],
    ['import', '--help'],
    ['runs'],
    ['check', ...SAMPLE, '--limit', '5'],
    ['import', ...SAMPLE, '--limit', '5'],
  ];
  for (const args of withoutDriver) {
    const loaded = await loadedBy(args, env);
    expect(
      [...loaded].filter((name) => /^pg/.test(name)),
      args.join(' '),
    ).toEqual([]);
  }
  // It takes tens of milliseconds.
  expect(await loadedBy(['runs'], env)).not.toContain('node:tls');
  const loaded = await loadedBy(['runs', '--ledger', await newPostgresDatabase()], env);
  expect(loaded).toContain('pg');
  expect(loaded).not.toContain('pg-boss');
});
