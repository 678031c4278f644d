import type { Mapping } from '../../mapping/index.ts';
import { shorten } from '../../mapping/refusal.ts';
import { counted } from '../../words/counted.ts';
import { shellLine } from '../../words/shell-line.ts';
import type { ColumnStatistics } from '../columns/column-profile.ts';
import { nullWords } from '../null-words.ts';
import type { Alternative, Placement, Suggestion } from '../suggestion.ts';
import { yamlComment, yamlEntry } from './yaml-value.ts';

/** Where a mapping comes from and how its file is to be read. */
export interface MappingOrigin {
  /** The spreadsheet, as messages name it. */
  readonly input: string;
  /** The mapping file that is written, or a stand-in for its name. */
  readonly output: string;
  /** How the spreadsheet is read, where a person had to say it. */
  readonly source?: NonNullable<Mapping['source']> | undefined;
}

/** Writes a suggestion as a mapping file that says for each column how sure it is, and why. */
export function renderMapping(suggestion: Suggestion, origin: MappingOrigin): string {
  const { target, key, placements } = suggestion;
  const section = (name: Placement['candidate']['section']): Placement[] =>
    placements.filter(({ candidate: slot }) => slot.section === name);
  const blocks = [
    head(suggestion, origin),
    ['version: 1', ...yamlEntry('target', target.name, '')],
    ...(origin.source === undefined ? [] : [yamlEntry('source', origin.source, '')]),
    ...(key === undefined ? [] : [[...yamlComment([key.reason], ''), ...yamlEntry('key', key.key, '')]]),
    nullsBlock(suggestion),
    fieldsBlock(suggestion, section('fields')),
    customBlock(suggestion, section('custom')),
    section('tags').length === 0 ? [] : ['tags:', ...section('tags').flatMap((one) => entry(one, '  '))],
    section('stage').flatMap((one) => entry(one, '')),
    notPlaced(suggestion),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function head({ target, table }: Suggestion, { input, output }: MappingOrigin): string[] {
  return yamlComment(
    [
      `${target.title} from ${shorten(input)}: a suggestion, made from its column names and ${counted(table.rows, 'row')}.`,
      'The percentage says how sure each line is; three values of the column stand behind it. Mend what is wrong, then:',
      '',
      `  ${shellLine(['sobot-etl', 'check', input, '-m', output])}`,
    ],
    '',
  );
}

function nullsBlock(suggestion: Suggestion): string[] {
  const words = nullWords(suggestion);
  if (words.length === 0) return [];
  return [
    ...yamlComment(['Cells with one of these count as blank. Take out what means something:'], ''),
    ...yamlEntry('nulls', words, ''),
  ];
}

function fieldsBlock({ missing }: Suggestion, placements: readonly Placement[]): string[] {
  const needed = missing.filter(({ section }) => section === 'fields');
  const lines = [...placements.flatMap((one) => entry(one, '  ')), ...needed.flatMap(required)];
  if (lines.length === 0) return [];
  return ['fields:', ...lines];
}

function required({ key, label }: Suggestion['missing'][number]): string[] {
  return yamlComment([`REQUIRED, and no column seems to hold it: ${label}. Write:`, `${key}: <column>`], '  ');
}

function customBlock({ missing, target, knowsTenant }: Suggestion, placements: readonly Placement[]): string[] {
  if (target.custom === undefined) return [];
  const needed = missing.filter(({ section }) => section === 'custom').flatMap(required);
  if (placements.length + needed.length > 0) {
    return [
      placements.length === 0 ? '# custom:' : 'custom:',
      ...placements.flatMap((one) => entry(one, '  ')),
      ...needed,
    ];
  }
  if (knowsTenant) return [];
  return yamlComment(
    [
      "The tenant's custom fields, agents and lists were not considered, since there are no credentials: log in with",
      '`sobot-etl login` and suggest anew, or write custom fields by hand:',
      'custom:',
      '  Name of the custom field: Name of the column',
    ],
    '',
  );
}

function entry(placement: Placement, indent: string): string[] {
  const { candidate: slot, columns, confidence, isDoubtful, notes, alternatives } = placement;
  const name = slot.section === 'fields' && slot.field.label.toLowerCase() !== slot.key ? `, ${slot.label}` : '';
  const heads = columns.map(({ written, profile }) => `${JSON.stringify(written)}: ${samplesOf(profile)}`);
  const [first, ...others] = heads;
  const lines = [
    ...(first === undefined ? [] : [`${percent(confidence)}${isDoubtful ? ', doubtful' : ''}${name} — ${first}`]),
    ...others.map((line) => `  with ${line}`),
    ...(isDoubtful ? orElse(alternatives) : []),
    ...notes,
  ];
  return [...yamlComment(lines, indent), ...yamlEntry(slot.key, specOf(placement), indent)];
}

function specOf({ columns, spec }: Placement): unknown {
  const names = columns.map(({ written }) => written);
  if (names.length === 0) return spec;
  const column = names.length === 1 ? names[0] : names;
  return Object.keys(spec).length === 0 && typeof column === 'string' ? column : { column, ...spec };
}

function orElse(alternatives: readonly Alternative[]): string[] {
  if (alternatives.length === 0) return [];
  const shown = alternatives.map(
    ({ candidate: slot, confidence }) => `${candidateName(slot)} (${percent(confidence)})`,
  );
  return [`Could also be ${shown.join(', ')}.`];
}

function candidateName({ section, key, label }: Alternative['candidate']): string {
  if (section === 'custom') return `the custom field ${shorten(label)}`;
  return section === 'fields' ? key : section;
}

function notPlaced({ unplaced, target }: Suggestion): string[] {
  if (unplaced.length === 0) return [];
  return yamlComment(
    [
      `Not placed, and not sent. To send one, write it above as a field (sobot-etl targets show ${target.name})${target.custom === undefined ? '' : ' or custom field'}:`,
      ...unplaced.flatMap(({ column, reason, alternatives }) => [
        `  ${JSON.stringify(column.name)}: ${samplesOf(column)}`,
        `    ${reason}.${alternatives.length === 0 ? '' : ` ${orElse(alternatives).join(' ')}`}`,
      ]),
    ],
    '',
  );
}

function samplesOf(column: ColumnStatistics): string {
  return column.samples.length === 0 ? '(no values)' : column.samples.join(' | ');
}

/** Nothing that was guessed is certain. */
function percent(confidence: number): string {
  return `${Math.min(99, Math.round(confidence * 100))} %`;
}
