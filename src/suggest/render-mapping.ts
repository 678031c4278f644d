import { stringify } from 'yaml';
import { foldPlaceholder, isNullWord } from '../files/index.ts';
import { type Mapping, shorten } from '../mapping/index.ts';
import { counted, shellLine } from '../words/index.ts';
import type { ColumnStatistics } from './columns/column-statistics.ts';
import type { Alternative, Placement, Suggestion } from './suggestion.ts';

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

/** In a single column that is no contact, such a word may be an answer. */
const LEAST_COLUMNS = 2;
const MOST_WORDS = 12;

/**
 * The texts of a file that stand for "there is none": those in columns of telephones, addresses and ids, and those that occur in
 * several columns. Not a text that the mapping gives a meaning.
 */
function nullWords({ placements, table }: Pick<Suggestion, 'placements' | 'table'>): string[] {
  const meant = new Set(placements.flatMap(({ spec }) => Object.keys(spec.values ?? {}).map(foldPlaceholder)));
  const contacts = new Set(
    placements.filter(isContact).flatMap(({ columns }) => columns.map(({ profile }) => profile.index)),
  );
  const found = new Map<string, { readonly text: string; columns: number; isOfContact: boolean; count: number }>();
  for (const { index, placeholders } of table.columns) {
    for (const [text, count] of placeholders) {
      const isOfContact = contacts.has(index);
      if (!isOfContact && !isNullWord(text)) continue;
      const folded = foldPlaceholder(text);
      const known = found.get(folded) ?? { text, columns: 0, isOfContact: false, count: 0 };
      known.columns += 1;
      known.count += count;
      known.isOfContact ||= isOfContact;
      found.set(folded, known);
    }
  }
  return [...found]
    .filter(([folded, { columns, isOfContact }]) => !meant.has(folded) && (isOfContact || columns >= LEAST_COLUMNS))
    .sort(([, one], [, other]) => other.count - one.count)
    .slice(0, MOST_WORDS)
    .map(([, { text }]) => text);
}

function isContact({ candidate: slot }: Placement): boolean {
  return slot.section === 'fields' && (slot.field.holds === 'phone' || slot.field.holds === 'email');
}

const MAX_LINE_LENGTH = 110;
/** YAML takes no longer keys unless a question mark announces them. Source: YAML 1.2.2, 7.4 and 8.2.2. */
const MAX_PLAIN_KEY_LENGTH = 1000;

/** A key and its value as lines of YAML: on one line where that is not too long. */
function yamlEntry(key: string, value: unknown, indent: string): string[] {
  const name = flow(key);
  if (name.length > MAX_PLAIN_KEY_LENGTH) return [`${indent}? ${name}`, `${indent}: ${flow(value)}`];
  const line = `${indent}${name}: ${flow(value)}`;
  if (line.length <= MAX_LINE_LENGTH || typeof value !== 'object' || value === null || Array.isArray(value))
    return [line];
  return [
    `${indent}${name}:`,
    ...Object.entries(value).flatMap(([inner, content]) => yamlEntry(inner, content, `${indent}  `)),
  ];
}

/** A value on one line: `{ column: Email, transform: [email] }`. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([key, content]) => `${flow(key)}: ${flow(content)}`);
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
  }
  // Marks such as ; or / are easier to see in quotes, long digits are no numbers, and a line break must not end the line.
  if (typeof value === 'string' && (!/\p{L}/u.test(value) || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)))
    return JSON.stringify(value);
  const written = stringify([value], { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trim();
  return written.slice(1, -1);
}

/** Lines as comments of YAML. What comes from a spreadsheet cannot end the comment. */
function yamlComment(lines: readonly string[], indent: string): string[] {
  return lines.map((line) => {
    const plain = line.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trimEnd();
    return plain === '' ? `${indent}#` : `${indent}# ${plain}`;
  });
}
