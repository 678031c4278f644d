import { listed, type ValueError } from '../../mapping/refusal.ts';
import type { TargetField } from '../../targets/target.ts';
import type { ColumnStatistics } from '../columns/column-profile.ts';
import { contradiction, NO_EVIDENCE, type ScoringContext, type ValueScore } from './fit.ts';
import { countParts, separatorOf } from './list-separator.ts';
import { divide, leaveOut } from './unknown-values.ts';

const MOST = 0.5;
const MAX_LOOKED_UP = 100;
const TO_MAKE_TAGS = 'To have the tags made instead, take them out of values here, and import with --create-missing.';

/** How a column fits a field whose id is looked up by name. */
export async function scoreLookup(
  field: TargetField,
  column: ColumnStatistics,
  context: ScoringContext,
): Promise<ValueScore> {
  const lookup = field.lookup ?? '';
  if (lookup === 'customer') return scoreCustomerLookup(column);
  if (column.isEmpty) return { ...NO_EVIDENCE, spec: { lookup } };
  const isNumeric = lookup !== 'enterprise' && lookup !== 'tag' && column.share('number') > MOST;
  if (column.areDates || isNumeric || column.share('email') > MOST || column.share('url') > MOST)
    return contradiction(`Its values are no names of a ${lookup}`);
  const isList = field.type !== 'text' || lookup === 'tag';
  const separator = isList ? separatorOf(column.examined) : undefined;
  const split = separator === undefined ? {} : { split: separator };
  const values = countParts(column.distinct ?? column.examined.map((text) => [text, 1] as const), separator);
  const refused = await context.tenant?.refusedBy(
    lookup,
    values.slice(0, MAX_LOOKED_UP).map(([text]) => text),
  );
  if (refused === undefined) {
    return {
      score: lookup === 'enterprise' ? -0.3 : 0,
      spec: { ...split, lookup },
      notes: [`Its values were not compared with the tenant's.`],
    };
  }
  return compareWithTenant(field, column, {
    values: values.slice(0, MAX_LOOKED_UP),
    refused,
    spec: { ...split, lookup },
  });
}

interface Compared {
  readonly values: readonly (readonly [text: string, count: number])[];
  readonly refused: ReadonlyMap<string, ValueError>;
  readonly spec: ValueScore['spec'];
}

function compareWithTenant(
  field: TargetField,
  column: ColumnStatistics,
  { values, refused, spec }: Compared,
): ValueScore {
  const lookup = field.lookup ?? '';
  const division = divide(values, (text) => refused.get(text)?.code !== 'not-found');
  const noun = lookup === 'tag' ? 'tag of the tenant' : `${lookup} that the tenant has`;
  if (division.known.length === 0) {
    const shown = listed(column.samples.map((text) => JSON.stringify(text)));
    // A place has a field for its name, and an enterprise is imported first; the others can be written by hand.
    if (lookup === 'enterprise')
      return contradiction(`No enterprise of that key was imported from here yet (${shown})`);
    if (field.within !== undefined || lookup === 'province') return contradiction(`None of its values is a ${noun}`);
  }
  const unclear = division.known.flatMap(([text, rows]) => {
    const refusal = refused.get(text);
    return refusal === undefined ? [] : [[text, { rows, reason: refusal.predicate }] as const];
  });
  const left = leaveOut(division.unknown, noun, {
    unclear: new Map(unclear),
    reasonOf: (text) => refused.get(text)?.predicate,
  });
  return {
    score: division.known.length === 0 ? -0.25 : division.share,
    spec: { ...spec, ...left.spec },
    notes: lookup === 'tag' && left.unsent ? [...left.notes, TO_MAKE_TAGS] : left.notes,
    ...(left.unsent && { unsent: left.unsent }),
    ...(division.share > 0.9 && division.known.length >= 2 && isSpeaking(lookup) ? { byValues: 0.62 } : {}),
  };
}

/** Are the names of this lookup so particular that they tell a column by themselves? */
function isSpeaking(lookup: string): boolean {
  return lookup === 'agent' || lookup === 'country' || lookup === 'stage' || lookup === 'level';
}

/** A customer is found by whatever the column holds. */
function scoreCustomerLookup(column: ColumnStatistics): ValueScore {
  if (column.isEmpty) return { ...NO_EVIDENCE, spec: { lookup: 'customer', by: 'partnerid' } };
  if (column.share('hexId') > 0.9) return { score: 1, spec: {}, byValues: 0.9, notes: [] };
  if (column.share('email') > 0.9) return customerLookupScore('email', 1, 0.8);
  if (column.areDates || column.share('long') > MOST || column.share('boolean') === 1)
    return contradiction('Its values name no customers');
  if (column.share('phone') > 0.9 && /^[+(0]/.test(column.examined[0] ?? ''))
    return customerLookupScore('tel', 0.6, 0.6);
  const isCode = column.examined.filter((text) => /\d/.test(text)).length > column.examined.length * MOST;
  return isCode ? customerLookupScore('partnerid', 0.4) : customerLookupScore('nick', -0.3);
}

function customerLookupScore(by: string, fit: number, byValues?: number): ValueScore {
  return { score: fit, spec: { lookup: 'customer', by }, notes: [], ...(byValues === undefined ? {} : { byValues }) };
}
