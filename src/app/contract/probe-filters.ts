import { codeTableOf, type Endpoint, pageInput } from '../../api/index.ts';
import type { Stream, TimeSpan } from '../../streams/index.ts';
import { t } from '../../words/index.ts';
import { isRequired, PAGE_PARAMETERS, parameterKind, parametersOf } from './call-inputs.ts';
import { type ContractFinding, contractFinding } from './contract-findings.ts';
import { PAGE_SIZE, type ProbedList } from './probe-paging.ts';
import type { Asked } from './read-only-caller.ts';

type Row = Readonly<Record<string, unknown>>;

/** A value that no record has: an id, a name or an address. */
const IMPOSSIBLE = 'sobot-etl-contract-check-7d1f0c93';
/** A span long after every record. */
const IMPOSSIBLE_SPAN = { start: 4_102_444_800, end: 4_102_448_400 };

/** One call with a filter, and what must be true of its rows. */
interface FilterTrial {
  /** The filter as a person would name it: `tel`, or its parameters. */
  readonly at: string;
  readonly input: Row;
  /** The member that each row must have so, and the check of its value; undefined: there must be no rows. */
  readonly every?: { readonly member: string; readonly fits: (value: unknown) => boolean };
  /** A row that must be among the rows. */
  readonly finds?: Row;
}

/** Checks that the filters of a list filter: with values that no record has, and with those of records that are there. */
export async function probeFilters(list: ProbedList): Promise<ContractFinding[]> {
  if (list.first.rows.length === 0) return [];
  const found: ContractFinding[] = [];
  for (const trial of filterTrials(list)) {
    // One finding says enough about a filter that is ignored.
    if (found.some(({ kind, at }) => kind === 'filter-ignored' && at === trial.at)) continue;
    const answer = await list.ask(pageInput(list.endpoint, { ...list.input, ...trial.input }, 1, PAGE_SIZE));
    const finding = judge(trial, answer, list);
    if (finding) found.push(finding);
  }
  return [...found, ...(await probeCodes(list))];
}

/** A refusal is as good as no rows where there must be none. */
function judge({ at, every, finds }: FilterTrial, answer: Asked, list: ProbedList): ContractFinding | undefined {
  const facts = { at, users: filterUsers(list, at) };
  if (answer.is === 'refused') return finds ? contractFinding('filter-misses', facts) : undefined;
  const { rows } = answer;
  if (every === undefined) return rows.length > 0 ? contractFinding('filter-ignored', facts) : undefined;
  const { member, fits } = every;
  if (rows.some((row) => !fits(row[member]))) return contractFinding('filter-loose', { ...facts, found: member });
  const isCut = rows.length < (answer.total ?? rows.length);
  const isFound = finds === undefined || isCut || rows.some((row) => sameRecord(row, finds, list.stream));
  return isFound ? undefined : contractFinding('filter-misses', facts);
}

function sameRecord(row: Row, other: Row, stream: Stream | undefined): boolean {
  const members = stream?.id ?? Object.keys(other);
  return members.every((name) => row[name] === undefined || row[name] === other[name]);
}

function filterTrials(list: ProbedList): FilterTrial[] {
  const spans = spansOf(list.endpoint, list.stream);
  const inSpans = new Set(spans.flatMap(({ start, end }) => [start, end]));
  const words = wordTrials(list);
  const inWords = new Set(words.flatMap(({ input }) => Object.keys(input).slice(1)));
  const parameters = freeParameters(list.endpoint).filter(([name]) => !inSpans.has(name) && !inWords.has(name));
  return [
    ...spans.flatMap((span) => spanTrials(span, list)),
    ...parameters.flatMap(([name, schema]): FilterTrial[] => {
      const kind = parameterKind(schema);
      if (kind !== 'text' && kind !== 'list') return [];
      return [
        { at: name, input: { [name]: kind === 'list' ? [IMPOSSIBLE] : IMPOSSIBLE } },
        ...sampleTrials(name, name, {}, list),
      ];
    }),
    ...words,
  ];
}

/** Optional parameters that select rows. */
function freeParameters(endpoint: Endpoint) {
  const { path, modifiers = [] } = endpoint;
  return parametersOf(endpoint).filter(
    ([name, schema]) =>
      !isRequired(schema) &&
      !PAGE_PARAMETERS.includes(name) &&
      !modifiers.includes(name) &&
      !path.includes(`{${name}}`),
  );
}

/** A trial with the value of a record that is there. */
function sampleTrials(at: string, member: string, also: Row, { first }: ProbedList, parameter = member): FilterTrial[] {
  const sample = first.rows.find((row) => typeof row[member] === 'string' && row[member] !== '');
  if (sample === undefined) return [];
  const value = String(sample[member]);
  const fits = (other: unknown) => holds(other, value);
  return [{ at, input: { ...also, [parameter]: value }, every: { member, fits }, finds: sample }];
}

