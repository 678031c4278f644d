import { defineMessages, phrase } from '../words/index.ts';

/** How a time may be written. */
export const TIME_FORMS = phrase(
  'write a time as 2025-03-04, 2025-03-04T10:20, epoch seconds, or how long before now, such as 7d or 12h',
);

/** Every code with which an export refuses what was requested, or ends. */
export const EXPORT_MESSAGES = defineMessages('export', {
  'unknown-column': {
    meaning: 'The stream has no column of that name.',
    remediation: 'Use a name that the message suggests; sobot-etl streams show STREAM lists them all.',
    text: {
      error: (stream: string, name: string, suggestion: string) =>
        `${stream} has no column "${name}".${suggestion} All columns: sobot-etl streams show ${stream}`,
      mask: (stream: string, name: string, suggestion: string) =>
        `--mask: ${stream} has no column "${name}", so nothing was exported.${suggestion} All columns: sobot-etl streams show ${stream}`,
    },
  },
  'column-twice': {
    meaning: 'Two columns of the output would have the same name.',
    remediation: 'Give one of them another name in the column file, as in tel: Mobile.',
    text: { error: (name: string) => `Two columns would be named "${name}"; give one of them another name` },
  },
  'masked-twice': {
    meaning: 'A column is masked in two ways.',
    remediation: 'Name the column once in --mask.',
    text: { error: (name: string) => `--mask names the column "${name}" twice; give it one method` },
  },
  'no-personal': {
    meaning: 'The stream has no personal columns, so --mask personal would mask nothing.',
    remediation: 'Leave out --mask, or name the columns to mask.',
    text: {
      error: (stream: string) =>
        `${stream} has no personal columns; leave out --mask, or name columns: --mask name=remove. All columns: sobot-etl streams show ${stream}`,
    },
  },
  'no-span': {
    meaning: 'The records of the stream have no time by which they could be filtered.',
    remediation: 'Leave out --since and --until.',
    text: {
      error: (stream: string) => `${stream} cannot be filtered by time; leave out --since and --until`,
    },
  },
  'bad-span': {
    meaning: 'The time span ends before it begins.',
    remediation: 'Give an --until that is later than --since.',
    text: {
      error: (stream: string, first: string, last: string) =>
        `${stream}: the first day, ${first}, is after the last day, ${last}`,
    },
  },
  'required-filter': {
    meaning: 'The stream can only be read with a filter that is missing.',
    remediation: 'Add the --where that the message names.',
    text: {
      error: (stream: string, filter: string, description: string) =>
        `${stream} needs --where ${filter}=…: ${description}`,
    },
  },
  'unknown-filter': {
    meaning: 'The stream has no filter of that name.',
    remediation: 'Use a name that the message suggests; sobot-etl streams show STREAM lists them all.',
    text: {
      error: (stream: string, name: string, suggestion: string) =>
        `${stream} cannot be filtered by "${name}".${suggestion}`,
      noFilters: () => ' It has no filters.',
    },
  },
  twice: {
    meaning: 'A filter is given twice, but takes one value.',
    remediation: 'Leave one of them out.',
    text: {
      filter: (name: string) => `--where ${name} is given twice, but takes one value; leave one out`,
      search: (name: string, parameter: string) =>
        `--where ${name}: ${parameter} is already given, and the list can be searched by one field at a time; leave one out`,
      span: (stream: string, start: string, end: string) =>
        `${stream}: --since and --until mean the same as --where ${start} and ${end}; give only one of them`,
    },
  },
  'bad-where': {
    meaning: 'A filter is not of the form name=value.',
    remediation: 'Write --where name=value; sobot-etl streams show STREAM lists the filters.',
    text: {
      error: (condition: string, example: string) =>
        `--where ${condition} is not of the form name=value, such as ${example}`,
    },
  },
  blank: {
    meaning: 'A filter has no value.',
    remediation: 'Write a value after the =, or leave the filter out.',
    text: { error: (name: string) => `--where ${name}= has no value; write one, or leave the filter out` },
  },
  'bad-value': {
    meaning: 'The API does not take this value for the filter.',
    remediation: 'Write a value as the message describes it.',
    text: {
      error: (name: string, value: string, problem: string, description: string) =>
        `--where ${name}=${value}: ${problem}. ${description}`,
    },
  },
  'unknown-value': {
    meaning: 'The filter has no such value, or the CRM has no record of that name.',
    remediation: 'Use one of the values that the message lists or suggests.',
    text: {
      code: (name: string, value: string, allowed: readonly string[]) =>
        `--where ${name}=${value}: "${value}" is none of ${allowed.join(', ')}.`,
      name: (name: string, value: string, predicate: string) => `--where ${name}=${value}: "${value}" ${predicate}`,
    },
  },
  'bad-time': {
    meaning: 'The value of a filter is not a time.',
    remediation: `Correct the value: ${TIME_FORMS}.`,
    text: { error: (name: string, value: string) => `--where ${name}=${value}: ${TIME_FORMS}` },
  },
  'bad-file': {
    meaning: 'A column file or a jobs file is missing, is not YAML, or has a wrong key or value.',
    remediation: 'Correct the file at the line and column that the message names.',
    text: {
      notYaml: (position: string, problem: string) => `${position}: not valid YAML: ${problem}`,
      missing: (path: string) => `${path}: the file does not exist; check the name and the folder`,
      unreadable: (path: string, problem: string) => `${path}: the file cannot be read: ${problem}`,
      unknownKey: (position: string, key: string, suggestion: string) =>
        `${position}: unknown key "${key}".${suggestion}`,
      badValue: (position: string, key: string, problem: string) =>
        key === '' ? `${position}: ${problem}` : `${position}: "${key}": ${problem}`,
    },
  },
  'no-id-column': {
    meaning: 'The file or the choice of columns lacks a column that identifies the rows, which --merge-into needs.',
    remediation:
      'Give a file that an export of the same stream wrote, or add the columns that the message names to --columns.',
    text: {
      file: (column: string) =>
        `has no column "${column}", which identifies its rows; it is not an export of this stream`,
      columns: (names: readonly string[]) =>
        `--merge-into needs the columns ${names.join(', ')}, which identify the rows; add them to --columns, and mask them with hash or not at all`,
    },
  },
  'ragged-row': {
    meaning: 'A row of the file to be updated has more or fewer cells than its header.',
    remediation: 'Fix the row, then export again with --merge-into.',
    text: { merge: (problem: string | undefined) => `${problem ?? 'has too many cells'} Fix it, then merge again.` },
  },
  'damaged-spool': {
    meaning: 'The staging file of an interrupted export is damaged, so that the export cannot be resumed.',
    remediation: 'Run its sobot-etl export command again',
    text: {
      error: () =>
        'holds less than was written to it, as after a power cut, so this export cannot be resumed. Run its sobot-etl export command again.',
    },
  },
});
