import { type CatalogueEntry, MESSAGE_CATALOGUE } from '../src/app/message-catalogue.ts';
import { EXIT } from '../src/cli/exit-code.ts';
import { codeSpan, markdownSection, markdownTable } from '../src/mapping/reference/render-mapping-reference.ts';

const EXIT_CODES: Readonly<Record<keyof typeof EXIT, readonly [meaning: string, next: string]>> = {
  done: ['All rows are done.', ''],
  someRowsFailed: [
    'Finished; some rows were rejected, failed, were merged or are in doubt. An export: finished, but incomplete.',
    '[Fix and re-import](fix-and-reimport.md)',
  ],
  usage: [
    'Bad usage, configuration, mapping or input file. Nothing was sent.',
    'The message says what is wrong and where.',
  ],
  aborted: [
    'Aborted: credentials, an outage, or `--max-errors`. The run can be resumed.',
    'Do what the message says; then, as a rule: `sobot-etl resume`',
  ],
  interrupted: ['Interrupted. The run can be resumed.', '`sobot-etl resume`'],
};

const DISPOSITIONS = {
  retry: 'retries automatically',
  'reject-row': 'counts the row as failed; the others continue',
  'stop-run': 'stops the run',
} as const;

interface Symptom {
  /** Words of the message. */
  readonly says: string;
  readonly means: string;
  readonly next: string;
}

/** Messages without a code that people meet most, and what they mean. */
const SYMPTOMS: readonly Symptom[] = [
  {
    says: 'No credentials',
    means: 'Neither the environment nor a profile holds an app id and an app key.',
    next: '`sobot-etl login`, or set `SOBOT_APP_ID` and `SOBOT_APP_KEY` in the environment or in a `.env` file',
  },
  {
    says: 'Nothing was stored',
    means: 'The API does not accept the app id and the app key at that base URL.',
    next: 'Copy both again from the CRM, check that the base URL is that of your region (`--base-url`), and log in again.',
  },
  {
    says: 'This is a spreadsheet, and a mapping is a YAML file',
    means: 'The spreadsheet was given twice instead of the spreadsheet and its mapping.',
    next: '`sobot-etl map customers.csv -o customers.yaml` generates a mapping; `-m customers.yaml` uses it.',
  },
  {
    says: 'Is this the mapping of another spreadsheet?',
    means: 'The file has none of the columns that the mapping names.',
    next: 'Use the mapping that was made for this file, or generate one: `sobot-etl map`. Or see the next line.',
  },
  {
    says: 'has no column',
    means: 'The mapping names a column that the file does not have.',
    next: 'Use the name that the message suggests. If the column names are in another row or on another sheet, the message says which (`source: { header: 3 }`); otherwise the cells may have another delimiter (`source: { delimiter: ";" }`).',
  },
  {
    says: 'cannot be created',
    means: 'The folder does not exist and cannot be created: part of its path is a file, or belongs to another user.',
    next: 'Choose another: `--out` for the files of a run, `--home` or `SOBOT_ETL_HOME` for ledger, token and profiles.',
  },
  {
    says: 'value in the first cell only',
    means: 'The workbook has merged cells: the first of them holds the value, and the others are blank.',
    next: 'To repeat the value in each: `source: { merged: fill }` in the mapping.',
  },
  {
    says: 'row numbers are not ascending',
    means: 'The workbook was not written by a spreadsheet program.',
    next: 'Nothing: each row is read once, and counted in its order.',
  },
  {
    says: 'in the CRM',
    means: 'The tenant has no tag, agent or stage of that name.',
    next: 'Write it as the CRM has it. `import` and `tag` create missing tags: `--create-missing`, with `--group` for names without a group.',
  },
  {
    says: 'is the name of 2',
    means: 'Two agents, tags or cities have the same name, or names that differ only by accents, case or width.',
    next: 'Write `Department/Name` or `Group/Tag`; for a city, map the province too.',
  },
  {
    says: 'can be two',
    means: '03/04/2025 is in March or in April.',
    next: 'Say it in the mapping: `transform: [{ date: DD/MM/YYYY }]`',
  },
  {
    says: 'is not encrypted',
    means:
      'The base URL begins with `http://` and is not on this machine: anyone on the network could read token and data.',
    next: 'Use the address with `https://`. Only if that network is your own: `--insecure-http`.',
  },
  {
    says: 'although the run began at',
    means: 'The run began at another address than the one set now.',
    next: 'Resume it where it began, as the message says, or here with `--yes`.',
  },
  {
    says: 'is not the file that run',
    means: 'The file was edited after the run began, so that its rows can no longer be matched.',
    next: 'Put the old file back, or import the new one as a run of its own.',
  },
  {
    says: 'The server does not answer',
    means: 'An outage. The run waits for five minutes (`--outage-patience`) and continues by itself.',
    next: 'If it stops: `sobot-etl resume`, once the server answers again.',
  },
  {
    says: 'Finished, incomplete',
    means: 'The CRM announced more records than it sent.',
    next: 'Export again at a quieter time; the message names the part that is missing.',
  },
];

/** The troubleshooting guide: frequent messages, exit codes, and the catalogue of messages. */
export function renderTroubleshooting(): string {
  return [
    '# Troubleshooting',
    '',
    'First, check everything a run needs. `doctor` says how to fix what is wrong:',
    '',
    '```console',
    '$ npx sobot-etl doctor',
    '```',
    '',
    'Then list the runs, how each ended, and the command to run next:',
    '',
    '```console',
    '$ npx sobot-etl runs',
    '```',
    '',
    ...markdownSection('By message', [
      ...markdownTable(
        ['The message contains', 'It means', 'What to do'],
        SYMPTOMS.map(({ says, means, next }) => [says, means, next]),
      ),
    ]),
    ...markdownSection('By exit code', [
      ...markdownTable(
        ['Code', 'Meaning', 'What to do'],
        Object.entries(EXIT).map(([name, number]) => [String(number), ...EXIT_CODES[name as keyof typeof EXIT]]),
      ),
    ]),
    ...markdownSection('By code', [
      'A code is in `_code` of `errors.csv`, in `_reason` of `results.csv`, in `reason_code` of `summary.json`, and in `code` of the',
      "library's errors. The message of each case has the facts: file, row, column, value.",
    ]),
    ...MESSAGE_CATALOGUE.flatMap(({ title, note, entries }) => [
      `### ${title}`,
      '',
      ...(note === undefined ? [] : [note, '']),
      ...tableOf(entries),
      '',
    ]),
    ...markdownSection('Nothing here helps', [
      '`npx sobot-etl runs show` names the files of a run: `report.html` shows its causes, `summary.json` has its numbers. No row is',
      'lost: `npx sobot-etl resume` sends whatever a run has not sent.',
    ]),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

function tableOf(entries: readonly CatalogueEntry[]): string[] {
  const hasDispositions = entries.some(({ disposition }) => disposition !== undefined);
  return markdownTable(
    ['Code', 'Meaning', ...(hasDispositions ? ['What sobot-etl does'] : []), 'What to do'],
    entries.map(({ code, meaning, disposition, remediation = '' }) => [
      codeSpan(code),
      meaning,
      ...(hasDispositions ? [disposition === undefined ? '' : DISPOSITIONS[disposition]] : []),
      remediation,
    ]),
  );
}
