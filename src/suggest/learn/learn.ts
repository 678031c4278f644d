import type { Row } from '../../files/index.ts';
import type { FieldSpecObject, LoadedMapping, RowMapper } from '../../mapping/index.ts';
import { counted } from '../../words/index.ts';
import { type CorrectedRow, collectCorrections, type Evidence, type FieldCorrections } from './corrections.ts';
import type { Finding, TrySpec } from './proposal.ts';
import { proposeDateFormat } from './propose-date-format.ts';
import { proposePhoneCountry } from './propose-phone-country.ts';
import { proposeValues } from './propose-values.ts';
import { type Compile, isSame, refusedAgain, type SpecChange, tryChange, withSpecs } from './prove.ts';

/** What corrections teach about one field. */
export interface Lesson {
  readonly change: SpecChange;
  /** What the mapping gets: `date format DD.MM.YYYY`. */
  readonly what: readonly string[];
  /** The corrected rows that would have needed no correction, of all corrected rows of the column. */
  readonly covered: readonly Evidence[];
  readonly rows: number;
}

/** Something that could be learnt and is not, with the reason. */
export interface NotLearnt {
  readonly field: string;
  readonly column: string;
  readonly reason: string;
}

/** What corrections teach. */
export interface Learnt {
  readonly lessons: readonly Lesson[];
  readonly notLearnt: readonly NotLearnt[];
  /** Cells that were changed although the mapping had not refused them. */
  readonly otherCells: number;
  /** Rows of the run's input that were compared; undefined if it cannot be read any more. */
  readonly compared: number | undefined;
  /** Rows of the input that were refused, were not corrected, and would be accepted now. */
  readonly alsoAccepted: number;
}

/** What `learn` takes. */
interface LearnOptions {
  readonly mapping: LoadedMapping;
  /** The columns of the run's input. */
  readonly header: readonly string[];
  readonly rows: readonly CorrectedRow[];
  readonly compile: Compile;
  /** The rows of the run's input, if they can still be read. */
  readonly input?: AsyncIterable<readonly Row[]> | undefined;
}

/**
 * Finds out what corrections teach: value maps, date formats and telephone countries. Every lesson is proved by running it: the
 * changed mapping gives for each covered refused cell exactly what the mapping gave for the corrected one, still gives the same
 * for the corrected cells, and gives the same for every row of the input that was not refused.
 */
export async function learn({ mapping, header, rows, compile, input }: LearnOptions): Promise<Learnt> {
  const mapper = await compile(mapping);
  const { fields, otherCells } = await collectCorrections(mapping, header, rows, mapper);
  const found: Lesson[] = [];
  const notLearnt: NotLearnt[] = [];
  for (const corrections of fields) {
    const { lesson, reasons } = await lessonOf(mapping, corrections, compile);
    if (lesson) found.push(lesson);
    notLearnt.push(...reasons.map((reason) => withReason(corrections.field, reason)));
  }
  const together = await provenTogether(mapping, found, compile);
  const compared = await compareInput(mapping, together, { mapper, compile, input, rows });
  return { ...compared, notLearnt: [...notLearnt, ...compared.notLearnt], otherCells };
}

const PROPOSE: readonly ((corrections: FieldCorrections, attempt: TrySpec) => Promise<Finding>)[] = [
  proposeDateFormat,
  proposePhoneCountry,
  proposeValues,
];

