import { z } from 'zod';
import { mappingSchema } from './mapping-schema.ts';
import type { MappingPath } from './yaml-places.ts';

/** The keys that a strict object of the mapping's schema allows at a path, for suggestions. */
export function knownKeysAt(path: MappingPath): string[] {
  const found = new Set<string>();
  const walk = (schema: unknown, depth: number): void => {
    const step = path[depth];
    if (schema instanceof z.ZodOptional) walk(schema.unwrap(), depth);
    else if (schema instanceof z.ZodUnion) for (const option of schema.options) walk(option, depth);
    else if (schema instanceof z.ZodObject) {
      if (step === undefined) for (const key of Object.keys(schema.shape)) found.add(key);
      else walk(schema.shape[step], depth + 1);
    } else if (schema instanceof z.ZodRecord && step !== undefined) walk(schema.valueType, depth + 1);
    else if (schema instanceof z.ZodArray && step !== undefined) walk(schema.element, depth + 1);
  };
  walk(mappingSchema, 0);
  return [...found];
}
