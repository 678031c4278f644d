import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { storeProfile } from '../../src/app/profile-store.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { COMPLETION_SCRIPTS } from '../../src/cli/completion/completion-scripts.ts';
import { openLedger } from '../../src/ledger/index.ts';
import { newRun } from '../ledger/new-run.ts';
import { cliPath, newFolder } from '../support/run-cli.ts';
import { hasShell, typedInShell } from '../support/typed-in-shell.ts';

const run = promisify(execFile);

let folder = '';
let env: Record<string, string>;
beforeAll(async () => {
  folder = newFolder();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'sobot-etl'), `#!/bin/sh\nexec "${process.execPath}" "${cliPath}" "$@"\n`);
  chmodSync(join(bin, 'sobot-etl'), 0o755);
  env = { PATH: `${bin}:${process.env['PATH']}`, HOME: folder, SOBOT_ETL_HOME: join(folder, 'home') };
  await storeProfile(join(folder, 'home'), 'Shop Asia', { appId: 'a', appKey: 'b' });
  const ledger = await openLedger({ home: join(folder, 'home') });
  await newRun(ledger, { id: '20261123-0412-7f3a' });
  await ledger.runs.move(await newRun(ledger, { id: '20261124-0412-8a4b' }), 'completed');
  await ledger.runs.move(await newRun(ledger, { id: '20261125-0412-9b5c', command: 'plan' }), 'completed');
  await newRun(ledger, { id: '20261126-0412-0c6d', command: 'plan' });
  await ledger.close();
  writeFileSync(join(folder, 'people.csv'), 'a\n');
  writeFileSync(join(folder, 'my file.csv'), 'a\n');
  writeFileSync(
    join(folder, 'jobs.yaml'),
    'version: 1\njobs:\n  - { name: nightly, cron: "@daily", command: export, args: tags -o t.csv }\n',
  );
});

/** What each shell offers for the last word. */
const SHELLS: Readonly<Record<keyof typeof COMPLETION_SCRIPTS, (words: readonly string[]) => Promise<string[]>>> = {
  bash: async (words) => {
    const line = `COMP_WORDS=(sobot-etl "$@"); COMP_CWORD=$#; COMP_LINE="\${COMP_WORDS[*]}"; COMP_POINT=\${#COMP_LINE}`;
    const script = `source ./script; ${line}; _sobot_etl; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return (await shell('bash', ['--norc', '-c', script, 'bash', ...words])).map((line) => line.replaceAll('\\', ''));
  },
  zsh: async (words) => {
    const stubs = `compdef() { :; }; _describe() { print -rl -- "\${(@P)3}" }; compset() { :; }; _files() { print -l -- \${words[CURRENT]}*(N) }`;
    const script = `${stubs}; source ./script; words=(sobot-etl "$@"); CURRENT=$#words; _sobot_etl`;
    return (await shell('zsh', ['-f', '-c', script, 'zsh', ...words])).map((line) => line.split(':')[0] ?? '');
  },
  fish: async (words) => {
    const line = ['sobot-etl', ...words].map((word) => word.replaceAll(' ', '\\ ')).join(' ');
    const offered = await shell('fish', ['--no-config', '-c', `source ./script; complete -C '${line}'`]);
    return offered.map((each) => (each.split('\t')[0] ?? '').replaceAll('\\', ''));
  },
};

async function shell(name: keyof typeof SHELLS, args: readonly string[]): Promise<string[]> {
  writeFileSync(join(folder, 'script'), COMPLETION_SCRIPTS[name]);
  const { stdout } = await run(name, [...args], { cwd: folder, env });
  return stdout.split('\n').filter((line) => line !== '');
}

const there = (['bash', 'zsh', 'fish'] as const).filter(hasShell);

describe.each(there)('completion in %s', (name) => {
  const offered = (...words: string[]) => SHELLS[name](words);

  test('completes the commands, and each flag of a command once', async () => {
    expect(await offered('')).toEqual(expect.arrayContaining(commands.map((command) => command.name)));
    const flags = await offered('import', 'people.csv', '--max-rate', '5', '--');
    expect(flags).toEqual(expect.arrayContaining(['--mapping', '--limit', '--profile']));
    expect(flags.filter((flag) => /[A-Z]/.test(flag) || flag === '--max-rate')).toEqual([]);
  });

  test('completes streams, targets, profiles, runs and jobs', async () => {
    expect(await offered('export', 'customer')).toEqual(expect.arrayContaining(['customers', 'customer-tags']));
    expect(await offered('map', 'people.csv', '--target', 'tag-')).toContain('tag-remove');
    expect(await offered('targets', 'show', 'enter')).toEqual(['enterprise']);
    expect(await offered('whoami', '--profile', '')).toEqual(['Shop Asia']);
    expect(await offered('resume', '')).toEqual(['20261123-0412-7f3a']);
    expect((await offered('runs', 'show', '2026112')).sort()).toEqual([
      '20261123-0412-7f3a',
      '20261124-0412-8a4b',
      '20261125-0412-9b5c',
      '20261126-0412-0c6d',
    ]);
    // A plan that is complete, or its workbook.
    expect(await offered('apply', '')).toEqual(expect.arrayContaining(['20261125-0412-9b5c', 'people.csv']));
    expect(await offered('apply', '2026')).toEqual(['20261125-0412-9b5c']);
    expect((await offered('verify', '')).sort()).toEqual(['20261123-0412-7f3a', '20261124-0412-8a4b']);
    // Nothing in the ledger says what a run of these had before.
    expect(await offered('undo', '')).toEqual([]);
    expect(await offered('schedule', 'jobs.yaml', '--once', '')).toEqual(['nightly']);
  });

  test('offers no runs of a ledger in PostgreSQL, whose server may be slow or far', async () => {
    expect(await offered('resume', '--ledger', 'postgres://etl@192.0.2.1/sobot', '')).toEqual([]);
  });

  test('offers files for a file name, and choices for a flag with choices', async () => {
    expect(await offered('import', 'pe')).toContain('people.csv');
    expect(await offered('import', 'people.csv', '--on-duplicate', '')).toEqual(
      expect.arrayContaining(['reject', 'last', 'all']),
    );
  });
});

/** What a person types before Tab, and what the shell makes of it. */
const TYPED: readonly (readonly [typed: string, completed: string])[] = [
  ['sobot-etl impo', 'sobot-etl import '],
  ['sobot-etl import my\\ fi', 'sobot-etl import my\\ file.csv '],
  ['sobot-etl import "my fi', 'sobot-etl import "my file.csv" '],
  ['sobot-etl import --mapping=peo', 'sobot-etl import --mapping=people.csv '],
  ['sobot-etl import people.csv --on-dup', 'sobot-etl import people.csv --on-duplicate '],
  ['sobot-etl map --target=enter', 'sobot-etl map --target=enterprise '],
  ['sobot-etl export customers --where ema', 'sobot-etl export customers --where email='],
  ['sobot-etl whoami --profile Sh', 'sobot-etl whoami --profile Shop\\ Asia '],
  ['sobot-etl resume ', 'sobot-etl resume 20261123-0412-7f3a '],
];

test.concurrent.each(there)('completes what is typed in %s on a terminal', async (name) => {
  const script = `typed-${name}`;
  writeFileSync(join(folder, script), COMPLETION_SCRIPTS[name]);
  const completed = await typedInShell(
    name,
    { cwd: folder, env, script },
    TYPED.map(([typed]) => typed),
  );
  expect(completed).toEqual(TYPED.map(([, expected]) => expected));
});
