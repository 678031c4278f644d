import { type FieldSpecObject, listed, shorten } from '../../mapping/index.ts';
import type { ColumnStatistics } from '../columns/column-statistics.ts';
import type { TenantFacts } from '../tenant-facts.ts';

/** How a column's values fit a slot. */
export interface ValueScore {
  /** From -1 (they contradict) over 0 (they say nothing) to 1 (they prove it). */
  readonly score: number;
  /** What is to be done to the values, as a mapping writes it. */
  readonly spec: Omit<FieldSpecObject, 'column'>;
  /** How sure the values alone make it, whatever the column is called. */
  readonly byValues?: number;
  /** What a person should know or decide, each a sentence. */
  readonly notes: readonly string[];
  /** Notes that nobody should miss: rows would be refused. */
  readonly warnings?: readonly string[];
  /** Values that the spec leaves out. */
  readonly unsent?: readonly UnsentChoice[];
  /** What nothing in the file decides: a person may. */
  readonly choices?: readonly SpecChoice[];
}

/** A value of a column that will not be sent as the mapping is suggested. */
export interface UnsentChoice {
  readonly value: string;
  /** Rows that have it, as far as they were counted. */
  readonly rows: number;
  /** Why, and what it could be, as messages say it after the value. */
  readonly reason: string;
}

/** One way to read a column. */
export interface SpecChoice {
  readonly label: string;
  readonly spec: ValueScore['spec'];
}

/** What is known beside the columns. */
export interface ScoringContext {
  readonly tenant: TenantFacts | undefined;
  /** Two letters of the country that most rows are from, where the file says so. */
  readonly country: string | undefined;
  /** The column of countries, where its rows are from several. */
  readonly countries?: RowCountries | undefined;
}

/** A column that says the country of each row. */
export interface RowCountries {
  /** As a mapping writes it. */
  readonly column: string;
  /** Two letters each. */
  readonly codes: readonly string[];
}

/** A fit that says nothing. */
export const NO_EVIDENCE: ValueScore = { score: 0, spec: {}, notes: [] };

/** A fit that cannot be, and why. */
export function contradiction(reason: string): ValueScore {
  return { score: -1, spec: {}, notes: [reason] };
}

/** The values close to which was looked, of several columns together. */
export function examinedOf(columns: readonly ColumnStatistics[]): readonly string[] {
  const [only] = columns;
  return columns.length === 1 && only !== undefined ? only.examined : columns.flatMap(({ examined }) => examined);
}

/** The part of the values that are of a kind, over several columns. */
export function shareOf(columns: readonly ColumnStatistics[], kind: Parameters<ColumnStatistics['share']>[0]): number {
  const total = columns.reduce((sum, column) => sum + column.examined.length, 0);
  if (total === 0) return 0;
  return columns.reduce((sum, column) => sum + column.share(kind) * column.examined.length, 0) / total;
}

/** A value of a column with how often it occurs. */
type Counted = readonly [text: string, count: number];

/** How the values of a list of choices divide. */
interface Division {
  /** The part of all rows whose value is known, from 0 to 1. */
  readonly share: number;
  readonly known: readonly Counted[];
  readonly unknown: readonly Counted[];
}

/** Divides values into those that are known and the others. */
export function divide(values: readonly Counted[], isKnown: (text: string) => boolean): Division {
  const known = values.filter(([text]) => isKnown(text));
  const total = sum(values);
  return { share: total === 0 ? 0 : sum(known) / total, known, unknown: values.filter(([text]) => !isKnown(text)) };
}

function sum(values: readonly Counted[]): number {
  return values.reduce((total, [, count]) => total + count, 0);
}

/** More unknown values than these are not written into a mapping one by one. */
const MAX_LISTED_VALUES = 30;

/** What else is known about values that cannot be sent as they are. */
interface LeaveOutOptions {
  /** Values that could be several things, each with what they could be. */
  readonly unclear?: ReadonlyMap<string, { readonly rows: number; readonly reason: string }>;
  /** What is sent for them where the field must not be left out. */
  readonly instead?: string | undefined;
  /** What an unknown value could be, as a lookup says it after the value. */
  readonly reasonOf?: (text: string) => string | undefined;
}

