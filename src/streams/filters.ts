import { z } from 'zod';
import { type CodeTable, codeTableOf } from '../api/index.ts';
import type { Stream } from './stream.ts';

/** A parameter of a stream's list that `--where` can set. */
export interface Filter {
  readonly name: string;
  readonly description: string;
  /** The list cannot be requested without it, and it has no default. */
  readonly isRequired: boolean;
  /** `time`: epoch seconds, which may be written as a date. `list`: several values. */
  readonly kind: 'text' | 'code' | 'time' | 'list';
  readonly codes?: CodeTable;
  /** The lookup that finds the id of a name. */
  readonly lookup?: string;
  /** Checks the value in wire form. */
  readonly schema: z.ZodType;
}

/** Set by paging, and by the language of the names. */
const FILLED_IN = ['page_no', 'page_size'];
const WITH_DEFAULT = ['language'];

/** The filters of a stream's own list. */
export function filtersOf(stream: Stream): Filter[] {
  const { parents, span } = stream;
  const filledIn = parents?.batch ? [...FILLED_IN, parents.parameter] : FILLED_IN;
  const withDefault = [...WITH_DEFAULT, parents?.parameter, ...(span?.required ? [span.start, span.end] : [])];
  return Object.entries(stream.endpoint.request.shape as Record<string, z.ZodType>)
    .filter(([name]) => !filledIn.includes(name))
    .map(([name, schema]): Filter => {
      const codes = codeTableOf(schema);
      const lookup = stream.lookups?.[name];
      return {
        name,
        description: schema.meta()?.description ?? '',
        isRequired: !(schema instanceof z.ZodOptional) && !withDefault.includes(name),
        kind: codes ? 'code' : kindOf(name, schema),
        ...(codes && { codes }),
        ...(lookup && { lookup }),
        schema,
      };
    });
}

function kindOf(name: string, schema: z.ZodType): Filter['kind'] {
  const bare = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  if (bare instanceof z.ZodArray) return 'list';
  return name.endsWith('_time') ? 'time' : 'text';
}
