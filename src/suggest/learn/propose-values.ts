import { type FieldSpecObject, fold } from '../../mapping/index.ts';
import { counted, shortened } from '../../words/index.ts';
import type { Evidence, FieldCorrections } from './corrections.ts';
import { type Finding, MIN_ROWS, type TrySpec } from './proposal.ts';

type MappedValue = NonNullable<FieldSpecObject['values']>[string];

/** A text that was corrected to the same value in several rows. */
interface Replacement {
  readonly from: string;
  readonly value: MappedValue;
  readonly evidence: readonly Evidence[];
}

/** The problems of a text that another text can stand for. A rule of the mapping, for one, refuses what people must decide on. */
const REPLACEABLE: ReadonlySet<string> = new Set([
  ...['not-allowed', 'not-found', 'no-name', 'ambiguous', 'unknown-option', 'too-long', 'placeholder'],
  ...['bad-date', 'ambiguous-date', 'bad-time', 'bad-datetime', 'bad-phone', 'phone-extension'],
  ...['bad-email', 'bad-number', 'bad-boolean'],
]);

/** More entries belong into a table of their own. */
const MAX_ENTRIES = 500;

/** Proposes entries of `values` for texts that were replaced in the same way in several rows. */
export async function proposeValues({ field, evidence: all }: FieldCorrections, attempt: TrySpec): Promise<Finding> {
  const { spec } = field;
  const evidence = all.filter(({ codes }) => codes.every((code) => REPLACEABLE.has(code)));
  const others = all.filter((each) => !evidence.includes(each));
  const decided =
    others.length === 0
      ? []
      : [
          `${counted(others.length, 'correction')} of what people must decide on (${[...new Set(others.flatMap(({ codes }) => codes))].join(', ')})`,
        ];
  if (evidence.length === 0) return { notProposed: decided };
  if (spec.split !== undefined || spec.path) {
    return { notProposed: [...decided, `${counted(evidence.length, 'correction')}: the cells hold several values`] };
  }
  const notProposed: string[] = [...decided];
  const replacements: Replacement[] = [];
  const once: Evidence[] = [];
  for (const [from, same] of Map.groupBy(evidence, (each) => each.from)) {
    const [first] = same;
    if (first === undefined) continue;
    if (from === '') notProposed.push(`values for ${counted(same.length, 'blank cell')} that were filled in`);
    else if (Object.hasOwn(spec.values ?? {}, from)) notProposed.push(`"${shown(from)}": values already lists it`);
    else if (same.length < MIN_ROWS) once.push(first);
    else {
      const to = mostFrequent(same.map((each) => each.to));
      replacements.push({ from, value: mappedValue(spec, to), evidence: same });
    }
  }
  if (once.length > 0) notProposed.push(onceText(once));
  const frequent = replacements.toSorted((one, other) => other.evidence.length - one.evidence.length);
  const tried = frequent.slice(0, MAX_ENTRIES);
  const trial = await attempt(
    withEntries(spec, tried),
    tried.flatMap((each) => each.evidence),
  );
  const kept = tried.filter((replacement) => {
    const wrong = replacement.evidence.filter((each) => trial?.wrong.includes(each));
    const isCovered = replacement.evidence.every((each) => trial?.covered.includes(each));
    if (wrong.length > 0) notProposed.push(`"${shown(replacement.from)}": ${waysText(replacement.evidence)}`);
    else if (!isCovered) notProposed.push(`"${shown(replacement.from)}": it is refused before values could replace it`);
    return isCovered;
  });
  if (kept.length === 0) return { notProposed };
  const covered = kept.flatMap((each) => each.evidence);
  const what = `${counted(kept.length, 'value')} (${kept.slice(0, 3).map(entryText).join(', ')}${kept.length > 3 ? ', …' : ''})`;
  return { proposal: { spec: withEntries(spec, kept), what, covered }, notProposed };
}

/** What `values` has to say for a text to become what the corrected text becomes. */
function mappedValue({ values = {} }: FieldSpecObject, to: string): MappedValue {
  if (to === '') return null;
  const key = Object.hasOwn(values, to) ? to : Object.keys(values).find((name) => fold(name) === fold(to));
  return key === undefined ? to : (values[key] ?? null);
}

function withEntries(spec: FieldSpecObject, replacements: readonly Replacement[]): FieldSpecObject {
  const entries = Object.fromEntries(replacements.map(({ from, value }) => [from, value]));
  // Without `values`, every other text was taken as it is.
  const otherwise = spec.values === undefined ? { otherwise: 'keep' } : {};
  return { ...spec, values: { ...spec.values, ...entries }, ...otherwise };
}

function mostFrequent(texts: readonly string[]): string {
  const counts = [...Map.groupBy(texts, (text) => text)];
  return counts.toSorted(([, one], [, other]) => other.length - one.length)[0]?.[0] ?? '';
}

function shown(text: string): string {
  return shortened(text, 40);
}

function entryText({ from, value }: Replacement): string {
  return `${shown(from)}: ${value === null ? 'null' : shown(String(value))}`;
}

function onceText(once: readonly Evidence[]): string {
  const [first] = once;
  const example = `"${shown(first?.from ?? '')}" → "${shown(first?.to ?? '')}"`;
  return once.length === 1
    ? `${example}: it was corrected only once`
    : `${counted(once.length, 'text')} that were corrected only once each, such as ${example}`;
}

/** Says in which ways the same text was corrected. */
function waysText(evidence: readonly Evidence[]): string {
  const ways = [...Map.groupBy(evidence, ({ to }) => to)].map(
    ([to, rows]) => `to ${to === '' ? 'blank' : `"${shown(to)}"`} in ${counted(rows.length, 'row')}`,
  );
  return ways.length > 1 ? `it was corrected ${ways.join(' and ')}` : 'the corrected text would become another value';
}
