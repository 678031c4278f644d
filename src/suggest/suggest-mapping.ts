import type { Target } from '../targets/target.ts';
import { chooseKey } from './choose-key.ts';
import { homeCountry } from './columns/home-country.ts';
import type { TableProfile } from './columns/profile-table.ts';
import { rowCountries } from './columns/row-countries.ts';
import { joinParts } from './join-parts.ts';
import { isUnnamed, type NamedColumn, namedColumns } from './named-columns.ts';
import { nameSimilarity } from './names/name-similarity.ts';
import {
  type Comparison,
  type Decisions,
  type Filled,
  isFilledByItself,
  leastConfidence,
  placeColumns,
} from './place-columns.ts';
import { scoreColumns } from './score-columns.ts';
import type { Slot } from './slots/slot.ts';
import { slotsOfTarget } from './slots/slots-of-target.ts';
import type { Alternative, Placement, Suggestion, Unplaced } from './suggestion.ts';
import type { TenantFacts } from './tenant-facts.ts';

/** Less than this, and a person should look at it. */
const sureConfidence = 0.75;
const closeCall = 0.05;
const maxAlternatives = 4;
const leastAlternative = 0.4;
/** A name this like a field's is worth a word about why the column is not there. */
const likeName = 0.75;

/** Suggests mappings of one spreadsheet to one target. */
export interface Suggester {
  /** Every place that a column can be given. */
  readonly slots: readonly Slot[];
  /** The best mapping that respects what a person decided. */
  suggest(decisions?: Decisions): Promise<Suggestion>;
}

/** Compares the columns of a spreadsheet with what a target takes, once. `tenant` is what the tenant says, if it could be asked. */
export async function createSuggester(
  target: Target,
  table: TableProfile,
  tenant: TenantFacts | undefined,
): Promise<Suggester> {
  const slots = slotsOfTarget(target, tenant?.customFields ?? []);
  const columns = namedColumns(table.columns);
  const named = countryColumn(slots, columns);
  const context = {
    tenant,
    country: await homeCountry({ countries: named?.profile, columns: table.columns }),
    countries: named && (await rowCountries(named.written, named.profile)),
  };
  const scores = await scoreColumns(columns, slots, context);
  return {
    slots,
    async suggest(decisions = new Map()) {
      const comparison = { slots, columns, scores, context, decisions };
      const filled = await placeColumns(comparison);
      return describe(target, table, comparison, filled);
    },
  };
}

function countryColumn(slots: readonly Slot[], columns: readonly NamedColumn[]): NamedColumn | undefined {
  const slot = slots.find(({ id }) => id === 'fields.countryid');
  const likeness = ({ name }: NamedColumn): number =>
    Math.max(0, ...(slot?.names ?? []).map((known) => nameSimilarity(name, known.name)));
  return columns.find((column) => likeness(column) >= 0.8);
}

function describe(target: Target, table: TableProfile, comparison: Comparison, filled: readonly Filled[]): Suggestion {
  const placements = filled.map((one) => placementOf(one, comparison, filled));
  const placed = new Set(filled.flatMap(({ columns }) => columns.map(({ profile }) => profile.index)));
  const rest = table.columns.filter(({ index, name }) => !placed.has(index) && !isUnnamed(name));
  const key = chooseKey(placements, table, new Set(rest.map(({ index }) => index)));
  return {
    target,
    table,
    placements,
    unplaced: rest
      .filter(({ name }) => typeof key?.key !== 'object' || key.key.column !== name)
      .map((profile) => unplacedOf(profile, comparison, filled)),
    missing: comparison.slots.filter(
      (slot) =>
        slot.required && !filled.some((one) => one.slot === slot) && !isFilledByItself(slot, filled) && !isName(slot),
    ),
    key,
    knowsTenant: comparison.context.tenant !== undefined,
  };
}

function placementOf(one: Filled, comparison: Comparison, filled: readonly Filled[]): Placement {
  const { slot, columns, confidence, fit } = one;
  const [first] = columns;
  const alternatives = first === undefined ? [] : alternativesOf(first, comparison, filled, slot);
  const isDecided = columns.some(({ profile }) => comparison.decisions.has(profile.index));
  const isClose = alternatives.some((other) => other.confidence > confidence - closeCall);
  return {
    slot,
    columns,
    spec: fit.spec,
    confidence,
    notes: [...fit.notes, ...(fit.warnings ?? [])],
    warnings: fit.warnings ?? [],
    unsent: fit.unsent ?? [],
    choices: fit.choices ?? [],
    isDoubtful: (!isDecided && (confidence < sureConfidence || isClose)) || fit.choices !== undefined,
    alternatives,
  };
}

/** Other free places for a column, best first. */
function alternativesOf(
  column: NamedColumn,
  { slots, columns, scores }: Comparison,
  filled: readonly Filled[],
  own?: Slot,
): Alternative[] {
  const row = scores[columns.indexOf(column)] ?? [];
  return slots
    .map((slot, place) => ({ slot, confidence: row[place]?.confidence ?? 0 }))
    .filter(({ slot, confidence }) => slot !== own && confidence >= leastAlternative && !isBeside(slot, own))
    .filter(({ slot }) => !filled.some((one) => one.slot === slot))
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, maxAlternatives);
}

/** Is it the name beside an id, which comes with the id? */
function isName(slot: Slot): boolean {
  return slot.section !== 'custom' && slot.field.nameOf !== undefined;
}

/** An id and the name beside it are one thing. */
function isBeside(slot: Slot, own: Slot | undefined): boolean {
  if (own === undefined || slot.section === 'custom' || own.section === 'custom') return false;
  return slot.field.nameOf === own.key || own.field.nameOf === slot.key;
}

function unplacedOf(profile: NamedColumn['profile'], comparison: Comparison, filled: readonly Filled[]): Unplaced {
  const column = comparison.columns.find((other) => other.profile === profile);
  if (column === undefined) {
    return { column: profile, reason: 'Several columns have this name; rename it to have it mapped', alternatives: [] };
  }
  return {
    column: profile,
    reason: reasonOf(column, comparison, filled),
    alternatives: alternativesOf(column, comparison, filled),
  };
}

/** Why a column has no place: taken, refused for its values, or simply unknown. */
function reasonOf(
  column: NamedColumn,
  { slots, columns, scores, decisions }: Comparison,
  filled: readonly Filled[],
): string {
  if (decisions.get(column.profile.index) === null) return 'Left out as you said';
  const whole = slots.find((slot) => slot.section !== 'custom' && joinParts(slot.parts, [column]) !== undefined);
  if (whole !== undefined) return `It is a part of ${whole.label} (${whole.key}), which another column gives whole`;
  const row = scores[columns.indexOf(column)] ?? [];
  const [place, best] = [...row.entries()].reduce<readonly [number, number]>(
    (top, [index, { byName, confidence }]) =>
      Math.max(byName, confidence) > top[1] ? [index, Math.max(byName, confidence)] : top,
    [-1, 0],
  );
  const [slot, score] = [slots[place], row[place]];
  if (slot === undefined || score === undefined || best < likeName) return 'No field goes by such a name';
  const name = slot.section === 'custom' ? `the custom field ${slot.label}` : `${slot.label} (${slot.key})`;
  const holder = filled.find((one) => one.slot === slot);
  if (score.confidence >= leastConfidence && holder !== undefined) {
    return `It looks like ${name}, which ${holder.columns.map(({ written }) => JSON.stringify(written)).join(' and ')} fills`;
  }
  const [note] = score.fit.notes;
  return `It looks like ${name}${note === undefined ? ', but not enough' : `, but: ${lowerFirst(note)}`}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '');
}
