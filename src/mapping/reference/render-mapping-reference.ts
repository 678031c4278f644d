import { z } from 'zod';
import { ERROR_COLUMNS } from '../../files/index.ts';
import { type Target, type TargetField, targets } from '../../targets/index.ts';
import { LOOKUP_DESCRIPTIONS } from '../lookups/create-lookups.ts';
import { fieldSpecObject, mappingSchema } from '../mapping-schema.ts';
import { ruleObject } from '../rules/rule-schema.ts';
import { transforms } from '../transforms/index.ts';
import type { Transform } from '../transforms/transform.ts';
import { CUSTOM_FIELD_TYPES, MAPPING_EXAMPLES, type MappingExample } from './reference-tables.ts';

/** Renders `docs/mapping.md`, the mapping language, from its schema and tables. */
export function renderMappingReference(): string {
  return [
    '# Mapping files',
    '',
    'A mapping file says how the columns of a spreadsheet become records of the Sobot CRM. It is YAML; its first line lets editors',
    'with a YAML language server complete and check it. `sobot-etl check` tries it without writing anything.',
    '',
    yamlBlock(
      '# yaml-language-server: $schema=./mapping.schema.json\nversion: 1\ntarget: customer\nkey: partnerid\nfields:\n  partnerid: Customer ID\n  nick: Full name\n  email: { column: Email, transform: [email] }\n  crm_status: { const: first-inquiry }',
    ),
    '',
    ...markdownSection('The keys of a mapping', schemaTable(mappingSchema)),
    ...markdownSection('How a field gets its value', [
      'A bare text is the name of a column. The long form has these keys, which are applied in this order:',
      '',
      ...schemaTable(fieldSpecObject),
      '',
      ...columnRules,
      '',
      ...examples('fields'),
    ]),
    ...markdownSection('Blank cells', [
      'A blank cell leaves its field out of the payload, so that an update does not change it. A row with a blank required field',
      'is rejected.',
      '',
      ...examples('blanks'),
    ]),
    ...markdownSection('Customers that exist already', [
      ...changeRules,
      '',
      yamlBlock(
        'mode: update # rows of customers that do not exist are skipped\nfields:\n  tel: { column: Mobile, merge: fill } # only where the CRM has none\n  lineids: { column: LINE, split: ";", merge: append }\n  remark: { column: Note, merge: append } # in a new line\n  crm_status: { const: 1, merge: keep }',
      ),
    ]),
    ...markdownSection('Which rows are read', [
      ...whereRules,
      '',
      yamlBlock('where: Status = "active" and Revenue != "" and $number(Revenue) > 0'),
    ]),
    ...markdownSection('Rules', [
      ...ruleRules,
      '',
      ...schemaTable(ruleObject),
      '',
      ...uniqueRules,
      '',
      yamlBlock(
        "rules:\n  - { field: tel, match: '^[0-9]{8,15}$', message: a telephone number with country code }\n  - { column: Age, min: 18, max: 120, level: warn } # sent, and reported\n  - { field: partnerid, length: 7, unique: true }\n  - { field: email, unique: mirror } # nobody else in the CRM has it\n  - { column: Plan, one-of: [Free, Pro, Enterprise] }\nfields:\n  partnerid: Customer ID\n  email: Email\n  tel: Mobile",
      ),
      '',
      ...examples('rules'),
    ]),
    ...markdownSection('Transforms', [
      'Transforms are applied one after the other. Those without a parameter are written as bare names. Blank cells skip all',
      'transforms except `default`.',
      '',
      ...markdownTable(['Transform', 'What it does', 'Example'], [...transforms.values()].map(transformRow)),
    ]),
    ...markdownSection('Dates', dateRules),
    ...markdownSection('Expressions', [...expressionRules, '', ...examples('expressions')]),
    ...markdownSection('Lookups', [
      ...lookupRules,
      '',
      ...markdownTable(
        ['Lookup', 'What it finds'],
        [...LOOKUP_DESCRIPTIONS].map(([name, text]) => [codeSpan(name), text]),
      ),
      '',
      ...examples('lookups'),
    ]),
    ...markdownSection('Custom fields', [
      "Under `custom:`, each of the tenant's custom fields is given by its name, its variable (`customField3`) or its id. Where two have",
      'the same name, use the variable. A field that the tenant requires must be mapped when records are created.',
      '',
      ...markdownTable(
        ['Type', 'Allowed cells', 'What is sent'],
        CUSTOM_FIELD_TYPES.map(({ name, cell, sent }) => [name, cell, sent]),
      ),
      '',
      ...examples('custom'),
    ]),
    ...markdownSection('Follow-up requests for the same customer', [
      'A mapping of `customer` or `customer-update` can send follow-up requests for the customer once it is saved. A row whose cells',
      'for such a request are blank sends none.',
      '',
      yamlBlock(
        'tags:\n  add: { column: Tags, split: ";" } # Tag, or Group/Tag\n  remove: { const: [Trial] }\nstage: Stage # a column with names of stages\nfollow-up: Last note # a column with texts\nblacklist:\n  black_type: { const: 24h }\n  black_reason: Complaint',
      ),
    ]),
    ...renderTargets(),
  ]
    .join('\n')
    .concat('\n');
}