/**
 * What a mapping does about values that are not known: each is written with `null`, which sends nothing, so that the rows
 * go through and a person sees what to fill in.
 */
export function leaveOut(
  unknown: readonly Counted[],
  noun: string,
  { unclear = new Map(), instead, reasonOf }: LeaveOutOptions = {},
): {
  readonly spec: Pick<FieldSpecObject, 'values' | 'otherwise'>;
  readonly notes: string[];
  readonly unsent?: readonly UnsentChoice[];
} {
  const left = [...unknown.map(([text]) => text), ...unclear.keys()];
  if (left.length === 0) return { spec: {}, notes: [] };
  const shown = listed(
    unknown.map(([text, count]) => `${JSON.stringify(shorten(text))} (${count}×)`),
    5,
  );
  const notes = [
    ...(unknown.length === 0 ? [] : [`No ${noun}: ${shown}.`]),
    ...[...unclear].map(([text, { reason }]) => `${JSON.stringify(shorten(text))} ${reason}.`),
  ];
  if (left.length > MAX_LISTED_VALUES) return { spec: {}, notes: [...notes, 'Rows with them would be refused.'] };
  return {
    spec: {
      values: Object.fromEntries(left.filter(isWritable).map((text) => [text, instead ?? null])),
      otherwise: 'keep',
    },
    notes: [
      ...notes,
      `They are ${instead === undefined ? 'not sent (null)' : `taken for ${instead}`}: write what they mean instead.`,
    ],
    ...(instead === undefined && {
      unsent: [
        ...unknown.map(([value, rows]) => ({ value, rows, reason: reasonOf?.(value) ?? `is no ${noun}` })),
        ...[...unclear].map(([value, { rows, reason }]) => ({ value, rows, reason })),
      ].sort((a, b) => b.rows - a.rows),
    }),
  };
}

/** No mapping can hold this name: its rows are refused until the file says something else. */
function isWritable(text: string): boolean {
  return text !== '__proto__';
}

const LIST_SEPARATORS = [';', '；', '|', '、', '，', ',', '\n', '/'] as const;

/** A separator that stands in this part of the values at least is taken for one where nothing else tells. */
const MIN_SEPARATOR_SHARE = 0.05;

/**
 * The separator that cuts the values of a column into lists: the one that leaves the most known parts, or, where nothing
 * is known, the first that occurs.
 */
export function separatorOf(texts: readonly string[], isKnown?: (text: string) => boolean): string | undefined {
  const used = LIST_SEPARATORS.filter((separator) => texts.some((text) => text.includes(separator)));
  if (isKnown === undefined) {
    return used.find(
      (separator) =>
        separator !== '/' &&
        texts.filter((text) => text.includes(separator)).length >= texts.length * MIN_SEPARATOR_SHARE,
    );
  }
  const whole = texts.filter(isKnown).length / Math.max(1, texts.length);
  const ranked = used
    .map((separator) => ({ separator, share: knownShare(texts, separator, isKnown) }))
    .filter(({ share }) => share > whole)
    .sort((a, b) => b.share - a.share);
  return ranked[0]?.separator;
}

function knownShare(texts: readonly string[], separator: string, isKnown: (text: string) => boolean): number {
  const parts = texts.flatMap((text) => splitList(text, separator));
  return parts.length === 0 ? 0 : parts.filter(isKnown).length / parts.length;
}

/** The parts of a text, trimmed, without blank ones. */
function splitList(text: string, separator: string | undefined): string[] {
  if (separator === undefined) return text.trim() === '' ? [] : [text.trim()];
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Counts the parts of counted texts. */
export function countParts(
  texts: readonly (readonly [text: string, count: number])[],
  separator: string | undefined,
): (readonly [text: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const [text, count] of texts) {
    for (const part of splitList(text, separator)) counts.set(part, (counts.get(part) ?? 0) + count);
  }
  return [...counts].sort((a, b) => b[1] - a[1]);
}
