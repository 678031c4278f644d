import type { Context } from 'hono';
import { z } from 'zod';
import { refuse } from './refusal.ts';

/** The request's JSON, checked. Errors: a refusal that names the member which is wrong. */
export async function readBody<Schema extends z.ZodType>(context: Context, schema: Schema): Promise<z.output<Schema>> {
  const text = await context.req.text();
  let value: unknown;
  try {
    value = text === '' ? {} : JSON.parse(text);
  } catch {
    throw refuse(400, 'bad-request', 'The request is not JSON.');
  }
  return checked(schema, value);
}

/** The query's parameters, checked. */
export function readQuery<Schema extends z.ZodType>(context: Context, schema: Schema): z.output<Schema> {
  const given = Object.entries(context.req.query()).filter(([, value]) => value !== '');
  return checked(schema, Object.fromEntries(given));
}

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw refuse(400, 'bad-request', `The request is wrong: ${z.prettifyError(parsed.error)}`);
}