/** Does a member have the value, perhaps among others or with more around it, as a search finds it? */
function holds(other: unknown, value: string): boolean {
  const fold = (text: string) => text.toLowerCase().replace(/[\s()+-]/g, '');
  return fold(String(other ?? '')).includes(fold(value));
}

/** Filters that consist of two parameters: what is searched, and the value. */
function wordTrials(list: ProbedList): FilterTrial[] {
  const seen = new Set<string>();
  return Object.entries(list.stream?.filterWords ?? {}).flatMap(([word, parameters]): FilterTrial[] => {
    const value = parameters.find((each) => !each.includes('='));
    const fixed = parameters.filter((each) => each.includes('='));
    if (value === undefined || fixed.length === 0) return [];
    const also = Object.fromEntries(
      fixed
        .map((each) => each.split('=') as [string, string])
        .map(([name, code]) => [name, codeOf(list.endpoint, name, code)]),
    );
    const isNew = !seen.has(fixed.join());
    seen.add(fixed.join());
    const impossible = { at: word, input: { ...also, [value]: IMPOSSIBLE } };
    const isMember = list.stream?.members.some(({ name }) => name === word);
    return [...(isNew ? [impossible] : []), ...(isMember ? sampleTrials(word, word, also, list, value) : [])];
  });
}

function codeOf(endpoint: Endpoint, parameter: string, name: string): unknown {
  const schema = parametersOf(endpoint).find(([each]) => each === parameter)?.[1];
  return (schema && codeTableOf(schema)?.[name]) ?? name;
}

interface ProbedSpan extends Pick<TimeSpan, 'start' | 'end' | 'member'> {}

/** Pairs of parameters that limit a time; those of the stream with the member that they compare. */
function spansOf(endpoint: Endpoint, stream: Stream | undefined): ProbedSpan[] {
  const names = new Map(parametersOf(endpoint));
  return [...names].flatMap(([start, schema]): ProbedSpan[] => {
    const end = start.replace('start', 'end');
    if (end === start || !names.has(end) || parameterKind(schema) !== 'whole-number') return [];
    const known = [stream?.span, stream?.partitionBy].find((each) => each?.start === start);
    return [{ start, end, ...(known?.member !== undefined && { member: known.member }) }];
  });
}

/** A span after every record, and the very second of a record. */
function spanTrials({ start, end, member }: ProbedSpan, { first }: ProbedList): FilterTrial[] {
  const at = `${start}, ${end}`;
  const impossible = { at, input: { [start]: IMPOSSIBLE_SPAN.start, [end]: IMPOSSIBLE_SPAN.end } };
  const sample = member === undefined ? undefined : first.rows.find((row) => Number(row[member]) > 0);
  if (member === undefined || sample === undefined) return [impossible];
  const time = Number(sample[member]);
  const fits = (value: unknown) => Number(value) === time;
  return [impossible, { at, input: { [start]: time, [end]: time }, every: { member, fits }, finds: sample }];
}

/** A filter by code is ignored if every code gives the same rows as no filter. */
async function probeCodes(list: ProbedList): Promise<ContractFinding[]> {
  const { endpoint, input, first, ask } = list;
  const found: ContractFinding[] = [];
  for (const [name, schema] of freeParameters(endpoint)) {
    const codes = Object.values(codeTableOf(schema) ?? {});
    if (codes.length < 2) continue;
    const lists = new Set<string>();
    for (const code of codes) {
      const answer = await ask(pageInput(endpoint, { ...input, [name]: code }, 1, PAGE_SIZE));
      lists.add(answer.is === 'answered' ? listKey(answer) : answer.is);
    }
    if (lists.size > 1 || !lists.has(listKey(first))) continue;
    found.push(contractFinding('filter-ignored', { at: name, users: filterUsers(list, name) }));
  }
  return found;
}

/** What tells a list from others: its count, or else its first rows. */
function listKey({ total, rows }: Extract<Asked, { is: 'answered' }>): string {
  return total === undefined ? JSON.stringify(rows) : String(total);
}

/** The commands that use a filter, for the sentence "… read the whole list". */
function filterUsers({ stream, endpoint }: ProbedList, at: string): string {
  if (stream === undefined) return t`Calls of ${endpoint.name} with it`;
  const { span, partitionBy, filterWords, name } = stream;
  const isOf = (each: { readonly start: string } | undefined) => each !== undefined && at.startsWith(`${each.start},`);
  if (isOf(span)) return t`Exports of ${name} with --since or --until, and refreshes of the mirror,`;
  if (isOf(partitionBy)) return t`Long exports of ${name}, which are read in parts by ${partitionBy?.member ?? ''},`;
  const words: Readonly<Record<string, readonly string[]>> = filterWords ?? {};
  const isSearch = Object.hasOwn(words, at) && words[at]?.some((each) => each.includes('='));
  return isSearch
    ? t`Exports of ${name} with --where ${at}=…, and lookups of customers by it,`
    : t`Exports of ${name} with --where ${at}=…`;
}
