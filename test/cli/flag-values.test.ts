import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { VALUES } from '../../src/app/options/option.ts';
import { checkArguments } from '../../src/cli/check-arguments.ts';
import { commands } from '../../src/cli/commands/index.ts';
import type { Command, Flag } from '../../src/cli/define-command.ts';
import { createParser } from '../../src/cli/main.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { inCheckout, newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

/** Values that a flag of each kind must reject, and some that it must accept. */
const SAMPLES: Readonly<Record<keyof typeof VALUES, { readonly wrong: string[]; readonly right: string[] }>> = {
  count: {
    wrong: ['ten', '10x', '1,000', '1_000', '-5', '0', '2.5', '1e3', '0x10', 'NaN', 'Infinity', '9'.repeat(20)],
    right: ['1', '007', ' 12 '],
  },
  countOrNone: { wrong: ['ten', '-1', '2.5', '1e3', '0x10'], right: ['0', '5000'] },
  seed: { wrong: ['x', '-1', '1.5', '4294967296'], right: ['0', '42', '4294967295'] },
  port: { wrong: ['http', '-1', '65536', '47.5'], right: ['0', '65535'] },
  amount: {
    wrong: ['fast', '0', '-1', '1,5', '10/s', '1e3', 'Infinity', '.', '1.2.3'],
    right: ['1', '0.5', '.5', '2.'],
  },
  seconds: { wrong: ['30s', '0', '-1', '1e9', '99999999999'], right: ['30', '0.5'] },
  milliseconds: { wrong: ['50ms', '-1', '1e3', '99999999999'], right: ['0', '50'] },
  duration: {
    wrong: ['30', 'h', '-1h', '1.5h', '1h30m', '1y', '1e3s', 'soon'],
    right: ['0s', '90m', '12h', '30d', '2w'],
  },
  errorLimit: {
    wrong: ['many', '-1', '5 rows', '1.5', '101%', '-5%', '%', '1e3', '1,000'],
    right: ['0', '100', '5%', '0.5%', '100%'],
  },
  window: {
    wrong: [
      '20-06',
      '20:00',
      '20:00-20:00',
      '25:00-06:00',
      '20:60-06:00',
      '8:00-9:00',
      '20:00-06:00 CST',
      '20:00-06:00 Mars/X',
    ],
    right: ['20:00-06:00', '00:00-24:00', '09:30 - 17:15', '20:00-06:00 Asia/Shanghai', '20:00-06:00 UTC', 'always'],
  },
  budget: {
    wrong: ['200000', '200,000/day', '0/day', '-5/day', '1.5/day', '200000/night', 'many', '1e5/day'],
    right: ['200000/day', '1 / day', 'none'],
  },
  file: { wrong: [' '], right: ['a b.csv'] },
  mappingFile: { wrong: [' '], right: ['a.yaml'] },
  folder: { wrong: [' '], right: ['runs/x'] },
  address: { wrong: ['sg.sobot.io', 'ftp://example.org', 'yes'], right: ['http://127.0.0.1:1/hook'] },
  database: { wrong: [' '], right: ['postgres://etl@db/sobot'] },
  chainHash: { wrong: ['3f9a', 'nothing hexadecimal', 'f'.repeat(65)], right: ['3f9a1c07', 'A'.repeat(64)] },
  text: { wrong: [], right: ['anything', '-5'] },
};

const kindOf = ({ takes }: Flag) =>
  (Object.keys(VALUES) as (keyof typeof VALUES)[]).find((kind) => VALUES[kind].is === takes?.is);

const allFlags = commands.flatMap((command) =>
  Object.entries(command.flags).map(([name, flag]): [string, Command, string, Flag] => [
    `${command.name} --${name}`,
    command,
    name,
    flag,
  ]),
);
const valued = allFlags.filter(([, , , { type }]) => type !== 'boolean');
const switches = allFlags.filter(([, , , { type }]) => type === 'boolean');

/** Parses as the program does; returns the flags that the command would be run with. */
async function parse(command: Command, ...flags: string[]): Promise<Record<string, unknown>> {
  let given: Record<string, unknown> | undefined;
  const silent: Command = {
    ...command,
    handler(argv) {
      given = argv;
    },
  };
  const needed = [...command.usage.matchAll(/<[^>]+>/g)].map(() => 'some.csv');
  const args = [command.name, ...needed, ...flags];
  await createParser(args, [silent]).parseAsync(args);
  if (given === undefined) throw new Error(`${args.join(' ')} reached no command`);
  return given;
}

test('every flag is a switch, a choice, or declares what it takes', () => {
  expect(allFlags.length).toBeGreaterThan(100);
  for (const [title, , , flag] of valued) {
    expect(flag.choices !== undefined || kindOf(flag) !== undefined, title).toBe(true);
  }
});

/** The message of the check of a command's flags; `right` if there is none. */
function check(command: Command, ...flags: string[]): string {
  try {
    checkArguments([command.name, ...flags], command);
    return 'right';
  } catch (error) {
    return (error as Error).message;
  }
}

const camelCase = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

