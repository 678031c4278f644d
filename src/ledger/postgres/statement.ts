import type { SqlValue } from '../sql.ts';
import { toStoredText } from './stored-text.ts';

/** A statement as PostgreSQL takes it. */
export interface Statement {
  /** Under this name each connection prepares it once. */
  readonly name: string;
  /** With `$1`, `$2` … for the values. */
  readonly text: string;
  /** What each value is converted to. */
  readonly parameters: readonly ParameterKind[];
}

/** `texts` and `integers` are lists, given as JSON text. */
type ParameterKind = 'value' | 'texts' | 'integers';

/** A value as the driver takes it. */
export type Parameter = string | number | null | readonly (string | number | null)[];

const statements = new Map<string, Statement>();

/** The statement for SQL in which `?` stands for a value, and `?::text[]` or `?::bigint[]` for a list. */
export function statementFor(sql: string): Statement {
  const known = statements.get(sql);
  if (known) return known;
  const parameters: ParameterKind[] = [];
  const text = sql.replace(TOKENS, (token, cast: string | undefined) => {
    if (!token.startsWith('?')) return token;
    parameters.push(cast === undefined ? 'value' : cast === '::text[]' ? 'texts' : 'integers');
    return `$${parameters.length}${cast ?? ''}`;
  });
  const statement = { name: `s${statements.size + 1}`, text, parameters };
  statements.set(sql, statement);
  return statement;
}

/** Quoted texts and names, comments, and placeholders. */
const TOKENS = /'(?:[^']|'')*'|"[^"]*"|--[^\n]*|\?(::(?:text|bigint)\[\])?/g;

/** The values of a statement as the driver takes them. */
export function parametersOf({ parameters, text }: Statement, values: readonly SqlValue[]): Parameter[] {
  if (values.length !== parameters.length) {
    throw new Error(`${values.length} values for ${parameters.length} placeholders: ${text}`);
  }
  return values.map((value, at) => {
    const kind = parameters[at];
    if (kind === 'texts') return (JSON.parse(String(value)) as unknown[]).map((item) => toStoredText(String(item)));
    // As a list of PostgreSQL, whose numbers keep all 64 bits.
    if (kind === 'integers') return `{${String(value).trim().slice(1, -1)}}`;
    return toParameter(value);
  });
}

export function toParameter(value: SqlValue): string | number | null {
  if (typeof value === 'string') return toStoredText(value);
  return typeof value === 'bigint' ? String(value) : value;
}

/** An `INSERT … VALUES (?, …) …` in its parts. */
interface Insert {
  readonly table: string;
  readonly columns: readonly string[];
  /** The values in their order: a placeholder, or an expression. */
  readonly values: readonly string[];
  /** What follows the values. */
  readonly tail: string;
}

const INSERT = /^\s*INSERT\s+INTO\s+(\w+)\s*\(([^)]*)\)\s*VALUES\s*\(([^()]*)\)([^?]*)$/i;

/** Takes an insertion apart, whose values are placeholders or literals. */
export function insertOf(sql: string): Insert {
  const [, table = '', columns, values, tail = ''] = INSERT.exec(sql) ?? [];
  if (columns === undefined || values === undefined) throw new Error(`not an insertion of several records: ${sql}`);
  const list = (text: string) => text.split(',').map((item) => item.trim());
  return { table, columns: list(columns), values: list(values), tail };
}

/**
 * SQL that inserts any number of records with one list of values for each column: it is planned once, whereas `VALUES` with 256 records
 * takes longer to plan than to run. `types`: of the columns.
 */
export function insertFromLists({ table, columns, values, tail }: Insert, types: ReadonlyMap<string, string>): string {
  const given = columns.filter((_, at) => values[at] === '?');
  const lists = given.map((column, at) => `$${at + 1}::${types.get(column) ?? 'text'}[]`);
  const selected = columns.map((column, at) => (values[at] === '?' ? `given.${column}` : values[at]));
  return `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${selected.join(', ')}
    FROM unnest(${lists.join(', ')}) AS given(${given.join(', ')}) ${tail}`;
}
