import { type FieldSpecObject, listed, shorten } from '../../mapping/index.ts';
import { t } from '../../words/index.ts';
import type { ColumnStatistics } from '../columns/column-statistics.ts';
import type { TenantFacts } from '../tenant-facts.ts';

/** How a column's values fit a candidate. */
export interface ValueScore {
  /** From -1 (they contradict) over 0 (they say nothing) to 1 (they prove it). */
  readonly score: number;
  /** The spec of the field in a mapping. */
  readonly spec: Omit<FieldSpecObject, 'column'>;
  /** The confidence from the values alone, regardless of the column's name. */
  readonly byValues?: number;
  /** What a person should know or decide, each a sentence. */
  readonly notes: readonly string[];
  /** Important notes: rows would be rejected. */
  readonly warnings?: readonly string[];
  /** Values that the spec leaves out. */
  readonly unsent?: readonly UnsentChoice[];
  /** Choices for a person, where nothing in the file decides. */
  readonly choices?: readonly SpecChoice[];
}

/** A value of a column that the suggested mapping does not send. */
export interface UnsentChoice {
  readonly value: string;
  /** Rows that have it, as far as they were counted. */
  readonly rows: number;
  /** The reason, and what it could be; follows the value in messages. */
  readonly reason: string;
}

/** One way to read a column. */
export interface SpecChoice {
  readonly label: string;
  readonly spec: ValueScore['spec'];
}

/** The context of the columns. */
export interface ScoringContext {
  readonly tenant: TenantFacts | undefined;
  /** Two letters of the country that most rows are from, where the file says so. */
  readonly country: string | undefined;
  /** The column of countries, where its rows are from several. */
  readonly countries?: RowCountries | undefined;
}

/** A column with the country of each row. */
export interface RowCountries {
  /** As a mapping writes it. */
  readonly column: string;
  /** Two letters each. */
  readonly codes: readonly string[];
}

/** A score without evidence. */
export const NO_EVIDENCE: ValueScore = { score: 0, spec: {}, notes: [] };

/** A score of values that contradict the candidate, with the reason. */
export function contradiction(reason: string): ValueScore {
  return { score: -1, spec: {}, notes: [reason] };
}

/** The examined values of several columns together. */
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
  /** The reason for an unknown value, as the predicate of its value error. */
  readonly reasonOf?: (text: string) => string | undefined;
}

/**
 * The spec for unknown values: each is listed with `null`, which sends nothing, so that the rows are accepted and a person sees
 * what to fill in.
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
    ...(unknown.length === 0 ? [] : [t`No ${noun}: ${shown}.`]),
    ...[...unclear].map(([text, { reason }]) => `${JSON.stringify(shorten(text))} ${reason}.`),
  ];
  if (left.length > MAX_LISTED_VALUES) return { spec: {}, notes: [...notes, t`Rows with them will be rejected.`] };
  return {
    spec: {
      values: Object.fromEntries(left.filter(isWritable).map((text) => [text, instead ?? null])),
      otherwise: 'keep',
    },
    notes: [
      ...notes,
      instead === undefined
        ? t`They are not sent (null): replace that by what they mean.`
        : t`They are sent as ${instead}: replace that by what they mean.`,
    ],
    ...(instead === undefined && {
      unsent: [
        ...unknown.map(([value, rows]) => ({ value, rows, reason: reasonOf?.(value) ?? t`matches no ${noun}` })),
        ...[...unclear].map(([value, { rows, reason }]) => ({ value, rows, reason })),
      ].sort((a, b) => b.rows - a.rows),
    }),
  };
}

/** A mapping cannot contain this name: its rows are rejected until the file changes. */
function isWritable(text: string): boolean {
  return text !== '__proto__';
}

const LIST_SEPARATORS = [';', '；', '|', '、', '，', ',', '\n', '/'] as const;

/** The share of values that must contain a separator, where no known names confirm it. */
const MIN_SEPARATOR_SHARE = 0.05;

/**
 * The separator that splits the values of a column into lists: the one with the largest share of known parts, or, where no names
 * are known, the first that occurs.
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
