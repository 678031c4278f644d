import { durationText, t, translated } from '../../words/index.ts';
import { UsageError } from '../usage-error.ts';
import { parseBudget, parseWindow } from './night-values.ts';

/** The declaration of one option of a command; its key in the table is its name on the command line. */
export interface Option {
  readonly type?: 'string' | 'number' | 'boolean';
  /** The values it accepts, if it accepts no others. */
  readonly choices?: readonly string[];
  /** What its value must be, for every option that is neither a switch nor a choice. */
  readonly takes?: OptionValue;
  readonly default?: string | number | boolean;
  readonly describe: string;
  /** The heading above it in the help. */
  readonly group?: string;
  /** Its one-letter short form. */
  readonly alias?: string;
  /** May be given several times. */
  readonly repeatable?: boolean;
  /** A resumed run keeps it unless another value is given. */
  readonly kept?: true;
  /** Formats its value for the report; undefined leaves it out. */
  readonly reported?: (value: unknown) => string | undefined;
  /** Is it repeated in the next command? By default it is; `same-file`: only if that command is for the same file. */
  readonly repeated?: 'never' | 'same-file';
}

export type Options = Readonly<Record<string, Option>>;

/** The name of an option as a member: `onDuplicate` of `on-duplicate`. */
function memberName(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The values of the options that a resumed run keeps. */
export function keptValues(options: Options, values: object): Record<string, unknown> {
  const all = values as Readonly<Record<string, unknown>>;
  const names = Object.keys(options).filter((name) => options[name]?.kept);
  return Object.fromEntries(names.map(memberName).map((name) => [name, all[name]]));
}

/** Names and values of the options that a report shows. */
export function reportedValues(options: Options, values: object): (readonly [name: string, value: string])[] {
  const all = values as Readonly<Record<string, unknown>>;
  return Object.entries(options).flatMap(([name, { reported }]) => {
    const text = reported?.(all[memberName(name)]);
    return text === undefined ? [] : [[name, text] as const];
  });
}

/** The values as words of the next command, except defaults. */
export function repeatedWords(options: Options, values: object, isSameFile: boolean): string[] {
  const all = values as Readonly<Record<string, unknown>>;
  return Object.entries(options).flatMap(([name, { repeated, default: usual }]) => {
    const value = all[memberName(name)];
    if (repeated === 'never' || (repeated === 'same-file' && !isSameFile)) return [];
    if (value === undefined || value === false || value === usual) return [];
    if (value === true) return [`--${name}`];
    return [value].flat().flatMap((each) => [`--${name}`, String(each)]);
  });
}

/** Formats a given value for the report as it is. */
export const shown = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));
/** Formats a switch for the report: `yes` if it is on. */
export const shownIfOn = (value: unknown): string | undefined => (value === true ? t`yes` : undefined);
/** Formats a number for the report, with its unit. */
export const shownIn =
  (unit: string) =>
  (value: unknown): string | undefined =>
    value === undefined ? undefined : `${value} ${unit}`;
/** Formats seconds for the report: `1 h 30 min`. */
export const shownAsDuration = (seconds: unknown): string | undefined =>
  seconds === undefined ? undefined : durationText(Number(seconds) * 1000);

/** What an option takes: a description, an example, and a check. */
export interface OptionValue {
  /** Completes the sentence "--limit takes …": `a whole number of 1 or more`. */
  readonly is: string;
  readonly example: string;
  accepts(text: string): boolean;
}

const DURATION_UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
/** The longest wait of Node's timers; longer ones end at once. */
const MAX_TIMER_MS = 2_000_000_000;

/**
 * The kinds of values that flags take. Digits are read literally: no separators, no units, no exponents, because reading
 * `1,000` or `10x` as something else would send more rows than intended.
 */