/** The lesson of one field: what one proposal does not cover is left to the next. */
async function lessonOf(
  mapping: LoadedMapping,
  { field, evidence, rows }: FieldCorrections,
  compile: Compile,
): Promise<{ readonly lesson: Lesson | undefined; readonly reasons: readonly string[] }> {
  let spec: FieldSpecObject = field.spec;
  let covered: readonly Evidence[] = [];
  const what: string[] = [];
  const reasons: string[] = [];
  for (const propose of PROPOSE) {
    const now = { ...field, spec };
    const rest = evidence.filter((each) => !covered.includes(each));
    const attempt: TrySpec = (tried, on) => tryChange(mapping, { field: now, spec: tried }, on, compile);
    const { proposal, notProposed = [] } = await propose({ field: now, evidence: rest, rows }, attempt);
    reasons.push(...notProposed);
    if (proposal === undefined) continue;
    // What is known of this field must not contradict it, whatever the refused cell was corrected for.
    const trial = await attempt(proposal.spec, evidence);
    if (trial === undefined || trial.wrong.length > 0) {
      reasons.push(`${proposal.what}: it contradicts other corrections of the column`);
      continue;
    }
    spec = proposal.spec;
    covered = trial.covered;
    what.push(proposal.what);
  }
  const unfit = rows - evidence.length;
  if (unfit > 0)
    reasons.push(
      `${counted(unfit, 'corrected row is', 'corrected rows are')} still refused, here or in another cell, or left out by where, and show nothing`,
    );
  if (what.length === 0) return { lesson: undefined, reasons };
  return { lesson: { change: { field, spec }, what, covered, rows }, reasons };
}

function withReason({ name, columnName }: SpecChange['field'], reason: string): NotLearnt {
  return { field: name, column: columnName, reason };
}

/** The lessons that also hold together, in rows where several cells were refused. */
async function provenTogether(mapping: LoadedMapping, lessons: readonly Lesson[], compile: Compile): Promise<Lesson[]> {
  const rows = Map.groupBy(
    lessons.flatMap((lesson) => lesson.covered.map((evidence) => ({ lesson, evidence }))),
    ({ evidence }) => evidence.row,
  );
  const mapper = await compile(
    withSpecs(
      mapping,
      lessons.map(({ change }) => change),
    ),
  );
  const wrong = new Set<Lesson>();
  for (const [row, of] of rows) {
    const columns = of.map(({ lesson }) => lesson.change.field.column);
    const got = await mapper.map(refusedAgain(row, columns));
    const expected = of[0]?.evidence.expected;
    if (expected === undefined || isSame(got, expected)) continue;
    for (const { lesson } of of) wrong.add(lesson);
  }
  return lessons.filter((lesson) => !wrong.has(lesson));
}

/** Leaves out lessons that would change what was sent for a row of the input. */
async function compareInput(
  mapping: LoadedMapping,
  lessons: readonly Lesson[],
  {
    mapper,
    compile,
    input,
    rows: corrected,
  }: Pick<LearnOptions, 'compile' | 'input' | 'rows'> & { readonly mapper: RowMapper },
): Promise<Omit<Learnt, 'otherCells'>> {
  const notLearnt: NotLearnt[] = [];
  if (input === undefined || lessons.length === 0)
    return { lessons, notLearnt, compared: input === undefined ? undefined : 0, alsoAccepted: 0 };
  const isCorrected = new Set(corrected.map(({ before }) => before.number));
  const mapperOf = (of: readonly Lesson[]) =>
    compile(
      withSpecs(
        mapping,
        of.map(({ change }) => change),
      ),
    );
  let kept = [...lessons];
  let changed = await mapperOf(kept);
  let compared = 0;
  let alsoAccepted = 0;
  for await (const rows of input) {
    for (const row of rows) {
      compared += 1;
      const [before, after] = [await mapper.map(row), await changed.map(row)];
      if (before.problems.length > 0) {
        if (after.problems.length === 0 && !isCorrected.has(row.number)) alsoAccepted += 1;
        continue;
      }
      if (isSame(before, after)) continue;
      const wrong = new Set<Lesson>();
      for (const lesson of kept) if (!isSame(before, await (await mapperOf([lesson])).map(row))) wrong.add(lesson);
      for (const { change, what } of wrong.size > 0 ? wrong : kept) {
        const reason = `${what.join(', ')}: it would change row ${row.number}, which was not refused`;
        notLearnt.push(withReason(change.field, reason));
      }
      kept = wrong.size > 0 ? kept.filter((lesson) => !wrong.has(lesson)) : [];
      changed = await mapperOf(kept);
    }
  }
  return { lessons: kept, notLearnt, compared, alsoAccepted };
}
