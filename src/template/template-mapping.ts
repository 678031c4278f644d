import type { Target } from '../targets/index.ts';
import type { TemplateColumn } from './template-column.ts';

/** The field that identifies a row where the target has no id field. */
const KEYS: Readonly<Record<string, string>> = {
  customer: 'partnerid',
  enterprise: 'enterprise_name',
  'tag-group': 'name',
};
/** A customer may have several in one file. */
const KEYLESS: readonly string[] = ['follow-up'];

/** The field that identifies the rows of a target; undefined if nothing does. */
export function templateKey({ name, idField }: Target): string | undefined {
  return KEYLESS.includes(name) ? undefined : (KEYS[name] ?? idField);
}

/** The columns that identify a row, as the header has them: the key first, then what the CRM identifies customers by. */
export function identifyingHeaders(target: Target, columns: readonly TemplateColumn[]): string[] {
  const keys = [templateKey(target), ...(target.name === 'customer' ? ['tel', 'email'] : [])];
  return keys.flatMap(
    (key) => columns.find((column) => column.section === 'fields' && column.key === key)?.header ?? [],
  );
}

/** The content of the mapping that goes with a template. */
export function templateMapping(target: Target, columns: readonly TemplateColumn[]): Record<string, unknown> {
  const section = (name: TemplateColumn['section']): Record<string, unknown> | undefined => {
    const own = columns.filter((column) => column.section === name);
    if (own.length === 0) return undefined;
    return Object.fromEntries(own.map((column) => [column.key, specOf(column)]));
  };
  // A bare column: its lookup is implied.
  const stage = columns.find((column) => column.section === 'stage')?.header;
  return {
    version: 1,
    target: target.name,
    key: templateKey(target),
    fields: section('fields'),
    custom: section('custom'),
    tags: section('tags'),
    stage,
  };
}

function specOf({ header, spec }: TemplateColumn): unknown {
  return Object.keys(spec).length === 0 ? header : { column: header, ...spec };
}
