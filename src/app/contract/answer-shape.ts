import { z } from 'zod';
import { valueShape } from './value-shape.ts';

/** How a member of an answer differs from what its schema expects. */
export type ShapeKind =
  | 'unknown-member'
  | 'missing-member'
  | 'other-type'
  | 'number-for-text'
  | 'accepted-type'
  | 'accepted-name';

/** One way in which a member differs, and in how many places. */
export interface ShapeDifference {
  readonly kind: ShapeKind;
  /** The member's path without positions: `items[].tel`. */
  readonly path: string;
  /** The shape that the schema expects. */
  readonly expected?: string;
  /** The shape that came: `text of digits`. Never a value. */
  readonly found?: string;
  readonly times: number;
}

/** What an answer is made of, compared with the schema that reads it. */
export interface AnswerShape {
  readonly differences: readonly ShapeDifference[];
  /** Members of the schema that occur nowhere in the answer although their object does. */
  readonly absent: readonly string[];
}

/** Compares an answer with a schema, member by member. Unknown members, which schemas let pass, are found in the schema's shape. */
export function compareShape(schema: z.ZodType, answer: unknown): AnswerShape {
  const comparison = new Comparison();
  comparison.compare(schema, answer, '');
  return comparison.result();
}

type Found = Omit<ShapeDifference, 'times'>;

class Comparison {
  readonly #differences = new Map<string, { readonly found: Found; times: number }>();
  readonly #expected = new Set<string>();
  readonly #present = new Set<string>();

  result(): AnswerShape {
    const differences = [...this.#differences.values()].map(({ found, times }) => ({ ...found, times }));
    return { differences, absent: [...this.#expected].filter((path) => !this.#present.has(path)) };
  }

  compare(schema: z.ZodType, value: unknown, path: string): void {
    if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
      if (value !== null && value !== undefined) this.compare(schema.unwrap() as z.ZodType, value, path);
      else if (!schema.safeParse(value).success) this.#differs(schema, value, path);
      return;
    }
    if (schema instanceof z.ZodLazy) this.compare(schema.unwrap() as z.ZodType, value, path);
    else if (schema instanceof z.ZodPipe) this.#comparePipe(schema, value, path);
    else if (schema instanceof z.ZodObject) this.#compareObject(schema, value, path);
    else if (schema instanceof z.ZodUnion) this.#compareUnion(schema, value, path);
    else if (schema instanceof z.ZodArray && Array.isArray(value)) {
      for (const item of value) this.compare(schema.element as z.ZodType, item, `${path}[]`);
    } else if (!schema.safeParse(value).success) this.#differs(schema, value, path);
  }

  /** A schema that prepares the value first, or that transforms it afterwards. */
  #comparePipe(schema: z.ZodPipe, value: unknown, path: string): void {
    if (!(schema.in instanceof z.ZodTransform)) {
      this.compare(schema.in as z.ZodType, value, path);
      return;
    }
    const prepared = schema.in.safeParse(value).data;
    const isBlank = value === undefined || value === null || value === '';
    if (!isBlank && Array.isArray(prepared) && !Array.isArray(value)) {
      this.#add({ kind: 'accepted-type', path, expected: 'list', found: valueShape(value) });
    }
    if (isObject(value) && isObject(prepared)) {
      for (const name of Object.keys(value)) {
        if (!Object.hasOwn(prepared, name)) this.#add({ kind: 'accepted-name', path: memberPath(path, name) });
      }
    }
    this.compare(schema.out as z.ZodType, prepared, path);
  }

  #compareObject(schema: z.ZodObject, value: unknown, path: string): void {
    if (!isObject(value)) {
      this.#differs(schema, value, path);
      return;
    }
    for (const [name, member] of Object.entries(schema.shape as Record<string, z.ZodType>)) {
      const at = memberPath(path, name);
      this.#expected.add(at);
      if (Object.hasOwn(value, name)) {
        this.#present.add(at);
        this.compare(member, value[name], at);
      } else if (!member.safeParse(undefined).success) {
        this.#add({ kind: 'missing-member', path: at, expected: expectedShape(member) });
      }
    }
    for (const [name, member] of Object.entries(value)) {
      if (Object.hasOwn(schema.shape, name)) continue;
      this.#add({ kind: 'unknown-member', path: memberPath(path, name), found: valueShape(member) });
    }
  }

  /** The first alternative is what the document says; the others are tolerated. */
  #compareUnion(schema: z.ZodUnion, value: unknown, path: string): void {
    const options = schema.options as readonly z.ZodType[];
    const fitting = options.findIndex((option) => option.safeParse(value).success);
    const [documented] = options;
    if (fitting < 0) this.#differs(schema, value, path);
    if (fitting <= 0 || value === '' || documented === undefined) return;
    const kind = typeof value === 'number' ? 'number-for-text' : 'accepted-type';
    this.#add({ kind, path, expected: expectedShape(documented), found: valueShape(value) });
  }

  #differs(schema: z.ZodType, value: unknown, path: string): void {
    const facts = { path, expected: expectedShape(schema) };
    if (value === undefined) this.#add({ kind: 'missing-member', ...facts });
    else this.#add({ kind: 'other-type', ...facts, found: valueShape(value) });
  }

  #add(found: Found): void {
    const key = JSON.stringify([found.kind, found.path, found.found]);
    const known = this.#differences.get(key);
    if (known) known.times += 1;
    else this.#differences.set(key, { found, times: 1 });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member's name may hold data where a server keys an object by it; only what looks like a name is shown. */
const PLAIN_NAME = /^(?!.*\d{6})(?![\da-f]{16,}$)[A-Za-z_$][\w$-]{0,47}$/;

function memberPath(path: string, name: string): string {
  const shown = PLAIN_NAME.test(name) ? name : '(a name that is not shown)';
  return path === '' ? shown : `${path}.${shown}`;
}

const SHAPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  array: 'list',
  boolean: 'true or false',
};

/** What a schema expects, of several alternatives the first. */
function expectedShape(schema: z.ZodType): string {
  let json: { type?: unknown; anyOf?: readonly { type?: unknown }[] };
  try {
    json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as typeof json;
  } catch {
    return 'something else';
  }
  const types = [json.type ?? json.anyOf?.[0]?.type ?? (schema instanceof z.ZodPipe ? 'array' : 'something else')];
  const type = String(types.flat()[0]);
  return SHAPE_NAMES[type] ?? type;
}
