import type { FieldSpecObject } from '../../mapping/field-spec.ts';
import { listed, shorten } from '../../mapping/refusal.ts';
import type { UnsentChoice } from './fit.ts';

/** A value of a column with how often it occurs. */
export type Counted = readonly [text: string, count: number];

/** How the values of a list of choices divide. */
export interface Division {
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
