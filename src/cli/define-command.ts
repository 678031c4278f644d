import type { Argv, CommandModule, InferredOptionTypes, Options, PositionalOptions } from 'yargs';
import type { Option } from '../app/options/option.ts';
import { LANGUAGES, translated } from '../words/index.ts';
import { PROGRESS_MODES } from './terminal.ts';

/** A flag: an option of a use case, or of the command line alone. */
export type Flag = Option;

type Flags = Readonly<Record<string, Flag>>;
type Positionals = Readonly<Record<string, PositionalOptions>>;

type Camel<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name;

/** The values of the flags, as yargs passes them: by their names in camel case. */
type FlagValues<F extends Readonly<Record<string, Options>>> = {
  [Name in keyof F as Camel<Name & string>]: InferredOptionTypes<F>[Name];
};

/** A command as data: what help, suggestions and completion need, and a handler that loads the use case when it is called. */
interface CommandDefinition<F extends Flags, P extends Positionals> {
  /** Name and positionals in yargs' syntax: `import <file>`. */
  readonly command: string;
  readonly describe: string;
  readonly positionals?: P;
  readonly flags: F;
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** Runs the command; returns the exit code. */
  run(flags: FlagValues<F> & FlagValues<P>): Promise<number>;
}

/** A command for yargs, with its flags for suggestions. */
export interface Command extends CommandModule {
  readonly name: string;
  /** Name and positionals: `import <file..>`. */
  readonly usage: string;
  readonly flagNames: readonly string[];
  readonly flags: Flags;
  readonly positionals: Positionals;
  readonly examples: readonly (readonly [command: string, what: string])[];
}

/** Makes a command of its definition. */
export function defineCommand<F extends Flags, P extends Positionals = Record<never, never>>(
  definition: CommandDefinition<F, P>,
): Command {
  const { command, describe, positionals, examples } = definition;
  const flags: Flags = { ...definition.flags, ...LANGUAGE_FLAGS };
  return {
    name: command.split(' ')[0] ?? command,
    usage: command,
    flagNames: Object.keys(flags),
    flags,
    positionals: positionals ?? {},
    examples,
    command,
    get describe() {
      return translated(describe);
    },
    builder: (yargs: Argv) => {
      for (const [name, options] of Object.entries(positionals ?? {})) {
        yargs.positional(name, { ...options, describe: translated(String(options.describe)) });
      }
      // Its own flags come first; those that most commands share are in groups of their own.
      for (const [name, flag] of Object.entries(flags)) yargs.option(name, yargsOption(flag));
      for (const [example, what] of examples) yargs.example(example, translated(what));
      return yargs;
    },
    handler: async (argv) => {
      // yargs turns a bare "-", which stands for standard input, into an empty string.
      const isStdinNamed = process.argv.some((word, at, words) => word === '-' && !takesNext(words[at - 1], flags));
      for (const name of Object.keys(positionals ?? {})) {
        if (argv[name] === '' && isStdinNamed) argv[name] = '-';
        // yargs drops a bare "-" from a list.
        const list = argv[name];
        if (Array.isArray(list) && isStdinNamed) argv[name] = ['-', ...list.filter((each) => each !== '')];
      }
      process.exitCode = await definition.run(argv as unknown as FlagValues<F> & FlagValues<P>);
    },
  };
}

/** The flag without the members that the parser does not know. */
function yargsOption(flag: Flag): Options {
  const { takes: _, repeatable: __, kept: ___, reported: ____, repeated: _____, ...options } = flag;
  const { describe, group = 'Options:' } = options;
  return {
    requiresArg: options.type !== 'boolean',
    ...options,
    describe: translated(describe),
    group: translated(group),
  };
}

/** Is a word a flag whose value comes next, so that a "-" after it is not a file? */
function takesNext(word: string | undefined, flags: Flags): boolean {
  return Object.entries(flags).some(
    ([name, { alias, type }]) =>
      type !== 'boolean' &&
      (word === `--${name}` ||
        [alias ?? []].flat().some((letter) => word === `${letter.length > 1 ? '--' : '-'}${letter}`)),
  );
}

/** The flags of every command. */
export const OUTPUT_FLAGS = {
  json: { type: 'boolean', default: false, describe: 'Print the summary as JSON on standard output', group: 'Output:' },
  quiet: { type: 'boolean', default: false, describe: 'Print only problems', group: 'Output:' },
  verbose: { type: 'boolean', default: false, describe: 'Print more details', group: 'Output:' },
  yes: { type: 'boolean', default: false, describe: 'Go ahead without asking', group: 'Output:' },
} as const satisfies Record<string, Flag>;

/** The flag of every command; it is read before the others, since their help depends on it. */
export const LANGUAGE_FLAGS = {
  lang: {
    choices: Object.keys(LANGUAGES),
    describe: 'Language of what people read: en, zh (中文); SOBOT_ETL_LANG sets it, too',
    group: 'Output:',
  },
} as const satisfies Record<string, Flag>;

/** The flags of commands that may take long. */
export const PROGRESS_FLAGS = {
  progress: {
    choices: PROGRESS_MODES,
    describe: 'How to show the progress (default: a bar on a terminal, else a line every 10 s)',
    group: 'Output:',
  },
} as const satisfies Record<string, Flag>;
