import { customFieldUpdate } from '../api/codes/customer.ts';
import { targets } from '../targets/index.ts';
import { longForm } from './field-spec.ts';
import type { LoadedMapping } from './loaded-mapping.ts';
import { FOLLOW_UP_SECTIONS, followUpFields } from './steps.ts';

/** What a mapping destroys or cannot take back, each as what it does: `deletes tags, which customers lose`. Worth a confirmation. */
export function destructiveActionsOf({ target, content }: LoadedMapping): string[] {
  const dangers: string[] = [];
  if (target.destructiveAction !== undefined) dangers.push(target.destructiveAction);
  for (const section of FOLLOW_UP_SECTIONS) {
    const danger = targets.get(section.target)?.destructiveAction;
    if (danger !== undefined && followUpFields(content, section).length > 0) dangers.push(danger);
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
