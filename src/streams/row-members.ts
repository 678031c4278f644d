import { z } from 'zod';
import { optionalInteger, wireInteger } from '../api/wire.ts';

/** The members of an answer's rows, with their schemas, in the order in which the schema has them. */
export function rowMembers(answer: z.ZodType): Readonly<Record<string, z.ZodType>> {
  const shape = answer instanceof z.ZodObject ? (answer.shape as Record<string, z.ZodType>) : {};
  const rows = unwrap(shape['items'] ?? shape['item']);
  const row = rows instanceof z.ZodArray ? unwrap(rows.element as z.ZodType) : rows;
  return row instanceof z.ZodObject ? (row.shape as Record<string, z.ZodType>) : {};
}

/** Takes off what wraps a schema: optional, nullable, lazy, preprocessed. */
function unwrap(schema: z.ZodType | undefined): z.ZodType | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodLazy) {
    return unwrap(schema.unwrap() as z.ZodType);
  }
  return schema instanceof z.ZodPipe ? unwrap(schema.out as z.ZodType) : schema;
}

/** Is it a whole number, a text, or something with members of its own? */
export function schemaKind(schema: z.ZodType): 'text' | 'number' | 'json' {
  if (schema === optionalInteger || schema === wireInteger) return 'number';
  const bare = unwrap(schema);
  return bare instanceof z.ZodArray || bare instanceof z.ZodObject || bare instanceof z.ZodUnknown ? 'json' : 'text';
}
