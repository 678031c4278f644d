import { type Endpoint, pageInput } from '../../api/index.ts';
import type { Stream } from '../../streams/index.ts';
import { type ContractFinding, contractFinding } from './contract-findings.ts';
import type { Asked } from './read-only-caller.ts';

type Row = Readonly<Record<string, unknown>>;
type Answered = Extract<Asked, { is: 'answered' }>;

/** A list that was asked for, and how to ask for more of it. */
export interface ProbedList {
  readonly endpoint: Endpoint;
  readonly stream: Stream | undefined;
  /** The parameters that gave the rows, without those of the page. */
  readonly input: Row;
  /** The first page, of `PAGE_SIZE` rows where the list is paged. */
  readonly first: Answered;
  ask(input: Row): Promise<Asked>;
}

/** The rows that exports and the mirror ask for at once. */
export const PAGE_SIZE = 100;
/** Rows of the small pages by which numbering and order are checked. */
const MAX_SMALL_PAGE = 10;

/** Checks how a list is paged: caps, numbering, order, its count, and what follows the last page. */
export async function probePaging(list: ProbedList): Promise<ContractFinding[]> {
  const { endpoint, first, stream } = list;
  if (!endpoint.paged) return [];
  if (first.rows.length === 0) return first.total ? await noFirstPage(list) : [];
  const capped = await pageCap(list);
  const found = [...counterFindings(list), ...orderNotes(stream, first.rows), ...capped.findings];
  if (first.rows.length > 1) found.push(...(await smallPages(list)));
  return [...found, ...(await lastPages(list, capped.size))];
}

/** The count says that there are rows, and page 1 has none. */
async function noFirstPage(list: ProbedList): Promise<ContractFinding[]> {
  if (await hasPageZero(list, PAGE_SIZE)) return [contractFinding('first-page')];
  return [contractFinding('total-wrong')];
}

async function page(
  { endpoint, input, ask }: ProbedList,
  number: number,
  size: number,
): Promise<readonly Row[] | undefined> {
  const answer = await ask(pageInput(endpoint, input, number, size));
  return answer.is === 'answered' ? answer.rows : undefined;
}

/** Whether the server gives smaller pages than it is asked for. `size`: the rows of a full page. */
async function pageCap(list: ProbedList): Promise<{ size: number; findings: ContractFinding[] }> {
  const { first } = list;
  const count = first.rows.length;
  if (count >= PAGE_SIZE) return { size: PAGE_SIZE, findings: [] };
  const echoed = Number(first.body['page_size'] || PAGE_SIZE);
  const hasMore = first.total === undefined ? isOther(await page(list, 2, PAGE_SIZE), first.rows) : first.total > count;
  const size = hasMore ? count : Math.max(count, echoed);
  if (size >= PAGE_SIZE) return { size: PAGE_SIZE, findings: [] };
  return { size, findings: [contractFinding('page-capped', { expected: String(PAGE_SIZE), found: String(size) })] };
}

function isOther(rows: readonly Row[] | undefined, before: readonly Row[]): boolean {
  return rows !== undefined && rows.length > 0 && keyOf(rows) !== keyOf(before);
}

function keyOf(rows: readonly Row[]): string {
  return JSON.stringify(rows);
}

/** The counters of the first page. */
function counterFindings({ endpoint, first }: ProbedList): ContractFinding[] {
  const { body, rows, total } = first;
  const isCounted = endpoint.paged === true;
  const number = body['page_no'];
  return [
    ...(isCounted && total === undefined ? [contractFinding('total-missing')] : []),
    ...(total !== undefined && total < rows.length ? [contractFinding('total-wrong')] : []),
    ...(number !== undefined && number !== null && number !== '' && Number(number) !== 1
      ? [contractFinding('page-number-other')]
      : []),
  ];
}

/** The members by which the rows come ordered, of those that exports rely on. */
function orderNotes(stream: Stream | undefined, rows: readonly Row[]): ContractFinding[] {
  const members = new Set([stream?.partitionBy?.member, stream?.span?.member]);
  return [...members].flatMap((at) => {
    if (at === undefined) return [];
    const times = rows.map((row) => Number(row[at]));
    if (new Set(times).size < 3 || times.some(Number.isNaN)) return [];
    const isSorted = (sign: number) => times.every((time, index) => (time - (times[index - 1] ?? time)) * sign >= 0);
    if (isSorted(-1)) return [contractFinding('newest-first', { at })];
    return isSorted(1) ? [contractFinding('oldest-first', { at })] : [];
  });
}

/** Small pages must hold the rows that the first page began with, in the same order, however many are added meanwhile. */
async function smallPages(list: ProbedList): Promise<ContractFinding[]> {
  const all = list.first.rows;
  const size = Math.min(MAX_SMALL_PAGE, Math.floor(all.length / 2));
  const [one, two] = [await page(list, 1, size), await page(list, 2, size)];
  if (one === undefined || two === undefined) return [];
  if (one.length > size) {
    return [contractFinding('page-size-ignored', { expected: String(size), found: String(one.length) })];
  }
  const idOf = rowIdentity(list);
  const places = new Map(all.map((row, index) => [idOf(row), index]));
  const [here, next] = [one, two].map((rows) => rows.map((row) => places.get(idOf(row)) ?? -1)) as [number[], number[]];
  if (one.length > 0 && String(one.map(idOf)) === String(two.map(idOf))) return [contractFinding('page-repeats')];
  if (here.every((place) => place < 0)) {
    return [contractFinding((await hasPageZero(list, size)) ? 'first-page' : 'order-changes')];
  }
  // Rows that are added between the two calls move others from the end of one page to the start of the next.
  return [here, next].every(isAscending) ? [] : [contractFinding('order-changes')];
}

function isAscending(places: readonly number[]): boolean {
  const known = places.filter((place) => place >= 0);
  return known.every((place, index) => index === 0 || place > (known[index - 1] ?? 0));
}

/** Does the server number pages from 0? A server that numbers them from 1 refuses page 0, or gives page 1. */
async function hasPageZero(list: ProbedList, size: number): Promise<boolean> {
  const [zero, one] = [await page(list, 0, size), await page(list, 1, size)];
  return zero !== undefined && zero.length > 0 && keyOf(zero) !== keyOf(one ?? []);
}

/** Identifies a row by the members that identify a record: others may change meanwhile. */
function rowIdentity({ stream, first }: ProbedList): (row: Row) => string {
  const members = stream?.id.filter((name) => first.rows.every((row) => row[name] !== undefined)) ?? [];
  return (row) => JSON.stringify(members.length === 0 ? row : members.map((name) => row[name]));
}

/** A page that far back is slow for a server, and exports read long lists in parts of fewer pages. */
const MAX_LAST_PAGE = 100;

/** The last page must have rows, and the one after it none. */
async function lastPages(list: ProbedList, size: number): Promise<ContractFinding[]> {
  const { total, rows } = list.first;
  if (total === undefined || total < rows.length) return [];
  const last = Math.ceil(total / size);
  if (last > MAX_LAST_PAGE) return [];
  const found: ContractFinding[] = [];
  const ending = last > 1 ? await page(list, last, PAGE_SIZE) : undefined;
  if (ending?.length === 0) found.push(contractFinding('total-wrong'));
  const after = await list.ask(pageInput(list.endpoint, list.input, last + 1, PAGE_SIZE));
  if (after.is === 'answered' && after.rows.length > 0 && found.length === 0)
    found.push(contractFinding('past-the-end'));
  return found;
}
