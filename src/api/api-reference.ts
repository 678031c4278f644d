import { z } from 'zod';
import { ANSWER_CODES, type CodeTable, PUSH_CODES } from './codes.ts';
import type { Endpoint } from './endpoint.ts';
import { endpoints } from './endpoints/index.ts';
import { ERROR_CODES } from './errors/error-codes.ts';
import { codeTableOf } from './parameters.ts';
import { pushes } from './pushes.ts';

const calls = Object.entries(endpoints) as [string, Endpoint][];

/** `docs/api.md`: the API as this program uses it, in Markdown, from the tables of endpoints, pushes and error codes. */
export function renderApiReference(): string {
  const lines = [
    '# The Sobot CRM API, as sobot-etl uses it',
    '',
    '"The API document" in code, messages and docs is Sobot\'s "CRM Product API". This page is',
    'generated from the table of endpoints in `src/api/endpoints`. Parameters in **bold** are required; names are those of the wire.',
    'A parameter in braces is part of the path; the others go into the query of a GET or into the JSON body of a POST.',
    'Every call except `get_token` carries the headers `token` and `language`.',
    '',
    '## Calls',
    '',
    ...table(['Call', 'Request', 'What it does', 'Parameters', 'Paged', 'Repeatable'], calls.map(callRow)),
    '',
    '## Parameters',
    '',
    ...calls.filter(([, { request }]) => Object.keys(request.shape).length > 0).flatMap(parameterSection),
    '## Codes in answers',
    '',
    ...table(
      ['Call', 'Member', 'Values'],
      Object.entries(ANSWER_CODES).flatMap(([name, members]) => codeRows(`\`${name}\``, members)),
    ),
    '',
    '## Message pushes',
    '',
    ...table(
      ['Message', 'When'],
      Object.values(pushes).map(({ title, summary }) => [title, summary]),
    ),
    '',
    ...table(['Message', 'Member', 'Values'], codeRows('Add and Update Customer', PUSH_CODES)),
    '',
    '## Return codes',
    '',
    '`000000` is success. A code that is not listed is an error of the row that was sent.',
    '',
    ...table(
      ['Code', 'Meaning', 'Consequence', 'What to do'],
      Object.entries(ERROR_CODES).map(([code, { meaning, disposition, remediation }]) => [
        `\`${code}\``,
        meaning,
        disposition,
        remediation,
      ]),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function callRow([, endpoint]: [string, Endpoint]): string[] {
  const { name, method, path, summary, paged, repeatable } = endpoint;
  const parameters = parametersOf(endpoint).map(({ name, required }) => (required ? `**${name}**` : name));
  const call = parameters.length > 0 ? `[\`${name}\`](#${anchor(name)})` : `\`${name}\``;
  const repeated = repeatable === 'when-identified' ? 'if it identifies the customer' : yesNo(repeatable);
  const pagedText = paged === 'undocumented' ? 'according to the answer only' : yesNo(paged === true);
  return [call, `${method} \`${path}\``, summary, parameters.join(', '), pagedText, repeated];
}

function parameterSection([, endpoint]: [string, Endpoint]): string[] {
  const rows = parametersOf(endpoint).map(({ name, required, schema }) => [
    endpoint.path.includes(`{${name}}`) ? `\`{${name}}\`` : `\`${name}\``,
    yesNo(required),
    valuesOf(schema),
    schema.description ?? '',
  ]);
  const rules = rulesOf(endpoint);
  return [
    `### ${endpoint.name}`,
    '',
    ...table(['Parameter', 'Required', 'Values', 'Meaning'], rows),
    ...(rules.length > 0 ? ['', ...rules] : []),
    '',
  ];
}

function rulesOf({ bareBody, atLeastOneOf = [], requiredWhen = [] }: Endpoint): string[] {
  return [
    ...(bareBody ? [`- The body is the bare list \`${bareBody}\`.`] : []),
    ...atLeastOneOf.map(
      (names) => `- At least one of ${names.map((name) => `\`${name}\``).join(', ')} must be filled.`,
    ),
    ...requiredWhen.map(
      ({ field, equals, requires }) => `- \`${requires}\` is required when \`${field}\` is ${equals}.`,
    ),
  ];
}

/** The required ones first. */
function parametersOf({ request }: Endpoint) {
  return Object.entries(request.shape as Record<string, z.ZodType>)
    .map(([name, schema]) => ({ name, schema, required: !schema.isOptional() }))
    .toSorted((one, other) => Number(other.required) - Number(one.required));
}

function valuesOf(parameter: z.ZodType): string {
  const codes = codeTableOf(parameter);
  if (codes) return namedCodes(codes);
  const { type, maxLength, maxItems } = z.toJSONSchema(parameter, { io: 'input' });
  if (type === 'array') return maxItems ? `list of at most ${maxItems}` : 'list';
  if (type === 'string') return maxLength ? `text of at most ${maxLength} characters` : 'text';
  return 'number';
}

function codeRows(where: string, members: Readonly<Record<string, CodeTable>>): string[][] {
  return Object.entries(members).map(([member, codes]) => [where, `\`${member}\``, namedCodes(codes)]);
}

function namedCodes(codes: CodeTable): string {
  return Object.entries(codes)
    .map(([name, code]) => `${name} \`${code}\``)
    .join(', ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** How GitHub makes a heading's anchor: punctuation goes, underscores stay. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9_ -]/g, '')
    .replaceAll(' ', '-');
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
