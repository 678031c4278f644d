import { customFieldUpdate } from '../api/codes/customer.ts';
import { targets } from '../targets/index.ts';
import { longForm } from './field-spec.ts';
import type { LoadedMapping } from './loaded-mapping.ts';
import { stepFields, stepSections } from './steps.ts';

/** What a mapping destroys or cannot take back, each as what it does: `deletes tags, which customers lose`. Worth a confirmation. */
export function dangersOf({ target, content }: LoadedMapping): string[] {
  const dangers: string[] = [];
  if (target.danger !== undefined) dangers.push(target.danger);
  for (const section of stepSections) {
    const danger = targets.get(section.target)?.danger;
    if (danger !== undefined && stepFields(content, section).length > 0) dangers.push(danger);
  }
  const overwrites = content.fields?.['upset_ex_field_str'];
  if (overwrites !== undefined && !isMerge(longForm(overwrites).const)) {
    dangers.push('overwrites every custom field that a row does not carry (upset_ex_field_str)');
  }
  return dangers;
}

function isMerge(value: unknown): boolean {
  return String(value) === 'merge' || String(value) === String(customFieldUpdate.merge);
}
