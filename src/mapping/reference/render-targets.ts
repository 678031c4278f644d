import { targets } from '../../targets/index.ts';
import type { Target, TargetField } from '../../targets/target.ts';
import { exampleMapping } from './example-mapping.ts';
import { codeSpan, markdownSection, markdownTable, yamlBlock } from './markdown.ts';

/** The file name of a target's shipped mapping and sample. */
export function shippedName(target: Target): string {
  return target.name === 'customer' ? 'customers' : target.name;
}

/** The targets with all their fields. */
export function renderTargets(): string[] {
  return markdownSection('Targets', [
    ...markdownTable(
      ['Target', 'What it does', 'Mapping', 'Sample'],
      [...targets.values()].map((target) => {
        const file = shippedName(target);
        return [
          `[${target.name}](#${target.name})`,
          target.summary,
          `[${file}.yaml](../mappings/${file}.yaml)`,
          `[${file}.csv](../samples/${file}.csv)`,
        ];
      }),
    ),
    '',
    'Required fields are in **bold**. What is filled in by itself need not be mapped.',
    '',
    ...[...targets.values()].flatMap(targetSection),
  ]).slice(0, -1);
}

function targetSection(target: Target): string[] {
  const rows = Object.entries(target.fields).map(([name, field]) => fieldRow(name, field));
  const notes = [
    target.custom === undefined ? '' : 'Custom fields go under `custom:`.',
    target.destructiveAction === undefined
      ? ''
      : `Asks before it sends anything, since it ${target.destructiveAction}.`,
    ...(target.endpoint.atLeastOneOf ?? []).map(
      (group) => `At least one of ${group.map(codeSpan).join(', ')} must be filled.`,
    ),
    ...(target.endpoint.requiredWhen ?? []).map(
      ({ field, equals, requires }) => `${codeSpan(requires)} is required when ${codeSpan(field)} is ${equals}.`,
    ),
  ].filter((note) => note !== '');
  return [
    `### ${target.name}`,
    '',
    [`${target.summary} (${codeSpan(target.endpoint.name)})`, ...notes].join(' '),
    '',
    yamlBlock(exampleMapping(target)),
    '',
    ...markdownTable(['Field', 'Meaning', 'Values', 'Header names that suggest it'], rows),
    '',
  ];
}

function fieldRow(name: string, field: TargetField): string[] {
  const shown = field.required && field.default === undefined ? `**${codeSpan(name)}**` : codeSpan(name);
  return [shown, field.description, valuesOf(field), (field.aliases ?? []).join(', ')];
}

function valuesOf(field: TargetField): string {
  const parts: string[] = [];
  if (field.values !== undefined)
    parts.push(
      Object.entries(field.values)
        .map(([name, value]) => `${name} (${value})`)
        .join(', '),
    );
  if (field.type === 'texts' || field.type === 'names') parts.push('a list');
  if (field.type === 'named-ids') parts.push('a list of names');
  if (field.maxLength !== undefined) parts.push(`at most ${field.maxLength} characters`);
  if (field.lookup !== undefined) parts.push(codeSpan(`lookup: ${field.lookup}`));
  if (field.nameOf !== undefined) parts.push(`filled in where ${codeSpan(field.nameOf)} is looked up`);
  if (field.default !== undefined) parts.push(`${field.default} unless mapped`);
  return parts.join('; ');
}
