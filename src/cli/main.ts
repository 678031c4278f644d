import { existsSync, readFileSync } from 'node:fs';
import yargs, { type Argv } from 'yargs';
import type { Command } from './define-command.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { nearestName } from './nearest-name.ts';
import { UsageError } from './usage-error.ts';
import { boundYoungGeneration } from './young-generation.ts';

/** Runs the command line. Answers the exit code; no error gets past it. */
export async function main(args: readonly string[], commands: readonly Command[]): Promise<number> {
  boundYoungGeneration();
  try {
    // What the environment says already is not overridden.
    if (existsSync('.env')) process.loadEnvFile('.env');
    await createParser(args, commands).parseAsync([...args]);
    return Number(process.exitCode ?? EXIT.done);
  } catch (error) {
    const { message, exitCode } = explainError(error);
    process.stderr.write(`${message}\n`);
    return exitCode;
  }
}

/** The parser of the command line: with the handlers of its commands it runs them. */
export function createParser(args: readonly string[], commands: readonly Command[]): Argv {
  const current = commands.find(({ name }) => name === args[0]);
  const parser = yargs()
    .scriptName('sobot-etl')
    .usage('$0 <command>\n\nSpreadsheets into the Sobot CRM and back, every row accounted for.')
    .parserConfiguration({ 'duplicate-arguments-array': true })
    .version(version())
    .help()
    .alias('help', 'h')
    .demandCommand(1, 'Which command?')
    .strict()
    .exitProcess(false)
    .wrap(Math.min(110, process.stderr.columns ?? 100))
    .epilogue(
      'Exit codes: 0 all rows done · 1 some rows were not · 2 bad usage, nothing was sent · 3 aborted, resumable · 130 interrupted, resumable',
    )
    .fail((message, error) => {
      if (error) throw error;
      throw new UsageError(
        `${explainUsage(message, args, commands)}\nSee: sobot-etl ${current ? `${current.name} ` : ''}--help`,
      );
    });
  return commands.reduce<Argv>((built, command) => built.command(command), parser);
}

/** An unknown flag or command is answered with the nearest right one. */
function explainUsage(message: string, args: readonly string[], commands: readonly Command[]): string {
  const unknown = /^Unknown (?:arguments?|commands?): (.+)$/.exec(message)?.[1];
  if (!unknown) return message;
  const current = commands.find(({ name }) => name === args[0]);
  const names = [...new Set(unknown.split(', '))];
  // What follows a command that is none says nothing.
  if (!current) return unknownCommand(names.find((name) => args.includes(name)) ?? names[0] ?? '', commands);
  return names
    .map((name) => (args.includes(name) ? `"${name}" is one word too many` : unknownFlag(name, current)))
    .join('\n');
}

function unknownFlag(name: string, { flagNames }: Command): string {
  const nearest = nearestName(name, flagNames);
  return `There is no flag ${name.length === 1 ? '-' : '--'}${name}${nearest ? `; did you mean --${nearest}?` : ''}`;
}

function unknownCommand(name: string, commands: readonly Command[]): string {
  const nearest = nearestName(
    name,
    commands.map((command) => command.name),
  );
  return `There is no command "${name}"${nearest ? `; did you mean: sobot-etl ${nearest}` : ''}`;
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