export const VALUES = {
  count: whole(1, Number.MAX_SAFE_INTEGER, '10'),
  countOrNone: whole(0, Number.MAX_SAFE_INTEGER, '10'),
  seed: whole(0, 2 ** 32 - 1, '42'),
  port: whole(0, 65_535, '4700'),
  amount: amount('over 0', (number) => number > 0, '20'),
  seconds: amount('of seconds over 0', (number) => number > 0 && number * 1000 <= MAX_TIMER_MS, '30'),
  milliseconds: amount('of milliseconds', (number) => number <= MAX_TIMER_MS, '50'),
  duration: {
    is: 'a number and a unit: s, m, h, d or w (seconds to weeks)',
    example: '30m',
    accepts: (text) => durationMs(text) !== undefined,
  },
  errorLimit: {
    is: 'a number of rows or a percentage',
    example: '5%',
    accepts: (text) => /^(?:\d{1,15}|(?:100|\d{1,2})(?:\.\d+)?\s*%)$/.test(text.trim()),
  },
  window: {
    is: 'two times of the day (with a time zone such as Asia/Shanghai where it is not this machine’s), or always',
    example: '20:00-06:00',
    accepts: (text) => parseWindow(text) !== undefined,
  },
  budget: {
    is: 'a number of calls a day, or none',
    example: '200000/day',
    accepts: (text) => parseBudget(text) !== undefined,
  },
  file: path('the name of a file', 'customers.csv'),
  mappingFile: path('the name of a mapping file', 'customers.yaml'),
  folder: path('the name of a folder', 'runs/march'),
  address: {
    is: 'a URL',
    example: 'https://sg.sobot.io',
    accepts: (text) => URL.canParse(text) && /^https?:/i.test(text),
  },
  database: {
    is: 'the address of a PostgreSQL database',
    example: 'postgres://etl@db.example.org/sobot',
    // What is wrong with it is said later, without the password that it may have.
    accepts: (text) => text.trim() !== '',
  },
  chainHash: {
    is: 'the hash that runs verify has printed, or its first 8 characters or more',
    example: '3f9a1c07',
    accepts: (text) => /^[\da-f]{8,64}$/i.test(text),
  },
  text: { is: 'a text', example: 'Name', accepts: (text) => text !== '' },
} as const satisfies Record<string, OptionValue>;

/** What `--older-than` takes; its example keeps all runs of today. */
export const AGE: OptionValue = { ...VALUES.duration, example: '30d' };

/** The milliseconds of a duration such as `90s`, `30m` or `2w`; undefined for any other text. */
export function durationMs(text: string): number | undefined {
  const [, number, unit = ''] = /^(\d{1,9})\s*([smhdw])$/i.exec(text.trim()) ?? [];
  return number === undefined ? undefined : Number(number) * (DURATION_UNITS[unit.toLowerCase()] ?? 0) * 1000;
}

/** A duration as text, in the largest unit that gives a whole number: `30m`. */
export function compactDuration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const [unit, size] = Object.entries(DURATION_UNITS).findLast(([, each]) => seconds > 0 && seconds % each === 0) ?? [
    's',
    1,
  ];
  return `${seconds / size}${unit}`;
}

/** The milliseconds of a flag's duration. Errors: `UsageError` if it is missing or invalid. */
export function readDuration(flag: string, text: string | undefined, takes: OptionValue): number {
  const ms = durationMs(text ?? '');
  if (ms !== undefined) return ms;
  throw new UsageError(whatItTakes(flag, takes, text));
}

/** The message that a flag takes another value, with an example. */
export function whatItTakes(flag: string, { is, example }: OptionValue, given?: string): string {
  const wrong = given === undefined ? '' : given === '' ? t`; the value is empty` : t`, not "${given}"`;
  return t`--${flag} takes ${translated(is)}, such as --${flag} ${example}${wrong}`;
}

function whole(least: number, most: number, example: string): OptionValue {
  return {
    is: `a whole number ${most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`} without a unit`,
    example,
    accepts(text) {
      const number = Number(text);
      return /^\s*\d+\s*$/.test(text) && number >= least && number <= most;
    },
  };
}

function path(is: string, example: string): OptionValue {
  return { is, example, accepts: (text) => text.trim() !== '' && !text.includes('\0') };
}

function amount(which: string, fits: (number: number) => boolean, example: string): OptionValue {
  return {
    is: `a number ${which} without a unit`,
    example,
    accepts: (text) => /^\s*(?:\d+\.?\d*|\.\d+)\s*$/.test(text) && fits(Number(text)) && Number.isFinite(Number(text)),
  };
}
