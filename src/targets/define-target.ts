import { z } from 'zod';
import { codeTableOf } from '../api/parameters.ts';
import { parameterFacts } from './field-type.ts';
import type { FieldDeclaration, Target, TargetField } from './target.ts';

/** Declares a target; types, limits, codes and what is required come from the endpoint's request. */
export function defineTarget(
  target: Omit<Target, 'fields'> & { readonly fields: Readonly<Record<string, FieldDeclaration>> },
): Target {
  // Without a prototype: `constructor` is no field of any target.
  const fields = Object.create(null) as Record<string, TargetField>;
  for (const [name, declaration] of Object.entries(target.fields)) {
    const parameter = parameterOf(target.endpoint.request, name, declaration.memberOf);
    if (parameter === undefined) throw new Error(`${target.name}: ${target.endpoint.name} has no parameter ${name}`);
    const table = codeTableOf(parameter);
    fields[name] = {
      ...declaration,
      ...parameterFacts(parameter),
      ...(table === undefined ? {} : { values: { ...table, ...declaration.valueNames } }),
    };
  }
  return { ...target, fields };
}

function parameterOf(request: z.ZodObject, name: string, list: string | undefined): z.ZodType | undefined {
  if (list === undefined) return request.shape[name] as z.ZodType | undefined;
  const holder: unknown = request.shape[list];
  if (!(holder instanceof z.ZodArray) || !(holder.element instanceof z.ZodObject)) return undefined;
  return holder.element.shape[name] as z.ZodType | undefined;
}
