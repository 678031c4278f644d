import { VALUES, whatItTakes } from '../app/options/option.ts';
import { UsageError } from '../app/usage-error.ts';
import { t } from '../words/index.ts';
import type { Command, Flag } from './define-command.ts';

type Flags = Readonly<Record<string, Flag>>;

/** A flag on the command line. */
interface GivenFlag {
  readonly name: string;
  /** The flag as it was written: `--limit`, `-m`, `--no-bom`. */
  readonly written: string;
  readonly value: string | undefined;
  readonly isNegated: boolean;
}

/**
 * Checks the flags of a command line as they are written, before a parser makes `NaN` of `ten` and `false` of
 * `--dry-run=yes`. Errors: `UsageError` that says what would be right.
 */
export function checkArguments(
  args: readonly string[],
  { name: command, flags }: Pick<Command, 'name' | 'flags'>,
): void {
  const seen = new Map<string, GivenFlag>();
  for (const given of givenFlags(args, flags)) {
    const flag = flags[given.name] as Flag;
    const before = seen.get(given.name);
    const wrong = flag.type === 'boolean' ? wrongSwitch(given, before) : wrongValue(given, before, flag);
    if (wrong !== undefined) throw new UsageError(t`${wrong}\nSee: sobot-etl ${command} --help`);
    seen.set(given.name, given);
  }
}

function wrongSwitch(
  { name, written, value, isNegated }: GivenFlag,
  before: GivenFlag | undefined,
): string | undefined {
  if (value !== undefined && value !== 'true' && value !== 'false') {
    return t`--${name} takes no value, but "${written}=${value}" gives it one; write --${name}, or --no-${name} to turn it off`;
  }
  if (before !== undefined && isOn(before) !== isOn({ value, isNegated })) {
    return t`--${name} and --no-${name} are both given; leave one out`;
  }
  return undefined;
}

function isOn({ value, isNegated }: Pick<GivenFlag, 'value' | 'isNegated'>): boolean {
  return (value !== 'false') !== isNegated;
}

function wrongValue({ name, value, isNegated }: GivenFlag, before: GivenFlag | undefined, flag: Flag) {
  const takes = takenBy(flag);
  if (isNegated) return t`There is no flag --no-${name}; ${whatItTakes(name, takes)}`;
  // The parser reports a missing value.
  if (value === undefined) return undefined;
  if (!takes.accepts(value)) return whatItTakes(name, takes, value);
  if (before === undefined || flag.repeatable) return undefined;
  return t`--${name} is given twice ("${before.value}" and "${value}") but takes one value; leave one out`;
}

function takenBy({ takes = VALUES.text, choices }: Flag) {
  if (choices === undefined) return takes;
  const known = choices.map(String);
  // The parser suggests the nearest choice for any other word.
  return { is: t`one of ${known.join(', ')}`, example: known[0] ?? '', accepts: (text: string) => text !== '' };
}

/** The flags of a command line in order; the parser rejects flags that the command does not have. */
function* givenFlags(args: readonly string[], flags: Flags): Generator<GivenFlag> {
  const names = namesOf(flags);
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] as string;
    if (arg === '--') return;
    const [, written = '', inline] = /^(--?[^-=][^=]*)(?:=(.*))?$/s.exec(arg) ?? [];
    const negated = /^--no-(.+)$/.exec(written)?.[1];
    const name = names.get(written);
    const contrary = negated === undefined ? undefined : names.get(`--${negated}`);
    if (name !== undefined) {
      const isSwitch = flags[name]?.type === 'boolean';
      const takesNext = inline === undefined && (!isSwitch || /^(?:true|false)$/.test(args[index + 1] ?? ''));
      if (takesNext) index += 1;
      yield { name, written, value: takesNext ? args[index] : inline, isNegated: false };
    } else if (contrary !== undefined && inline === undefined) {
      yield { name: contrary, written, value: undefined, isNegated: true };
    }
  }
}

/** The flags by each way to write them, also in camel case. */
function namesOf(flags: Flags): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(flags).flatMap(([name, { alias = [] }]): [string, string][] => {
      const camel = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
      const aliases = [alias].flat().map((each) => (each.length === 1 ? `-${each}` : `--${each}`));
      return [`--${name}`, `--${camel}`, ...aliases].map((written) => [written, name]);
    }),
  );
}
