import { durationText } from '../../words/time-text.ts';
import type { OptionValue } from './option-values.ts';

/** An option of a command: all that is known of it, in one place. Under its name as the command line writes it. */
export interface Option {
  readonly type?: 'string' | 'number' | 'boolean';
  /** The words that it takes, where it takes no others. */
  readonly choices?: readonly string[];
  /** What its value must be, of every option that is neither a switch nor a choice. */
  readonly takes?: OptionValue;
  readonly default?: string | number | boolean;
  readonly describe: string;
  /** The heading that help shows it under. */
  readonly group?: string;
  /** One letter that stands for it. */
  readonly alias?: string;
  /** May be given several times. */
  readonly repeatable?: boolean;
  /** A resumed run has it again unless it is given another. */
  readonly kept?: true;
  /** How a report shows its value, where it does; undefined leaves it out. */
  readonly reported?: (value: unknown) => string | undefined;
  /** Is it given again in the next command? By default it is; `same-file`: only if that is for the same file. */
  readonly repeated?: 'never' | 'same-file';
}

export type Options = Readonly<Record<string, Option>>;

/** The name of an option as a member: `onDuplicate` of `on-duplicate`. */
export function memberName(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The values of those options that a resumed run has again. */
export function keptValues(options: Options, values: object): Record<string, unknown> {
  const all = values as Readonly<Record<string, unknown>>;
  const names = Object.keys(options).filter((name) => options[name]?.kept);
  return Object.fromEntries(names.map(memberName).map((name) => [name, all[name]]));
}

/** Names and values for a report, of those options that it shows. */
export function reportedValues(options: Options, values: object): (readonly [name: string, value: string])[] {
  const all = values as Readonly<Record<string, unknown>>;
  return Object.entries(options).flatMap(([name, { reported }]) => {
    const text = reported?.(all[memberName(name)]);
    return text === undefined ? [] : [[name, text] as const];
  });
}

/** The values as words of the next command: those that differ from what is so anyway. */
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

/** Shown as it is, where it is given. */
export const shown = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));
/** `yes` of a switch that is on. */
export const shownIfOn = (value: unknown): string | undefined => (value === true ? 'yes' : undefined);
/** With its unit. */
export const shownIn =
  (unit: string) =>
  (value: unknown): string | undefined =>
    value === undefined ? undefined : `${value} ${unit}`;
/** Of seconds: `1 h 30 min`. */
export const shownAsDuration = (seconds: unknown): string | undefined =>
  seconds === undefined ? undefined : durationText(Number(seconds) * 1000);
