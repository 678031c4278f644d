import { Columns } from './columns.ts';
import type { Mapping } from './mapping-schema.ts';

/**
 * Finds the places of the columns that a field takes its value from. Fields are named as problems name them: a wire name, a
 * custom field, `tags.add`, or a column itself.
 */
export function columnsOfField(content: Mapping, header: readonly string[]): (field: string) => readonly number[] {
  const columns = new Columns(header);
  return (field) => {
    const spec = own(content.fields, field) ?? own(content.custom, field) ?? atPath(content, field.split('.'));
    const mapped = columnNames(spec).flatMap((name) => columns.find(name));
    return mapped.length > 0 ? mapped : header.flatMap((name, place) => (name === field ? [place] : []));
  };
}

function columnNames(spec: unknown): string[] {
  if (typeof spec === 'string') return [spec];
  const column = own(spec, 'column');
  return [column].flat().filter((name) => typeof name === 'string');
}

function atPath(content: Mapping, path: readonly string[]): unknown {
  return path.length < 2 ? undefined : path.reduce<unknown>(own, content);
}

function own(from: unknown, name: string): unknown {
  return typeof from === 'object' && from !== null && Object.hasOwn(from, name)
    ? (from as Record<string, unknown>)[name]
    : undefined;
}
