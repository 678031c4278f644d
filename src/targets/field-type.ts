import { z } from 'zod';

/**
 * What a field's value is on the wire.
 * `text`: a text, several values joined by comma; `code`: one of the values of a code table; `texts`: a list of texts;
 * `named-ids`: a list of `{id, name}`; `names`: a list of `{name}`.
 */
export type FieldType = 'text' | 'code' | 'texts' | 'named-ids' | 'names';

/** What the schema of a request's parameter says of its values. */
export interface ParameterFacts {
  readonly type: FieldType;
  readonly required: boolean;
  /** The text (or each text of a list) must not be blank. */
  readonly filled: boolean;
  readonly maxLength?: number;
  readonly description: string;
}

/**
 * Reads a request parameter's schema.
 * @throws Error where the schema is of a kind that no field type covers: a parameter that mappings could not fill.
 */
export function parameterFacts(parameter: z.ZodType): ParameterFacts {
  const required = !(parameter instanceof z.ZodOptional);
  const schema = parameter instanceof z.ZodOptional ? (parameter.unwrap() as z.ZodType) : parameter;
  const description = parameter.meta()?.description ?? schema.meta()?.description ?? '';
  return { required, description, ...typeOf(schema) };
}

function typeOf(schema: z.ZodType): Omit<ParameterFacts, 'required' | 'description'> {
  if (schema instanceof z.ZodString) return { type: 'text', ...textFacts(schema) };
  if (schema instanceof z.ZodLiteral) return { type: 'code', filled: true };
  if (schema instanceof z.ZodArray) {
    const element = schema.element as z.ZodType;
    if (element instanceof z.ZodString) return { type: 'texts', ...textFacts(element) };
    if (element instanceof z.ZodObject) {
      const members = Object.keys(element.shape);
      const name: unknown = element.shape['name'];
      if (name instanceof z.ZodString) {
        return { type: members.includes('id') ? 'named-ids' : 'names', ...textFacts(name) };
      }
    }
  }
  throw new Error(`no field type covers a ${schema.constructor.name}`);
}

function textFacts(schema: z.ZodString): { filled: boolean; maxLength?: number } {
  const { minLength, maxLength } = schema;
  return { filled: (minLength ?? 0) > 0, ...(maxLength === null ? {} : { maxLength }) };
}
