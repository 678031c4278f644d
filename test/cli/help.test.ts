import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import type { Command } from '../../src/cli/define-command.ts';
import { createParser } from '../../src/cli/main.ts';
import { newFolder, runCli } from '../support/run-cli.ts';
import { shellWords } from '../support/shell-words.ts';

const examples = commands.flatMap(({ name, examples }) =>
  examples.map(([line, what]): [string, string, string] => [name, line, what]),
);

/** Parses as the program would, but runs nothing. */
async function parseOnly(args: readonly string[]): Promise<string> {
  let reached = '';
  const silent = commands.map((command): Command => {
    const handler = () => {
      reached = command.name;
    };
    return { ...command, handler };
  });
  await createParser(args, silent).parseAsync([...args]);
  return reached;
}

describe('the help', () => {
  test.each(commands.map((command) => [command.name, command] as const))(
    '%s says what it does, with examples',
    (_, command) => {
      expect(String(command.describe)).toMatch(/\S/);
      expect(command.examples.length).toBeGreaterThan(0);
      expect(command.examples.every(([, what]) => what !== '')).toBe(true);
    },
  );

  test.each(examples)('%s accepts its example: %s', async (name, line, what) => {
    const [program, ...args] = shellWords(line);
    expect(program).toBe('$0');
    expect(what).not.toBe('');
    expect(await parseOnly(args)).toBe(name);
  });

  test('exits with 0 for every command', async () => {
    const cwd = newFolder();
    const { code, stdout } = await runCli(['--help'], { cwd });
    expect(code).toBe(0);
    for (const { name } of commands) expect(stdout).toContain(`sobot-etl ${name}`);
  });
});

describe('a typing mistake', () => {
  test.each(commands.filter(({ name }) => name.length > 3).map(({ name }) => name))(
    'in %s is answered with the right command',
    async (name) => {
      const slip = `${name.slice(0, -2)}${name.at(-1)}${name.at(-2)}`;
      if (commands.some((command) => command.name === slip)) return;
      await expect(parseOnly([slip])).rejects.toThrow(`There is no command "${slip}"; did you mean: sobot-etl ${name}`);
    },
  );

  test.each(
    commands.filter(({ flagNames }) => flagNames.length > 0).map((command) => [command.name, command] as const),
  )('in a flag of %s is answered with the nearest', async (name, { flagNames, command }) => {
    const flag = [...flagNames].sort((a, b) => b.length - a.length)[0] ?? '';
    const slip = flag.slice(0, -1);
    const positionals = [...String(command).matchAll(/<[^>]+>/g)].map(() => 'some.csv');
    const parsing = parseOnly([name, ...positionals, `--${slip}`, 'x']);
    await expect(parsing).rejects.toThrow(new RegExp(`There is no flag --${slip}; did you mean --|required`));
  });

  test('ends a mistyped command with exit code 2 and nothing on standard output', async () => {
    const result = await runCli(['imprt', 'customers.csv', '--foo'], { cwd: newFolder() });
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toContain('There is no command "imprt"; did you mean: sobot-etl import');
  });

  test('reports an extra word as an unexpected argument, not as a flag', async () => {
    await expect(parseOnly(['export', 'customers', 'b.csv', '-o', 'x.csv'])).rejects.toThrow(
      'Unexpected argument "b.csv"; a name with spaces needs quotes around it',
    );
  });
});

describe('completion', () => {
  test.each([
    ['bash', 'complete -F _sobot_etl sobot-etl'],
    ['zsh', '#compdef sobot-etl'],
    ['fish', 'complete -c sobot-etl -k'],
  ])('prints a script for %s', async (shell, expected) => {
    const { code, stdout } = await runCli(['completion', shell], { cwd: newFolder() });
    expect(code).toBe(0);
    expect(stdout).toContain(expected);
  });

  test('completes the commands and their flags', async () => {
    const cwd = newFolder();
    const names = await runCli(['--get-yargs-completions', 'sobot-etl', ''], { cwd, env: { SHELL: '/bin/bash' } });
    expect(names.stdout.split('\n')).toEqual(expect.arrayContaining(commands.map(({ name }) => name)));
    const flags = await runCli(['--get-yargs-completions', 'sobot-etl', 'map', '--'], {
      cwd,
      env: { SHELL: '/bin/bash' },
    });
    expect(flags.stdout.split('\n')).toEqual(expect.arrayContaining(['--target', '--output', '--yes']));
  });
});
