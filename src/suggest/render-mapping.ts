import { stringify } from 'yaml';
import { foldPlaceholder, isNullWord } from '../files/index.ts';
import { type Mapping, shorten } from '../mapping/index.ts';
import { counted, sentenceOf, shellLine, t, translated } from '../words/index.ts';
import type { ColumnStatistics } from './columns/column-statistics.ts';
import { suggestRules } from './suggest-rules.ts';
import type { Alternative, Placement, Suggestion } from './suggestion.ts';

/** The source of a mapping, and how to read its file. */
export interface MappingOrigin {
  /** The spreadsheet, as messages name it. */
  readonly input: string;
  /** The mapping file to write, or a placeholder for its name. */
  readonly output: string;
  /** How to read the spreadsheet, where a person had to specify it. */
  readonly source?: NonNullable<Mapping['source']> | undefined;
}

/** Renders a suggestion as a mapping file that explains the confidence of each match. */
export function renderMapping(suggestion: Suggestion, origin: MappingOrigin): string {
  const { target, key, placements } = suggestion;
  const section = (name: Placement['candidate']['section']): Placement[] =>
    placements.filter(({ candidate }) => candidate.section === name);
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
    rulesBlock(placements),
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
      t`${translated(target.title)} from ${shorten(input)}: a suggestion based on its column names and ${counted(table.rows, 'row')}.`,
      t`Each line shows its confidence and three values of the column. Fix what is wrong, then:`,
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
    ...yamlComment([t`Cells with one of these texts count as blank. Remove those that are real values:`], ''),
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
  return yamlComment(
    [t`REQUIRED, but no column seems to have it: ${translated(label)}. Add:`, `${key}: <column>`],
    '  ',
  );
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
      t`The tenant's custom fields, agents and lists were not considered, since there are no credentials. Log in with`,
      t`\`sobot-etl login\` and run map again, or add custom fields by hand:`,
      'custom:',
      '  Name of the custom field: Name of the column',
    ],
    '',
  );
}

function entry(placement: Placement, indent: string): string[] {
  const { candidate, columns, confidence, isDoubtful, notes, alternatives } = placement;
  const name =
    candidate.section === 'fields' && candidate.field.label.toLowerCase() !== candidate.key
      ? `, ${translated(candidate.label)}`
      : '';
  const heads = columns.map(({ written, profile }) => `${JSON.stringify(written)}: ${samplesOf(profile)}`);
  const [first, ...others] = heads;
  const lines = [
    ...(first === undefined ? [] : [`${percent(confidence)}${isDoubtful ? ', doubtful' : ''}${name} — ${first}`]),
    ...others.map((line) => t`  with ${line}`),
    ...(isDoubtful ? alternativesLine(alternatives) : []),
    ...notes,
  ];
  return [...yamlComment(lines, indent), ...yamlEntry(candidate.key, specOf(placement), indent)];
}

function specOf({ columns, spec }: Placement): unknown {
  const names = columns.map(({ written }) => written);
  if (names.length === 0) return spec;
  const column = names.length === 1 ? names[0] : names;
  return Object.keys(spec).length === 0 && typeof column === 'string' ? column : { column, ...spec };
}

function alternativesLine(alternatives: readonly Alternative[]): string[] {
  if (alternatives.length === 0) return [];
  const shown = alternatives.map(({ candidate, confidence }) => `${candidateName(candidate)} (${percent(confidence)})`);
  return [t`Could also be ${shown.join(', ')}.`];
}

function candidateName({ section, key, label }: Alternative['candidate']): string {
  if (section === 'custom') return t`the custom field ${shorten(label)}`;
  return section === 'fields' ? key : section;
}

/** The forms that the values have today. */
function rulesBlock(placements: readonly Placement[]): string[] {
  const rules = suggestRules(placements);
  if (rules.length === 0) return [];
  return [
    ...yamlComment(
      [t`Rows with values of another form are sent and reported. To reject them, remove "level: warn" from the line:`],
      '',
    ),
    'rules:',
    ...rules.map((rule) => `  - ${flow(rule)}`),
  ];
}

function notPlaced({ unplaced, target }: Suggestion): string[] {
  if (unplaced.length === 0) return [];
  return yamlComment(
    [
      t`Not matched, and not sent. To send one, add it above as a field (sobot-etl targets show ${target.name})${target.custom === undefined ? '' : t` or custom field`}:`,
      ...unplaced.flatMap(({ column, reason, alternatives }) => [
        `  ${JSON.stringify(column.name)}: ${samplesOf(column)}`,
        `    ${sentenceOf([reason])}${alternatives.length === 0 ? '' : ` ${alternativesLine(alternatives).join(' ')}`}`,
      ]),
    ],
    '',
  );
}

function samplesOf(column: ColumnStatistics): string {
  return column.samples.length === 0 ? t`(no values)` : column.samples.join(' | ');
}

/** At most 99 %: no guess is certain. */
function percent(confidence: number): string {
  return `${Math.min(99, Math.round(confidence * 100))} %`;
}

/** In a single column other than telephone and e-mail, such a word may be a real value. */
const MIN_NULL_COLUMNS = 2;
const MAX_NULL_WORDS = 12;

/**
 * The texts of a file that mean "no value": those in columns of telephone numbers and e-mail addresses, and those that occur in
 * several columns, except texts that the mapping's `values` lists.
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
    .filter(([folded, { columns, isOfContact }]) => !meant.has(folded) && (isOfContact || columns >= MIN_NULL_COLUMNS))
    .sort(([, one], [, other]) => other.count - one.count)
    .slice(0, MAX_NULL_WORDS)
    .map(([, { text }]) => text);
}

function isContact({ candidate }: Placement): boolean {
  return candidate.section === 'fields' && (candidate.field.holds === 'phone' || candidate.field.holds === 'email');
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
  // Quotes make ; or / easier to see, keep long digits from becoming numbers, and escape line breaks.
  if (typeof value === 'string' && (!/\p{L}/u.test(value) || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)))
    return JSON.stringify(value);
  const written = stringify([value], { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trim();
  return written.slice(1, -1);
}

/** Lines as YAML comments. Text from a spreadsheet cannot end the comment. */
function yamlComment(lines: readonly string[], indent: string): string[] {
  return lines.map((line) => {
    const plain = line.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trimEnd();
    return plain === '' ? `${indent}#` : `${indent}# ${plain}`;
  });
}
