import { existsSync } from 'node:fs';
import { languageOfTag, speak, t, translated } from '../../words/index.ts';
import type { Command, Flag } from '../define-command.ts';
import { type CompletionCandidate, candidatesFor, VALUES_OR_FILES } from './candidates.ts';

/** Tells the shell's script to offer files, too. */
const FILES_MARKER = ':files';

/** Prints one line per candidate for the script of a shell: the value, a tab, its meaning. */
export async function printCompletion(words: readonly string[], commands: readonly Command[]): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  await speak(languageOfTag(process.env['SOBOT_ETL_LANG'] ?? '') ?? 'en');
  const { candidates, files } = await complete(words, commands);
  const lines = candidates.map(({ value, describe }) => `${value}\t${describe.replace(/\s+/g, ' ')}`);
  process.stdout.write([...lines, ...(files ? [FILES_MARKER] : []), ''].join('\n'));
}

/** The candidates for the next word of a command line. */
interface Completion {
  readonly candidates: readonly CompletionCandidate[];
  /** The shell should offer files, too. */
  readonly files: boolean;
}

const NOTHING: Completion = { candidates: [], files: false };
const FILES: Completion = { candidates: [], files: true };

/** The candidates for the last word (which may be empty), given the words before it; the program's name is not among them. */
async function complete(words: readonly string[], commands: readonly Command[]): Promise<Completion> {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const all = await completeAny(before, current, commands);
  return { ...all, candidates: all.candidates.filter(({ value }) => value.startsWith(current)) };
}

async function completeAny(
  before: readonly string[],
  current: string,
  commands: readonly Command[],
): Promise<Completion> {
  const [name, ...given] = before;
  if (name === undefined) {
    return {
      candidates: commands.map((each) => ({ value: each.name, describe: String(each.describe) })),
      files: false,
    };
  }
  const command = commands.find((each) => each.name === name);
  if (!command) return NOTHING;
  const joined = /^(--[\w-]+)=/.exec(current);
  if (joined) {
    const prefix = `${joined[1]}=`;
    const { candidates, files } = await valuesOf(flagOf(joined[1] ?? '', command), given, command);
    return { candidates: candidates.map((each) => ({ ...each, value: `${prefix}${each.value}` })), files };
  }
  const asking = flagOf(given.at(-1) ?? '', command);
  if (asking && takesValue(asking.flag)) return valuesOf(asking, given, command);
  if (current.startsWith('-')) return { candidates: flagsLeft(command, given), files: false };
  return positionalValues(command, given);
}

interface NamedFlag {
  readonly name: string;
  readonly flag: Flag;
}

/** The flag with this name, such as `--mapping` or `-m`. */
function flagOf(word: string, { flags }: Command): NamedFlag | undefined {
  if (!word.startsWith('-')) return undefined;
  const name = word.replace(/^--?/, '');
  const found = Object.entries(flags).find(([own, { alias }]) => own === name || alias === name);
  return found && { name: found[0], flag: found[1] };
}

function takesValue({ type, choices }: Flag): boolean {
  return type !== 'boolean' || choices !== undefined;
}

async function valuesOf(named: NamedFlag | undefined, given: readonly string[], command: Command): Promise<Completion> {
  if (!named) return NOTHING;
  const { name, flag } = named;
  if (flag.choices) return { candidates: choicesOf(flag.choices), files: false };
  const candidates = await candidatesFor(name, command, { words: given, positionals: positionalWords(command, given) });
  if (candidates) return { candidates, files: false };
  return flag.takes !== undefined && isPath(flag.takes.is) ? FILES : NOTHING;
}

/** Is the name of a file or a folder expected? */
function isPath(asked: string): boolean {
  return /\b(file|folder)\b/.test(asked);
}

function flagsLeft(command: Command, given: readonly string[]): CompletionCandidate[] {
  const used = new Set(given.flatMap((word) => flagOf(word.split('=')[0] ?? '', command)?.name ?? []));
  const own = Object.entries(command.flags).filter(([name, { repeatable }]) => repeatable || !used.has(name));
  return [
    ...own.map(([name, { describe = '' }]) => ({ value: `--${name}`, describe: translated(describe) })),
    { value: '--help', describe: translated(t`Show help`) },
  ];
}

async function positionalValues(command: Command, given: readonly string[]): Promise<Completion> {
  const names = Object.keys(command.positionals);
  const words = positionalWords(command, given);
  // The last of the positionals may be a list.
  const name = names[words.length] ?? (command.usage.includes('..') ? names.at(-1) : undefined);
  if (name === undefined) return NOTHING;
  const choices = command.positionals[name]?.choices;
  if (choices) return { candidates: choicesOf(choices), files: false };
  const candidates = await candidatesFor(name, command, { words: given, positionals: words });
  return candidates ? { candidates, files: VALUES_OR_FILES.includes(name) } : FILES;
}

/** The words that are neither flags nor values of flags. */
function positionalWords(command: Command, given: readonly string[]): string[] {
  return given.filter((word, index) => {
    if (word.startsWith('-') && word !== '-') return false;
    const before = flagOf(given[index - 1] ?? '', command);
    return !(before && takesValue(before.flag));
  });
}

function choicesOf(choices: readonly unknown[]): CompletionCandidate[] {
  return choices.map((value) => ({ value: String(value), describe: '' }));
}
