import { didYouMean } from '../../words/nearest.ts';
import type { FieldSpecObject } from '../field-spec.ts';
import { listed } from '../refusal.ts';
import type { MappingPath } from '../yaml-places.ts';
import { transforms } from './index.ts';
import type { Transform } from './transform.ts';

/** A transform as a mapping uses it, its parameter checked. */
export interface TransformUse {
  readonly transform: Transform;
  readonly parameter: unknown;
  readonly path: MappingPath;
}

/** Reads a field's transforms; what is wrong goes to `report`. */
export function parseTransforms(
  spec: FieldSpecObject['transform'],
  path: MappingPath,
  report: (code: string, message: string, path: MappingPath) => void,
): TransformUse[] {
  if (spec === undefined) return [];
  const uses: TransformUse[] = [];
  const parse = (item: string | Record<string, unknown>, place: MappingPath): void => {
    const entries: [string, unknown][] = typeof item === 'string' ? [[item, undefined]] : Object.entries(item);
    const [entry] = entries;
    if (entry === undefined || entries.length > 1) {
      report('bad-transform', 'One transform has one name: write a list, such as [trim, { slice: 50 }].', place);
      return;
    }
    const [name, value] = entry;
    const transform = transforms.get(name);
    if (transform === undefined) {
      const names = [...transforms.keys()];
      const suggestion = didYouMean(name, names);
      report(
        'unknown-transform',
        `There is no transform "${name}".${suggestion === '' ? ` There are ${listed(names, 30)}.` : suggestion}`,
        place,
      );
      return;
    }
    const parsed = transform.parameter.safeParse(value ?? undefined);
    if (parsed.success) uses.push({ transform, parameter: parsed.data, path: place });
    else {
      const example = JSON.stringify(transform.examples[0]?.use);
      const reason = reasonOf(parsed.error.issues[0]);
      report(
        'bad-transform',
        `Transform "${name}" cannot take that parameter${reason}. Write it like ${example}.`,
        place,
      );
    }
  };
  if (Array.isArray(spec)) for (const [index, item] of spec.entries()) parse(item, [...path, index]);
  else parse(spec, path);
  return uses;
}

interface Issue {
  readonly code?: string | undefined;
  readonly message: string;
  readonly errors?: readonly (readonly Issue[])[];
}

/** The reason that a schema of ours gave, in its own words; zod's are for programmers. */
function reasonOf(issue: Issue | undefined): string {
  if (issue?.code === 'custom') return `: ${issue.message}`;
  const inner = issue?.errors?.flat().find(({ code }) => code === 'custom');
  return inner === undefined ? '' : `: ${inner.message}`;
}
