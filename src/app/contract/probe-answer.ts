import { ANSWER_CODES, codeName, type Endpoint } from '../../api/index.ts';
import type { Stream } from '../../streams/index.ts';
import { nearest } from '../../words/index.ts';
import { compareShape, type ShapeDifference } from './answer-shape.ts';
import { type ContractFinding, contractFinding, type FindingKind } from './contract-findings.ts';
import { valueShape } from './value-shape.ts';

type Row = Readonly<Record<string, unknown>>;

/** Compares an answer with the schema of its endpoint, and its values with what the document says about them. */
export function probeAnswer(endpoint: Endpoint, body: Row, rows: readonly Row[]): ContractFinding[] {
  const { differences, absent } = compareShape(endpoint.answer, body);
  return [
    ...differences.map((difference) => shapeFinding(endpoint, difference, absent, body)),
    ...emptyForm(endpoint, body),
    ...unknownCodes(endpoint, rows),
  ];
}

function shapeFinding(
  endpoint: Endpoint,
  { kind, path, expected, found, times }: ShapeDifference,
  absent: readonly string[],
  body: Row,
): ContractFinding {
  const facts = { at: path, expected, found, times };
  if (kind !== 'unknown-member') return contractFinding(KINDS[kind], facts);
  const lacksItems = hasItems(endpoint) && body['items'] === undefined;
  if (lacksItems && !path.includes('.') && /^(list|object)/.test(found ?? ''))
    return contractFinding('list-elsewhere', facts);
  const instead = nearestAbsent(path, absent);
  return instead === undefined
    ? contractFinding('unknown-member', facts)
    : contractFinding('renamed-member', { ...facts, instead });
}

const KINDS: Readonly<Record<Exclude<ShapeDifference['kind'], 'unknown-member'>, FindingKind>> = {
  'missing-member': 'missing-member',
  'other-type': 'other-type',
  'number-for-text': 'number-for-text',
  'accepted-type': 'accepted-type',
  'accepted-name': 'accepted-name',
};

function hasItems({ answer }: Endpoint): boolean {
  return 'shape' in answer && Object.hasOwn(answer.shape as object, 'items');
}

/** A member that no row has, and whose name is so near that the unknown one may stand for it. */
function nearestAbsent(path: string, absent: readonly string[]): string | undefined {
  const at = path.lastIndexOf('.') + 1;
  const [folder, name] = [path.slice(0, at), path.slice(at)];
  const beside = absent.filter((each) => each.startsWith(folder) && !each.slice(at).includes('.'));
  const [found] = nearest(
    name,
    beside.map((each) => each.slice(at)),
    1,
  );
  return found === undefined ? undefined : folder + found;
}

/** How a list without rows comes, if not as an empty list. */
function emptyForm(endpoint: Endpoint, body: Row): ContractFinding[] {
  const { items } = body;
  if (!hasItems(endpoint) || Array.isArray(items)) return [];
  if (items !== undefined && items !== null && items !== '') return [];
  return [contractFinding('empty-form', { found: valueShape(items) })];
}

function unknownCodes({ name }: Endpoint, rows: readonly Row[]): ContractFinding[] {
  return Object.entries(ANSWER_CODES[name] ?? {}).flatMap(([path, table]) => {
    const values = rows.flatMap((row) => valuesAt(row, path.split('.')));
    const times = values.filter((value) => codeName(table, value) === undefined).length;
    return times > 0 ? [contractFinding('unknown-code', { at: path, times })] : [];
  });
}

/** The values of a member, which may be in the entries of a list. */
function valuesAt(value: unknown, [name, ...rest]: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((each) => valuesAt(each, name === undefined ? [] : [name, ...rest]));
  if (name === undefined) return value === undefined || value === null || value === '' ? [] : [value];
  return typeof value === 'object' && value !== null ? valuesAt((value as Row)[name], rest) : [];
}

/** Seconds of the epoch have ten digits until the year 2286. */
const LEAST_MILLISECONDS = 100_000_000_000;
/** A record may have been written while the call was on its way. */
const AHEAD_SECONDS = 300;

/** Checks what a stream relies on: times in seconds and not in the future, custom fields as JSON in text. */
export function probeStreamRows(
  { span, partitionBy, custom }: Stream,
  rows: readonly Row[],
  serverSeconds: number,
): ContractFinding[] {
  const times = [span?.unit === 'seconds' ? span.member : undefined, partitionBy?.member].filter(
    (name) => name !== undefined,
  );
  const found = [...new Set(times)].flatMap((at) => {
    const numbers = rows.map((row) => Number(row[at])).filter((number) => number > 0);
    if (numbers.some((number) => number >= LEAST_MILLISECONDS)) return [contractFinding('time-unit', { at })];
    return numbers.some((number) => number > serverSeconds + AHEAD_SECONDS)
      ? [contractFinding('time-ahead', { at })]
      : [];
  });
  return [...found, ...(custom ? customFieldsForm(custom.member, rows) : [])];
}

function customFieldsForm(at: string, rows: readonly Row[]): ContractFinding[] {
  const others = rows.map((row) => row[at]).filter((value) => value !== undefined && value !== null && value !== '');
  const wrong = others.filter((value) => !isEntries(value));
  const [first] = wrong;
  if (wrong.length === 0) return [];
  return [contractFinding('custom-fields-form', { at, found: valueShape(first), times: wrong.length })];
}

function isEntries(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    const entries: unknown = JSON.parse(value);
    return (
      Array.isArray(entries) && entries.every((each) => typeof each?.fieldid === 'string' && 'field_value' in each)
    );
  } catch {
    return false;
  }
}
