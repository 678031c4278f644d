import { refuse } from '../refusal.ts';
import type { Call } from '../world.ts';

/** A JSON object of parameters. */
export type Params = Readonly<Record<string, unknown>>;

export function isParams(value: unknown): value is Params {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The body as an object. */
export function objectBody({ body }: Call): Params {
  return isParams(body) ? body : refuse('wrongBody', '', 'a JSON object');
}

/** The body as an array. */
export function arrayBody({ body }: Call): readonly unknown[] {
  return Array.isArray(body) ? body : refuse('wrongBody', '', 'a JSON array');
}

/** A text parameter; absent and `null` are alike. */
export function textParam(params: Params, name: string): string | undefined {
  const value = params[name];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : refuse('wrongType', name, 'a string');
}

/** A text parameter that must say something. */
export function requiredText(params: Params, name: string): string {
  const value = textParam(params, name);
  return value === undefined || value.trim() === '' ? refuse('required', name) : value;
}

/** A text parameter of at most so many characters. */
export function shortText(params: Params, name: string, maxLength: number): string | undefined {
  const value = textParam(params, name);
  return value !== undefined && isLonger(value, maxLength) ? refuse('tooLong', name, `${maxLength} characters`) : value;
}

/** An integer parameter: a JSON number, as the tables say. */
export function integerParam(params: Params, name: string): number | undefined {
  const value = params[name];
  if (value === undefined || value === null) return undefined;
  return Number.isSafeInteger(value) ? (value as number) : refuse('wrongType', name, 'an integer');
}

export function requiredInteger(params: Params, name: string): number {
  return integerParam(params, name) ?? refuse('required', name);
}

/** An array parameter. */
export function listParam(params: Params, name: string): readonly unknown[] | undefined {
  const value = params[name];
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? value : refuse('wrongType', name, 'a list');
}

/** An array of strings. */
export function textList(params: Params, name: string): readonly string[] | undefined {
  const values = listParam(params, name);
  if (values?.some((value) => typeof value !== 'string')) refuse('wrongType', name, 'a list of strings');
  return values as readonly string[] | undefined;
}

/** Refuses a value that is none of those allowed. */
export function allowed<Value extends string | number>(name: string, value: Value, values: readonly Value[]): Value {
  return values.includes(value) ? value : refuse('notAllowed', name, `${value} is none of ${values.join(', ')}`);
}

/** Does the text have more characters than this? Counts what people see as characters, not UTF-16 units. */
export function isLonger(value: string, maxLength: number): boolean {
  return value.length > maxLength && [...value].length > maxLength;
}
