import { ERROR_CODES } from '../src/api/errors/error-codes.ts';
import { TransportError, type TransportFailure } from '../src/api/errors/sobot-error.ts';
import { EXIT } from '../src/cli/exit-code.ts';
import { codeSpan, markdownSection, markdownTable } from '../src/mapping/reference/render-mapping-reference.ts';

const exitCodes: Readonly<Record<keyof typeof EXIT, readonly [meaning: string, next: string]>> = {
  done: ['All rows are done.', ''],
  someRowsFailed: [
    'Finished; some rows were rejected, failed or are in doubt. An export: finished, but not whole.',
    '[Fix and re-import](fix-and-reimport.md)',
  ],
  usage: [
    'Bad usage, configuration, mapping or input file. Nothing was sent.',
    'The message says what is wrong and where.',
  ],
  aborted: [
    'Aborted: credentials, an outage, or `--max-errors`. The run can be resumed.',
    'Mend what the message names, then: `sobot-etl resume`',
  ],
  interrupted: ['Interrupted. The run can be resumed.', '`sobot-etl resume`'],
};

const dispositions = {
  retry: 'tries again by itself',
  'reject-row': "the row's own error; the others go on",
  'stop-run': 'stops the run',
} as const;

const lineFailures: Readonly<Record<Exclude<TransportFailure, 'cancelled'>, string>> = {
  refused: 'Check the base URL. On the sandbox: is it still running?',
  dns: 'Check the base URL and the network; behind a proxy, set `HTTPS_PROXY`.',
  'connect-timeout': 'A firewall or a proxy may be in between: set `HTTPS_PROXY`, or ask whoever runs the network.',
  tls: 'Where a proxy looks into TLS, its certificate must be in `NODE_EXTRA_CA_CERTS`. Else do not send anything: somebody may be listening.',
  reset: 'A call that may be repeated is tried again; else the row is [in doubt](rows-in-doubt.md).',
  timeout: 'The same. `--timeout 60` waits longer; `--concurrency 4` asks for less at once.',
  'too-large': 'Ask for less in one request: `--page-size 20`.',
};

interface Symptom {
  readonly says: string;
  readonly means: string;
  readonly next: string;
}

/** What people meet most, with words of the messages. */
const symptoms: readonly Symptom[] = [
  {
    says: 'no credentials',
    means: 'Neither the environment nor a profile holds an app id and an app key.',
    next: '`sobot-etl login`, or `SOBOT_APP_ID` and `SOBOT_APP_KEY` in the environment or in a `.env` file',
  },
  {
    says: 'there is no such file',
    means: 'The name or the folder is another than you think.',
    next: 'Take the name that the message suggests. Put quotes around a name with spaces: `"Customers 2025.csv"`.',
  },
  {
    says: 'This is a spreadsheet, and a mapping is a YAML file',
    means: 'Of the file and its mapping, the spreadsheet was given twice.',
    next: '`sobot-etl map customers.csv -o customers.yaml` makes a mapping; `-m customers.yaml` uses it.',
  },
  {
    says: 'Is it the mapping of another spreadsheet?',
    means: 'None of the columns that the mapping names is in the file.',
    next: 'Give the mapping that was made for this file, or have one made: `sobot-etl map`. Or see the next line.',
  },
  {
    says: 'cannot be made',
    means:
      'There is no folder at that place, and none can be made: a part of its path is a file, or belongs to somebody else.',
    next: 'Choose another: `--out` for the files of a run, `--home` or `SOBOT_ETL_HOME` for ledger, token and profiles.',
  },
  {
    says: 'Nothing is stored',
    means: 'The API does not take the app id and the app key at that base URL.',
    next: 'Copy both anew from the CRM, see that the base URL is that of your region (`--base-url`), and log in again.',
  },
  {
    says: 'has no column',
    means: 'The mapping names a column that the file does not have.',
    next: 'Take the name that the message suggests. If they are in another row or on another sheet, the message says which (`source: { header: 3 }`); else the cells may be separated otherwise (`source: { delimiter: ";" }`).',
  },
  {
    says: 'value in the first cell only',
    means: 'The workbook has merged cells: the first of them has the value, the others are blank.',
    next: 'To repeat the value in all of them: `source: { merged: fill }` in the mapping.',
  },
  {
    says: 'invisible characters',
    means:
      'The value has zero-width characters, direction marks or soft hyphens, as texts that were copied from web pages and address books do.',
    next: 'Nothing has to be done: they are removed from keys, e-mail addresses, telephone numbers and names to look up. They stay in other texts.',
  },
  {
    says: 'written as a decimal number',
    means: 'A program has turned IDs or telephone numbers into decimal numbers (`1001.0`). They are read as `1001`.',
    next: 'If they had leading zeros, these are lost: export the column as text.',
  },
  {
    says: 'seems to hold totals',
    means: 'The row begins with Total, Sum, 合计, Summe, …',
    next: 'Remove it; if it is a record, `--accept-damage` sends it.',
  },
  {
    says: 'row numbers are not ascending',
    means: 'The workbook was not written by a spreadsheet program.',
    next: 'Nothing has to be done: each row is read once, and the rows are numbered in order.',
  },
  {
    says: 'in the CRM',
    means: 'There is no tag, agent or stage of that name.',
    next: 'Write it as the CRM has it. Of tags that rows are to get, `import` and `tag` make those that there are not: `--create-missing`, with `--group` for names without a group.',
  },
  {
    says: 'is the name of 2',
    means: 'Two agents, tags or cities share a name, or have names that differ only by marks, case or width.',
    next: 'Write `Department/Name` or `Group/Tag`; of a city, map the province too.',
  },
  {
    says: 'can be two',
    means: '03/04/2025 is in March or in April.',
    next: 'Say it in the mapping: `transform: [{ date: DD/MM/YYYY }]`',
  },
  {
    says: 'is not encrypted',
    means:
      'The base URL begins with `http://` and is not on this machine: everybody on the way could read token and data.',
    next: 'Give the address with `https://`. Only where that network is your own: `--insecure-http`.',
  },
  {
    says: 'was removed or replaced while it was in use',
    means:
      'Somebody, or a program that cleans up, has removed the folder of the ledger during a run. It stops at once.',
    next: 'Compare `results.csv` of the run with the CRM. Choose a lasting folder with `--home` or `SOBOT_ETL_HOME`.',
  },
  {
    says: 'although the run began at',
    means: 'The run was begun at another address than the one that is set now.',
    next: 'Go on where it began, as the message says, or go on here with `--yes`.',
  },
  {
    says: 'is locked by another process',
    means: 'The run is going on in another window.',
    next: 'Wait for it, or stop it there with Ctrl-C.',
  },
  {
    says: 'is not the file that run',
    means: 'The file was edited since the run began, so that its rows cannot be told apart any more.',
    next: 'Put the old file back, or import the new one as a run of its own.',
  },
  {
    says: 'The server does not answer',
    means: 'An outage. The run waits for five minutes (`--outage-patience`) and goes on by itself.',
    next: 'If it stops: `sobot-etl resume`, once the server answers again.',
  },
  {
    says: 'Done, but not whole',
    means: 'The CRM said that there are more records than it sent.',
    next: 'Export again at a quieter time; the message names the part that is missing.',
  },
];

