import type { Target, TargetField } from '../../targets/target.ts';

/** The shortest mapping of a target that can be used: its required fields, from columns that bear their labels. */
export function exampleMapping(target: Target): string {
  const entries = Object.entries(target.fields);
  const wanted = entries.filter(
    ([, field]) => field.required && field.nameOf === undefined && field.default === undefined,
  );
  const alternatives = (target.endpoint.atLeastOneOf ?? []).flatMap((group) =>
    entries.filter(([name]) => name === group[0]),
  );
  const fields = new Map([...wanted, ...alternatives]);
  const lines = [...fields].map(([name, field]) => `  ${name}: ${specOf(field)}`);
  return ['version: 1', `target: ${target.name}`, 'fields:', ...lines].join('\n');
}

function specOf({ label, lookup, type }: TargetField): string {
  if (lookup === undefined && type !== 'names') return label;
  const parts = [`column: ${label}`];
  if (type === 'names' || type === 'named-ids' || type === 'texts') parts.push('split: ";"');
  if (lookup !== undefined) parts.push(`lookup: ${lookup}`);
  if (lookup === 'customer') parts.push('by: email');
  return `{ ${parts.join(', ')} }`;
}