describe('a flag with a value', () => {
  test.each(valued)(
    '%s refuses what it does not understand, and says what would be right',
    (_, command, name, flag) => {
      const kind = kindOf(flag);
      for (const wrong of ['', ...(kind === undefined ? [] : SAMPLES[kind].wrong)]) {
        for (const flags of [[`--${name}=${wrong}`], [`--${camelCase(name)}`, wrong]]) {
          const message = check(command, ...flags);
          expect(message, flags.join(' ')).toContain(`--${name} takes `);
          expect(message).toContain(kind === undefined ? String(flag.choices?.[1]) : `takes ${VALUES[kind].is}`);
          expect(message).toContain(wrong === '' ? 'the value is empty' : `not "${wrong}"`);
          expect(message).toContain(`See: sobot-etl ${command.name} --help`);
        }
      }
      expect(check(command, `--no-${name}`)).toContain(`There is no flag --no-${name}`);
    },
  );

  test.each(valued)(
    '%s takes what is right, and is given it; twice only where it may be',
    async (_, command, name, flag) => {
      const kind = kindOf(flag);
      const values = kind === undefined ? (flag.choices ?? []).map(String) : SAMPLES[kind].right;
      for (const right of values) expect(check(command, `--${name}=${right}`)).toBe('right');
      const right = values[0] as string;
      expect((await parse(command, `--${name}`, right))[name]).toBe(flag.type === 'number' ? Number(right) : right);
      const twice = [`--${name}=${right}`, `--${camelCase(name)}`, right];
      if (flag.repeatable) expect((await parse(command, ...twice))[name]).toEqual([right, right]);
      else await expect(parse(command, ...twice)).rejects.toThrow(`--${name} is given twice`);
    },
  );
});

describe('a switch', () => {
  test.each(switches)('%s takes no value, and not its negation as well', async (_, command, name) => {
    for (const value of ['yes', 'no', '1', '0', 'TRUE', '']) {
      expect(check(command, `--${name}=${value}`)).toContain(`--${name} takes no value`);
    }
    expect(check(command, `--${name}`, `--no-${name}`)).toContain('are both given; leave one out');
    expect(check(command, `--${name}`, `--${name}=true`)).toBe('right');
    expect((await parse(command, `--no-${name}`))[name]).toBe(false);
  });
});

test('words after -- are not flags, and a value may begin with a dash', async () => {
  const map = commands.find(({ name }) => name === 'map') as Command;
  expect(await parse(map, '--delimiter=-')).toMatchObject({ delimiter: '-' });
  await expect(parse(map, '--', '--header=ten')).rejects.toThrow('Unexpected argument');
});

describe('the built command sends nothing', () => {
  const sample = inCheckout('samples', 'customers.csv');
  const mapping = inCheckout('mappings', 'customers.yaml');
  test.each([
    [
      ['import', sample, '-m', mapping, '--limit', 'ten'],
      '--limit takes a whole number of 1 or more without a unit, such as --limit 10, not "ten"',
    ],
    [['--limit', '10x', 'import', sample, '-m', mapping], 'not "10x"'],
    [['check', sample, '-m', mapping, '--limit='], 'the value is empty'],
    [['import', sample, '-m', mapping, '--limit', '5', '--limit', '10'], '--limit is given twice ("5" and "10")'],
    [['import', sample, '-m', mapping, '--dry-run=yes'], '--dry-run takes no value'],
    [['import', sample, '-m', mapping, '--limit.x', '3'], 'There is no flag --limit.x'],
    [['tag', sample, '--by', 'email', '--column', 'Email', '--add', 'A', '--dry-run', '--limit', '-5'], 'not "-5"'],
  ])('%j', async (args, message) => {
    await using sandbox = await startSandbox();
    const folder = newFolder();
    const { code, stdout, stderr } = await runCli(args, { cwd: folder, env: sandboxEnv(sandbox, folder) });
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(sandbox.stats().requests).toBe(0);
  });

  test.each([
    [{ SOBOT_LANGUAGE: 'english' }, 'SOBOT_LANGUAGE is "english"; the API supports en and zh'],
    [{ SOBOT_BASE_URL: 'sg.sobot.io' }, 'SOBOT_BASE_URL sg.sobot.io is not the address of an API'],
  ])('with %j in the environment', async (env, message) => {
    await using sandbox = await startSandbox();
    const folder = newFolder();
    const { code, stderr } = await runCli(['whoami'], { cwd: folder, env: { ...sandboxEnv(sandbox, folder), ...env } });
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(sandbox.stats().requests).toBe(0);
  });

  test.each([
    [{ language: 'de' }, 'the language of the profile eu is "de"'],
    [{ baseUrl: 'localhost' }, 'the base URL of the profile eu, localhost is not the address of an API'],
    [{ appId: 5 }, '"appId" of the profile eu must be a text in quotes, not 5'],
  ])('with %j in a profile', async (wrong, message) => {
    const folder = newFolder();
    const profile = { baseUrl: 'http://127.0.0.1:1', appId: 'a', appKey: 'b', ...wrong };
    writeFileSync(join(folder, 'profiles.json'), JSON.stringify({ eu: profile }));
    const env = { SOBOT_ETL_HOME: folder };
    const { code, stderr } = await runCli(['whoami', '--profile', 'eu'], { cwd: folder, env });
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