/** The troubleshooting guide: what the tables of the code know, and what people meet most. */
export function renderTroubleshooting(): string {
  return [
    '# Troubleshooting',
    '',
    'The first thing to do looks at all that a run needs, and says what to do about what is not well:',
    '',
    '```console',
    '$ npx sobot-etl doctor',
    '```',
    '',
    'Then what ran, how it ended, and the command that comes next:',
    '',
    '```console',
    '$ npx sobot-etl runs',
    '```',
    '',
    ...markdownSection('By message', [
      ...markdownTable(
        ['The message holds', 'It means', 'Do this'],
        symptoms.map(({ says, means, next }) => [says, means, next]),
      ),
    ]),
    ...markdownSection('By exit code', [
      ...markdownTable(
        ['Code', 'Meaning', 'Next'],
        Object.entries(EXIT).map(([name, number]) => [String(number), ...exitCodes[name as keyof typeof EXIT]]),
      ),
    ]),
    ...markdownSection('Answers of the API', [
      'Six digits in `_code` of `errors.csv` are the answer of the API.',
      '',
      ...markdownTable(
        ['Code', 'Meaning', 'What sobot-etl does', 'What you do'],
        Object.entries(ERROR_CODES).map(([number, { meaning, disposition, remediation }]) => [
          codeSpan(number),
          meaning,
          dispositions[disposition],
          remediation,
        ]),
      ),
    ]),
    ...markdownSection('The line', [
      'No answer of the API, but a failure on the way:',
      '',
      ...markdownTable(
        ['`_code`', 'Message', 'What you do'],
        Object.entries(lineFailures).map(([failure, next]) => [codeSpan(failure), messageOf(failure), next]),
      ),
    ]),
    ...markdownSection('Nothing of this helps', [
      '`npx sobot-etl runs show` names the files of a run: `report.html` shows its causes, `summary.json` holds its numbers. No row is',
      'lost: whatever a run has not sent, `npx sobot-etl resume` sends. The codes of rows are in',
      '[Fix and re-import](fix-and-reimport.md#which-code-means-what).',
    ]),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

function messageOf(failure: string): string {
  const error = new TransportError(failure as TransportFailure, { host: '…', left: true, mayRepeat: true });
  return error.message.replace('…: ', '');
}