const columnRules = [
  'Columns are found by their exact names, else regardless of case, outer space and full-width forms. Of two columns called Name',
  `the first is \`Name#1\`, the second \`Name#2\`. The columns that an \`errors.csv\` adds (${ERROR_COLUMNS.map((name) => `\`${name}\``).join(', ')}) are never`,
  'mapped, so that the file can be corrected and imported as it is; others that begin with `_` are mapped where a mapping names them.',
  '',
  'Values in a mapping (`const`, `values`, `otherwise`) are taken literally: `0170123` keeps its zero and `+49170` its plus, without quotes.',
  'A field of codes or numbers reads its number from that text. Length limits count characters: an emoji is one.',
];

const changeRules = [
  '`mode` says which customers a mapping of `customer` or `customer-update` writes, and the `merge` of a field what happens to the value that',
  'an existing customer has. Both compare the row with the customer as the CRM has it. Rows that the mode leaves out are skipped, and `results.csv`',
  'has the reason. Without `mode` and `merge`, every row is sent and its fields replace what the customer has. With `merge: fill` or',
  '`merge: keep` of `nick`, which the API requires, an existing customer keeps its own name.',
];

const whereRules = [
  '`where` is an expression (see [Expressions](#expressions)) over the row as the file has it. A row for which it is false is `skipped`, with',
  '`left-out-by-where` as its reason in `results.csv`: nothing else of it is checked, and it counts neither among duplicate keys nor among',
  'values that too many rows share. A row for which it fails, or is neither true nor false, is rejected as `where-failed`, never skipped',
  'silently: say in the expression what is to happen with blank cells.',
];

const ruleRules = [
  'Rules say what values must be beyond what the API demands. `check`, `import`, `plan`, `apply` and the page check them alike. Each rule is',
  'about one `field` or one `column` and has at least one of `match`, `min`, `max`, `length`, `one-of`, `unique` and `required-if`; of several',
  'that a value breaks, the first is reported. **A blank value breaks no rule except `required-if`.** A rejected row is in `errors.csv` with a',
  'code such as `rule-match` or `rule-range`. `map` suggests rules that only warn for columns that plainly hold e-mail addresses, telephone',
  'numbers, dates or codes of one form. Of a file from `export --for-update`, rules check what was edited and what every edit sends.',
];

const uniqueRules = [
  '`unique` compares e-mail addresses and telephone numbers as the CRM does, and other texts exactly. The first row that is sent has the',
  'value, and the message about every later one names that row; rows of the same `key` may share it if all of them are sent. The rows of',
  'an `errors.csv` are compared with those that the runs behind it have sent. With `unique: mirror`, the record that the row itself would',
  'change may have the value.',
];

const dateRules = [
  'A format consists of `YYYY`, `YY` (1970 to 2069), `MM`, `MMM` (Jan or January), `DD`, `HH`, `mm`, `ss` and `A` (AM or PM), in upper',
  'or lower case; `MM` after an hour means minutes, and text in `[…]` is literal. Day, month and hour can have one digit or two.',
  '',
  'Real dates of a workbook and ISO dates (`2025-04-03`) are always read. Without a format, so is every text that can mean',
  'only one day, such as `2025/4/3`, `3 Apr 2025`, `31-Dec-19`, `25/12/2025` or `12/31/2019 12:00:00 AM`; `03/04/2025` is rejected, since it can be two different days. Dates and times stay as they are',
  'written: time zones are not converted.',
];

const expressionRules = [
  '`expr` is [JSONata](https://docs.jsonata.org) over the row, in which columns are names. A name that is not a column is a fault of the',
  'mapping. An evaluation can take one second at most; patterns run on RE2, so that none can hang. Transforms, `values`, `lookup` and all other',
  "keys apply to its value as to a column's.",
];

const lookupRules = [
  '`lookup` turns a name into the id that the API needs: first by an exact match, then regardless of case and width, then as a literal',
  'id. Without a match, or with several, the row is rejected and its message lists the choices. The names that go with ids (of agents, stages',
  'and places) are filled in unless they are mapped.',
  '',
  'Lists are read once per run and cached for an hour (`--lookup-ttl`); a name that a cached list does not have makes it be read again.',
  '`--offline` uses the cache only. Customers and enterprises that earlier imports created are found by their `key` without a request; other',
  'customers with one search for each distinct value, or, by `partnerid`, which the API cannot search, by reading the list of customers once.',
];

function schemaTable(schema: z.ZodObject): string[] {
  const rows = Object.entries(schema.shape).map(([name, part]) => {
    const { description = '', examples: shown } = (part as z.ZodType).meta() ?? {};
    const required = !(part instanceof z.ZodOptional);
    const example = (Array.isArray(shown) ? shown : [])
      .map((value: unknown) => codeSpan(typeof value === 'string' ? value : flow(value)))
      .join(' ');
    return [required ? `**${codeSpan(name)}**` : codeSpan(name), description, example];
  });
  return markdownTable(['Key', 'Meaning', 'Examples'], rows);
}

function transformRow({ name, description, examples: shown }: Transform): string[] {
  const lines = shown.map(({ use, in: given, out }) => {
    const result = out === undefined ? 'error' : codeSpan(show(out));
    return `${codeSpan(typeof use === 'string' ? use : flow(use))}: ${codeSpan(show(given))} → ${result}`;
  });
  return [codeSpan(name), description, lines.join('<br>')];
}

function show(value: string | readonly string[]): string {
  return typeof value === 'string'
    ? value.replaceAll('\n', '⏎') || '(blank)'
    : value.map((part) => part || '(blank)').join(' ⏐ ');
}

/** A value in YAML's flow style. */
function flow(value: unknown): string {
  if (typeof value === 'string')
    return /^[\w./ -]+$/.test(value) && value.trim() === value ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${key}: ${flow(inner)}`)
      .join(', ')} }`;
  }
  return String(value);
}

function examples(name: keyof typeof MAPPING_EXAMPLES): string[] {
  return MAPPING_EXAMPLES[name].flatMap((example) => [
    `**${example.title}.** ${example.text}`,
    '',
    yamlBlock(example.yaml),
    '',
    outcome(example),
    '',
  ]);
}

function outcome({ row, payload, custom, problem }: MappingExample): string {
  const given = Object.entries(row).map(([column, text]) => `${column} ${codeSpan(text || '(blank)')}`);
  const made = Object.entries({ ...payload, ...custom }).map(
    ([name, value]) => `${name} ${codeSpan(JSON.stringify(value))}`,
  );
  const from = given.length === 0 ? 'Any row' : `A row with ${given.join(', ')}`;
  return problem === undefined ? `${from} becomes ${made.join(', ')}.` : `${from} is rejected: ${problem}`;
}

/** The file name of a target's shipped mapping and sample. */
function shippedName(target: Target): string {
  return target.name === 'customer' ? 'customers' : target.name;
}

/** The targets with all their fields. */
function renderTargets(): string[] {
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
    'Required fields are in **bold**. Fields that are filled in automatically need not be mapped.',
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
      : `Asks for confirmation before it sends anything, since it ${target.destructiveAction}.`,
    ...(target.endpoint.atLeastOneOf ?? []).map(
      (group) => `At least one of ${group.map(codeSpan).join(', ')} must be filled in.`,
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

/** The shortest usable mapping of a target: its required fields, from columns named by their labels. */
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

/** Text in a code span, in which backquotes stay. */
export function codeSpan(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** A table; bars and line breaks in cells are escaped. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)];
}

/** A second-level section. */
export function markdownSection(title: string, lines: readonly string[]): string[] {
  return [`## ${title}`, '', ...lines, ''];
}

/** A block of YAML. */
function yamlBlock(text: string): string {
  return `\`\`\`yaml\n${text}\n\`\`\``;
}
