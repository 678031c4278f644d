import { refuse } from '../refusal.ts';

/** A parameter of the query; an empty one is like none. */
export function queryText(query: URLSearchParams, name: string): string | undefined {
  return query.get(name) || undefined;
}

export function requiredQueryText(query: URLSearchParams, name: string): string {
  const value = queryText(query, name);
  return value === undefined || value.trim() === '' ? refuse('required', name) : value;
}

/** An integer of the query: digits, perhaps with a sign. */
export function queryInteger(query: URLSearchParams, name: string): number | undefined {
  const value = queryText(query, name);
  if (value === undefined) return undefined;
  return /^-?\d{1,15}$/.test(value) ? Number(value) : refuse('wrongType', name, 'an integer');
}

/** A parameter of the query that is one of a few. */
export function queryChoice(query: URLSearchParams, name: string, values: readonly string[]): string | undefined {
  const value = queryText(query, name);
  return value === undefined || values.includes(value)
    ? value
    : refuse('notAllowed', name, `${value} is none of ${values.join(', ')}`);
}
