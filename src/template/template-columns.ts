import { fold, REFERENCE_LISTS } from '../mapping/index.ts';
import { type FieldCandidate, fieldCandidatesOf } from '../suggest/index.ts';
import type { Target, TargetField } from '../targets/index.ts';
import { t, translated } from '../words/index.ts';
import { codeChoices, customColumn, fieldColumn } from './describe-column.ts';
import type { TemplateColumn } from './template-column.ts';
import type { TenantLists } from './tenant-lists.ts';

/** Fields that no person fills in: switches of the API that have a good default. */
const LEFT_OUT: readonly string[] = ['upset_ex_field_str'];

/** The columns of a target's template: required ones first, then fields, custom fields, tags and stage. `tenant` is absent offline. */
export function templateColumns(target: Target, tenant: TenantLists | undefined): TemplateColumn[] {
  const candidates = fieldCandidatesOf(target, tenant?.customFields ?? []).filter((each) => isFilledIn(each, target));
  const taken = new Set<string>();
  return [...candidates.filter(({ required }) => required), ...candidates.filter(({ required }) => !required)].map(
    (candidate) => {
      const column =
        candidate.section === 'custom'
          ? customColumn(candidate.definition, candidate)
          : fieldColumn(target, candidate, tenant);
      return { ...column, header: uniqueHeader(candidate, column.required, taken) };
    },
  );
}

/** The lookups whose lists a target's template shows. */
export function listedLookups(target: Target): string[] {
  const lookups = fieldCandidatesOf(target, []).flatMap((candidate) =>
    candidate.section === 'custom' || !isFilledIn(candidate, target) ? [] : (candidate.field.lookup ?? []),
  );
  return [...new Set(lookups)].filter((lookup) => lookup === 'city' || Object.hasOwn(REFERENCE_LISTS, lookup));
}

/** Sentences about the whole row: what must be filled in together. */
export function rowRules(target: Target): string[] {
  const { atLeastOneOf = [], requiredWhen = [] } = target.endpoint;
  const label = (name: string): string => translated(target.fields[name]?.label ?? name);
  return [
    ...atLeastOneOf.map((names) => t`Fill in at least one of ${names.map(label).join(', ')}.`),
    ...requiredWhen.map(({ field, equals, requires }) => {
      const choices = codeChoices(target.fields[field]);
      const value = choices.find(({ code }) => code === equals)?.text ?? String(equals);
      return t`Fill in ${label(requires)} if ${label(field)} is ${value}.`;
    }),
  ];
}

/** Is it a column? A name that comes with a looked-up id is none; the nickname is, although a looked-up customer has one. */
function isFilledIn(candidate: FieldCandidate, target: Target): boolean {
  if (candidate.section === 'custom') return true;
  const { field, key } = candidate;
  return !LEFT_OUT.includes(key) && (field.nameOf === undefined || isOwnName(field, target));
}

function isOwnName({ nameOf }: TargetField, { idField }: Target): boolean {
  return nameOf === idField;
}

/** The label in the header; a custom field of the same name gets its section behind it. */
function uniqueHeader({ label, key, section }: FieldCandidate, required: boolean, taken: Set<string>): string {
  const mark = required ? ' *' : '';
  const shown = section === 'custom' ? label : translated(label);
  const plain =
    shown
      .replace(/[\s\p{C}]+/gu, ' ')
      .trim()
      .replace(/^_+/, '') || key;
  const names = [plain, `${plain} (${section === 'custom' ? t`custom field` : key})`, `${plain} (${key})`];
  const headers = [...names, `${plain} (${key} ${taken.size})`].map((name) => `${name}${mark}`);
  const header = headers.find((each) => !taken.has(fold(each))) ?? plain;
  taken.add(fold(header));
  return header;
}
