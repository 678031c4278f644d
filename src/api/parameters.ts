import { z } from 'zod';
import type { CodeTable, CodeValue } from './codes.ts';

const codeTables = z.registry<{ table: CodeTable }>();

/** Text that may be blank, of at most `maxLength` characters. */
export function text(maxLength?: number): z.ZodString {
  if (maxLength === undefined) return z.string();
  const limit = z.maxLength(maxLength);
  const { check } = limit._zod;
  // zod counts UTF-16 units, but the API counts characters: an emoji of two units is one character.
  limit._zod.check = (payload) => {
    if (typeof payload.value === 'string' && [...payload.value].length <= maxLength) return;
    return check(payload);
  };
  return z.string().check(limit);
}

/** Text that must not be blank. */
export function filledText(maxLength?: number): z.ZodString {
  return text(maxLength).min(1);
}

/** A value of a code table, in the exact type that it has on the wire. */
export function code<const Table extends CodeTable>(table: Table): z.ZodLiteral<CodeValue<Table>> {
  const schema = z.literal(Object.values(table) as CodeValue<Table>[]);
  codeTables.add(schema, { table });
  return schema;
}

/** A value of a code table in a query, where `3` and `"3"` are the same. */
export function queryCode(table: CodeTable): z.ZodLiteral<string | number> {
  const schema = z.literal(Object.values(table).flatMap((value) => [value, ...otherSpelling(value)]));
  codeTables.add(schema, { table });
  return schema;
}

function otherSpelling(value: string | number): (string | number)[] {
  if (typeof value === 'number') return [String(value)];
  return /^-?\d+$/.test(value) ? [Number(value)] : [];
}

/** A whole number in a query, where it may be written as digits. */
export const integerOrDigits = z.union([z.int(), z.string().regex(/^-?\d{1,15}$/)]);

/** The number or the size of a page. */
export const pageNumber = z.int().min(1);

/** A parameter that every call must carry. */
export function required<Schema extends z.ZodType>(schema: Schema, description: string): Schema {
  return schema.meta({ description });
}

/** A parameter that a call may leave out. */
export function optional<Schema extends z.ZodType>(schema: Schema, description: string): z.ZodOptional<Schema> {
  return schema.optional().meta({ description });
}

/** The code table behind a parameter, if its values are codes. */
export function codeTableOf(parameter: z.ZodType): CodeTable | undefined {
  const schema = parameter instanceof z.ZodOptional ? (parameter.unwrap() as z.ZodType) : parameter;
  return codeTables.get(schema)?.table;
}
