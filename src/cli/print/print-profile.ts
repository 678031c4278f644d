import { type FileProfile, mapCommandFor } from '../../app/profile/profile-file.ts';
import {
  type ColumnIssue,
  type ColumnProfile,
  distinctText,
  frequentValues,
  issueCount,
  lengthText,
  rangeText,
  shareText,
  sizeText,
  typeText,
} from '../../profile/index.ts';
import { alignColumns, counted, shortened, t, wholeText } from '../../words/index.ts';
import { plainLine, type Terminal } from '../terminal.ts';

/** The end of `profile`: a table or JSON on standard output, and what to do next. */
export function printProfile(terminal: Terminal, profile: FileProfile, { json }: { readonly json: boolean }): void {
  const { files } = profile;
  if (json) terminal.data(JSON.stringify(profile));
  else if (files.profile === undefined) terminal.data(profileLines(profile).join('\n'));
  const issues = issueCount(profile);
  terminal.say([
    ...(json || files.profile !== undefined
      ? [`${sizeText(profile)}; ${counted(issues, 'data-quality issue', undefined, wholeText(issues))}`]
      : []),
    ...(files.profile === undefined
      ? []
      : [t`The profile shows values of the file, customers’ data among them: ${files.profile}`]),
    t`To suggest a mapping: ${mapCommandFor(profile)}`,
  ]);
}

const headings = () => [
  t`Column`,
  t`Type`,
  t`Blank`,
  t`Different`,
  t`Length`,
  t`Range`,
  t`Likely field`,
  t`Most frequent values`,
];
const RIGHT_COLUMNS = [2, 3, 4];
const MAX_NAME_CHARS = 24;
const MAX_TYPE_CHARS = 28;
const MAX_RANGE_CHARS = 28;
const MAX_VALUE_CHARS = 16;
const SHOWN_VALUES = 3;

function profileLines(profile: FileProfile): string[] {
  const { columns, issues, notices, rows } = profile;
  const lines = columns.map((column) => [
    line(nameOf(column), MAX_NAME_CHARS),
    line(typeText(column), MAX_TYPE_CHARS),
    shareText(column.blank, rows.read),
    distinctText(column),
    lengthText(column),
    line(rangeText(column), MAX_RANGE_CHARS),
    column.field?.field ?? '',
    topText(column),
  ]);
  const found = [
    ...columns.flatMap((column) => column.issues.map((issue) => issueLine(issue, nameOf(column)))),
    ...issues.map((issue) => issueLine(issue, t`whole rows`)),
  ];
  return [
    sizeText(profile),
    '',
    ...alignColumns([headings(), ...lines], { right: RIGHT_COLUMNS }),
    ...(found.length === 0 ? [] : ['', t`Data-quality issues:`, ...found]),
    ...(notices.length === 0 ? [] : ['', ...notices.map(plainLine)]),
  ];
}

/** The most frequent values with their counts; where no value is frequent, some values. */
function topText(column: ColumnProfile): string {
  const frequent = frequentValues(column).slice(0, SHOWN_VALUES);
  if (frequent.length > 0) {
    return frequent.map(({ value, count }) => `${line(value, MAX_VALUE_CHARS)} (${wholeText(count)})`).join(', ');
  }
  return column.top
    .slice(0, SHOWN_VALUES)
    .map(({ value }) => line(value, MAX_VALUE_CHARS))
    .join(', ');
}

function issueLine({ count, message, row, value }: ColumnIssue, where: string): string {
  const text = `  ${line(where, MAX_NAME_CHARS)}: ${wholeText(count)} × ${message}`;
  return t`${text.replace(/[.;。]?$/, '')}; first in row ${row}: ${line(value, MAX_VALUE_CHARS * 2)}`;
}

function nameOf({ name, letters }: ColumnProfile): string {
  return name === '' ? t`(column ${letters})` : name;
}

/** A text on one line, shortened. */
function line(text: string, maxChars: number): string {
  return shortened(plainLine(text), maxChars);
}
