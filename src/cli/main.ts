import { existsSync } from 'node:fs';
import yargs, { type Argv } from 'yargs';
import { limitNewSpace } from '../app/heap-tuning.ts';
import { version } from '../app/program.ts';
import { UsageError } from '../app/usage-error.ts';
import { speak, t, translated } from '../words/index.ts';
import { checkArguments } from './check-arguments.ts';
import { chooseLanguage } from './choose-language.ts';
import { type Command, LANGUAGE_FLAGS } from './define-command.ts';
import { EXIT } from './exit-code.ts';
import { explainUsage } from './explain-usage.ts';
import { createTerminal } from './terminal.ts';

const firstSteps = () => t`First steps:
  sobot-etl sandbox                          a CRM to practise on; for the real one: sobot-etl login
  sobot-etl doctor                           is everything ready?
  sobot-etl map people.csv -o people.yaml    suggest which column becomes which field
  sobot-etl check people.csv -m people.yaml  which rows would be rejected, and why?
  sobot-etl plan people.csv -m people.yaml   what would change in customers who exist?
  sobot-etl import people.csv -m people.yaml`;

/** Runs the command line. Returns the exit code; no error escapes. */
export async function main(words: readonly string[], commands: readonly Command[]): Promise<number> {
  limitNewSpace();
  try {
    // Variables that are set already are not overridden.
    if (existsSync('.env')) process.loadEnvFile('.env');
    const { language, isGiven, args } = chooseLanguage(words, process.env);
    // Commands that this one starts speak it, too.
    if (isGiven) process.env['SOBOT_ETL_LANG'] = language;
    await speak(language);
    await createParser(args, commands).parseAsync([...args]);
    return Number(process.exitCode ?? EXIT.done);
  } catch (error) {
    // Loaded only when needed, because it imports the errors of every module.
    const { explainError } = await import('./explain-error.ts');
    const { message, exitCode } = explainError(error);
    createTerminal({ progress: asksForJson(words) ? 'json' : undefined }).complain(message);
    return exitCode;
  }
}

/** The parser of the command line: with the handlers of its commands it runs them. */
export function createParser(args: readonly string[], commands: readonly Command[]): Argv {
  const current = commands.find(({ name }) => name === args[0]);
  const parser = yargs()
    .scriptName('sobot-etl')
    // Its messages are in English, since we reword them; its headings are ours.
    .locale('en')
    .updateStrings(headings())
    .usage(
      `$0 <command>\n\n${t`Imports spreadsheets into the Sobot CRM, exports them again, and accounts for every row.`}`,
    )
    .parserConfiguration({ 'duplicate-arguments-array': true, 'dot-notation': false })
    .version(version())
    .help()
    .alias('help', 'h')
    .demandCommand(1, `${t`Which command?`} ${firstSteps()}`)
    .strict()
    .exitProcess(false)
    // The parser renders the help for every command, and wrapping takes most of that time.
    .wrap(asksForHelp(args) ? Math.min(110, process.stderr.columns ?? 100) : null)
    .epilogue(
      `${firstSteps()}\n\n${t`Exit codes: 0 all rows done · 1 some rows need attention, or an export is incomplete · 2 bad usage, nothing was sent · 3 aborted, resumable · 130 interrupted, resumable`}`,
    )
    .fail((message, error) => {
      if (error && error.name !== 'YError') throw error;
      throw new UsageError(
        `${explainUsage(message ?? error.message, args, commands)}\n${t`See: ${`sobot-etl ${current ? `${current.name} ` : ''}--help`}`}`,
      );
    });
  // A command has the flag itself; given twice, its choices would be shown twice.
  if (!current) {
    const { describe, ...lang } = LANGUAGE_FLAGS.lang;
    parser.option('lang', { ...lang, describe: translated(describe), group: undefined });
  }
  return commands.reduce<Argv>((built, command) => built.command(checked(command, args)), parser);
}

/** The words of the parser's help. */
export const HELP_WORDS = [
  'Commands:',
  'Options:',
  'Positionals:',
  'Examples:',
  'boolean',
  'string',
  'number',
  'array',
  'required',
  'default',
  'default:',
  'choices:',
  'aliases:',
  'Show help',
  'Show version number',
];

function headings(): Record<string, string> {
  return Object.fromEntries(HELP_WORDS.map((word) => [word, translated(word)]));
}

/** The command, with a check of its flags as they are written before it runs. */
function checked(command: Command, args: readonly string[]): Command {
  return {
    ...command,
    handler(argv) {
      checkArguments(args, command);
      // The parser drops words after "--" that no positional takes.
      const [, tooMany] = argv._;
      if (tooMany !== undefined) throw new UsageError(t`Unexpected argument "${tooMany}"`);
      return command.handler(argv);
    },
  };
}

function asksForHelp(args: readonly string[]): boolean {
  return args.length === 0 || args.some((arg) => ['--help', '-h', 'help'].includes(arg));
}

/** Does a program read the messages? Then it reads the final error, too. */
function asksForJson(args: readonly string[]): boolean {
  return (
    args.includes('--progress=json') || args.some((arg, index) => arg === '--progress' && args[index + 1] === 'json')
  );
}
