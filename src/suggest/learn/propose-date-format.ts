import type { FieldSpecObject } from '../../mapping/index.ts';
import { counted, shortened } from '../../words/index.ts';
import { type DateKind, formatsThatRead } from '../columns/value-formats.ts';
import type { Evidence, FieldCorrections } from './corrections.ts';
import { type Finding, MIN_ROWS, type TrySpec } from './proposal.ts';

const DATE_CODES = ['bad-date', 'ambiguous-date', 'bad-time', 'bad-datetime'];
const DATE_KINDS: readonly DateKind[] = ['date', 'datetime', 'time'];
/** A column with more formats than that was typed in by hand, and is not learnt. */
const MAX_FORMATS = 4;

/** Proposes the formats by which refused dates read as they were corrected. */
export async function proposeDateFormat({ field, evidence }: FieldCorrections, attempt: TrySpec): Promise<Finding> {
  const dates = evidence.filter(({ codes }) => codes.some((code) => DATE_CODES.includes(code)));
  const use = dateUse(field.spec, dates);
  if (use === undefined) return {};
  const added: string[] = [];
  let covered: readonly Evidence[] = [];
  const notProposed: string[] = [];
  while (added.length < MAX_FORMATS) {
    const rest = dates.filter((each) => !covered.includes(each));
    const candidates = formatsThatRead(
      use.kind,
      rest.map(({ from }) => from),
    ).filter((format) => !added.includes(format));
    const tried: { readonly format: string; readonly covered: readonly Evidence[] }[] = [];
    const wrong: string[] = [];
    for (const format of candidates) {
      const trial = await attempt(use.withFormats([...added, format]), dates);
      const more = (trial?.covered.length ?? 0) - covered.length;
      if (trial === undefined || more < MIN_ROWS) continue;
      const [first] = trial.wrong;
      if (first === undefined) tried.push({ format, covered: trial.covered });
      else wrong.push(`${format}: it fits ${counted(trial.covered.length, 'corrected row')}, but ${exampleOf(first)}`);
    }
    const most = Math.max(...tried.map((each) => each.covered.length));
    const [best, second] = tried.filter((each) => each.covered.length === most);
    if (best === undefined) {
      notProposed.push(...wrong);
      break;
    }
    if (second !== undefined) {
      notProposed.push(`a date format: the corrected dates fit both ${best.format} and ${second.format}`);
      break;
    }
    added.push(best.format);
    covered = best.covered;
  }
  if (added.length === 0) return { notProposed };
  const what = `date format ${added.join(' and ')}`;
  return { proposal: { spec: use.withFormats(added), what, covered }, notProposed };
}

/** How the field reads dates, and its spec with further formats. */
function dateUse(
  spec: FieldSpecObject,
  dates: readonly Evidence[],
): { readonly kind: DateKind; withFormats(formats: readonly string[]): FieldSpecObject } | undefined {
  const [first] = dates;
  if (first === undefined || spec.split !== undefined) return undefined;
  const given = [spec.transform ?? []].flat();
  const at = given.findIndex((use) => DATE_KINDS.includes(nameOf(use) as DateKind));
  const found = at < 0 ? undefined : given[at];
  const kind = found === undefined ? kindOfCode(first.codes) : (nameOf(found) as DateKind);
  const before = typeof found === 'object' ? [found[kind] ?? []].flat().map(String) : [];
  return {
    kind,
    withFormats(formats) {
      const all = [...before, ...formats];
      const use = { [kind]: all.length === 1 ? (all[0] ?? '') : all };
      const transform = at < 0 ? [...given, use] : given.with(at, use);
      return { ...spec, transform };
    },
  };
}

function nameOf(use: string | Readonly<Record<string, unknown>>): string {
  return typeof use === 'string' ? use : (Object.keys(use)[0] ?? '');
}

function kindOfCode(codes: readonly string[]): DateKind {
  if (codes.includes('bad-time')) return 'time';
  return codes.includes('bad-datetime') ? 'datetime' : 'date';
}

function exampleOf({ row, from, to }: Evidence): string {
  return `"${shortened(from, 40)}" in row ${row.before.number} was corrected to "${shortened(to, 40)}"`;
}
