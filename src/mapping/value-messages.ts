import { counted, defineMessages } from '../words/index.ts';

const CHECK_EXPRESSION = 'Check the cells that the expression in the mapping uses.';
const CORRECT_VALUE = 'Correct the value, or the rule in the mapping: rules.';
const SAY_DATE_FORMAT =
  'Correct the value, or set its format in the mapping: transform: [{ date: DD/MM/YYYY }], or time, or datetime.';

const rangeText = (min: number | undefined, max: number | undefined): string => {
  if (min === undefined) return `at most ${max}`;
  return max === undefined ? `at least ${min}` : `from ${min} to ${max}`;
};

/**
 * What can be wrong with the values of a row, from the mapping's point of view. Most texts follow the value:
 * `"maybe" is not one of yes, no`.
 */
export const VALUE_MESSAGES = defineMessages('values', {
  required: {
    meaning: 'A field that the record needs has no value.',
    remediation: 'Fill in the cell. If the value is the same for all rows, put it into the mapping: { const: … }.',
    text: {
      field: (field: string) => `${field} is required`,
      when: (field: string, other: string, value: string) => `${field} is required when ${other} is ${value}`,
      oneOf: (fields: readonly string[]) => `At least one of ${fields.join(', ')} must be filled in`,
      blank: (needed: string) => `${needed}, but it is blank`,
      allBlank: (needed: string) => `${needed}, but all are blank`,
      nulls: (needed: string, cells: string) => `${needed}, but ${cells} counts as blank by the mapping's nulls`,
      notSent: (needed: string, cells: string, path: string) =>
        `${needed}, but the mapping sends nothing for ${cells}: correct the cell, or ${path} in the mapping`,
      leftOut: (needed: string, cells: string, path: string, reason: string) =>
        `${needed}, but the mapping sends nothing for ${cells} (${reason}): correct the cell, or say what it becomes under ${path}.values in the mapping`,
      byTenant: () => 'is blank, but the tenant requires it',
    },
  },
  'not-allowed': {
    meaning: 'The value is not one of those that the field takes.',
    remediation: 'Write one of the values that the message lists, or translate yours in the mapping: values: { … }.',
    text: {
      noneOf: (allowed: string, suggestion: string) =>
        `is not one of ${allowed}${suggestion === '' ? '' : `.${suggestion}`}`,
      blank: () => 'is blank',
    },
  },
  'not-found': {
    meaning: 'The CRM has nothing of this name.',
    remediation:
      'Write the name as it is in the CRM, or create it there first. If the whole column uses other names, translate them in the mapping: values: { … }.',
    text: {
      unknown: (noun: string) => `matches no ${noun} in the CRM`,
      suggested: (noun: string, suggestion: string) => `matches no ${noun} in the CRM.${suggestion}`,
      listed: (noun: string, names: string) => `matches no ${noun} in the CRM; choose from ${names}`,
      noEntries: (noun: string) => `matches no ${noun}: the CRM has none`,
      customer: (by: string) => `is not the ${by} of any customer`,
      unreadableCustomer: (reason: string) => `is a customer who cannot be read: ${reason}`,
      enterprise: () =>
        'matches no enterprise that an earlier import created or a customer belongs to; import enterprises first',
      belowLeaf: () => 'comes after an option that has no further level',
    },
  },
  'no-name': {
    meaning: 'The customer has no nickname, and the CRM accepts no edit without one.',
    remediation: 'Give the customer a nickname, in the CRM or in a column that the mapping maps to nick.',
    text: { customer: () => 'is a customer without a nickname, which an edit requires: map nick' },
  },
  ambiguous: {
    meaning: 'The value matches several records or names.',
    remediation: 'Several records have this name: write Group/Name, or use the id.',
    text: {
      name: (count: number, nouns: string, names: string) => `is the name of ${count} ${nouns}; write one of ${names}`,
      customers: (by: string, count: number, customers: string) => `is the ${by} of ${count} customers: ${customers}`,
      enterprises: (count: number, ids: string) => `is the name of ${count} enterprises: ${ids}`,
      values: (names: string) => `can be any of ${names}; write one of them exactly as it is spelled`,
      readings: (readings: readonly string[]) =>
        `can be read as ${readings.join(' or as ')}; write one of the two, including the quotes`,
    },
  },
  'ambiguous-date': {
    meaning: 'The date can be read in two ways.',
    remediation: 'Set the format of dates in the mapping: transform: [{ date: DD/MM/YYYY }].',
    text: {
      two: (what: 'days' | 'years', format: string) =>
        `can be two different ${what}; set the format in the mapping, for example transform: [{ date: ${format} }]`,
    },
  },
  'bad-date': {
    meaning: 'The value is not a date, or not one in the expected format.',
    remediation: SAY_DATE_FORMAT,
    text: {
      format: (formats: string, advice: string) => `is not a valid date in the format ${formats}${advice}`,
      number: (kind: string) => `is a plain number; give the column a ${kind} format in the workbook`,
    },
  },
  'bad-time': {
    meaning: 'The value is not a time of day, or not one in the expected format.',
    remediation: SAY_DATE_FORMAT,
    text: {
      format: (formats: string, advice: string) => `is not a valid time of day in the format ${formats}${advice}`,
    },
  },
  'bad-datetime': {
    meaning: 'The value is not a date with a time of day, or not one in the expected format.',
    remediation: SAY_DATE_FORMAT,
    text: {
      format: (formats: string, advice: string) => `is not a valid date and time in the format ${formats}${advice}`,
    },
  },
  'bad-phone': {
    meaning: 'The value is not a telephone number of its country.',
    remediation:
      'Correct the number, or write it with its country code: +86 138 …. The mapping can set the country too.',
    text: {
      international: () => 'is not a valid telephone number: write it with + and a country code',
      national: (country: string) =>
        `is not a valid telephone number in ${country}; write a foreign number with + and its country code`,
      noCountry: (column: string, name: string) =>
        `has no + and country code, and the column "${column}" ${name === '' ? 'is blank' : `has the unknown country "${name}"`}`,
    },
  },
  'phone-extension': {
    meaning: 'The telephone number has an extension, which the CRM would lose.',
    remediation:
      'Write the number without its extension; put the extension into a separate column, or map it to a note.',
    text: {
      found: (extension: string, number: string) =>
        `has the extension ${extension}, which a telephone field cannot hold: write ${number} here and the extension in another column, or remove it with a replace before phone`,
    },
  },
  'bad-email': {
    meaning: 'The value is not an e-mail address.',
    remediation: 'Correct the address, or leave the cell blank.',
    text: { address: () => 'is not an e-mail address (name@example.com)' },
  },
  'bad-number': {
    meaning: 'The value is not a number, or uses another decimal mark.',
    remediation: 'Write digits only, or use the transform number in the mapping.',
    text: {
      plain: () =>
        'is not a plain number; transform: [number] reads thousands separators, and { number: { decimal: "," } } a decimal comma',
      decimal: (mark: string) => `is not a number with the decimal mark "${mark}"`,
      exponent: () => 'is a number that cannot be written in plain digits',
    },
  },
  'bad-boolean': {
    meaning: 'The value is neither yes nor no.',
    remediation: 'Write yes or no.',
    text: { noneOf: () => 'is not one of yes, no, true, false, y, n, on, off, 1, 0, 是, 否' },
  },
  'too-long': {
    meaning: 'The text has more characters than the field takes.',
    remediation: 'Shorten the text, or cut it in the mapping: transform: [{ slice: … }].',
    text: {
      characters: (length: number, max: number) =>
        `has ${counted(length, 'character')}, but at most ${max} are allowed`,
    },
  },
  'too-many': {
    meaning: 'The cell has several values, and the field takes one.',
    remediation: 'Leave only one of the values.',
    text: { oneOnly: (field: string) => `is more than one value, but ${field} takes only one` },
  },
  'parent-missing': {
    meaning: 'The value depends on another field that has no value.',
    remediation: 'Fill in the cell that this one depends on (the province of a city, the city of an area).',
    text: {
      area: () => 'is an area whose city is not known; fill in the city',
      areaUnmapped: () => 'An area is looked up within its city: map cityid too.',
    },
  },
  'cascade-gap': {
    meaning: 'A level of the cascade is blank above one that is filled in.',
    remediation: 'Fill in every level from the top, leaving none blank in between.',
    text: { gap: () => 'leaves a level blank above one that is filled in' },
  },
  'formula-error': {
    meaning: 'The cell has a formula that results in an error.',
    remediation: 'Fix the formula in the spreadsheet; it shows an error.',
    text: { cell: () => 'is a formula error' },
  },
  'expression-failed': {
    meaning: 'The expression of the mapping fails for this row.',
    remediation: CHECK_EXPRESSION,
    text: { row: (reason: string) => `makes the expression fail: ${reason}` },
  },
  'bad-expression-value': {
    meaning: 'The expression of the mapping returns neither text, a number nor a list of them.',
    remediation: CHECK_EXPRESSION,
    text: { row: () => 'makes the expression return something other than text, a number or a list of them' },
  },
  'left-out-by-where': {
    meaning: 'The where of the mapping leaves the row out.',
    text: { row: (where: string) => `left out by the mapping's where: ${where}` },
  },
  'where-failed': {
    meaning: 'The where of the mapping is neither true nor false for the row.',
    remediation:
      'Correct the cell, or say in the mapping what is to happen with such rows: where: Revenue != "" and $number(Revenue) > 0',
    text: {
      failed: (value: string, reason: string) => `"${value}" makes the mapping's where fail: ${reason}`,
      noDecision: (value: string) => `"${value}" makes the mapping's where neither true nor false`,
    },
  },
  'rule-match': {
    meaning: 'The value does not have the form that a rule of the mapping demands.',
    remediation: CORRECT_VALUE,
    text: {
      pattern: (pattern: string) => `does not match the pattern ${pattern} of the mapping`,
      value: (value: string) => `"${value}"`,
      sentAs: (value: string, sent: string) => `"${value}", which would be sent as "${sent}",`,
      expected: (message: string) => `is not what the mapping expects: ${message}`,
    },
  },
  'rule-range': {
    meaning: 'The number is less or more than a rule of the mapping allows.',
    remediation: CORRECT_VALUE,
    text: {
      outside: (min: number | undefined, max: number | undefined) => `is not ${rangeText(min, max)}`,
      number: (min: number | undefined, max: number | undefined) =>
        `is not a plain number; the mapping expects one ${rangeText(min, max)}`,
    },
  },
  'rule-length': {
    meaning: 'The text has fewer or more characters than a rule of the mapping allows.',
    remediation: CORRECT_VALUE,
    text: {
      characters: (characters: string, min: number | undefined, max: number | undefined) =>
        `has ${characters}; the mapping expects ${min === max ? min : rangeText(min, max)}`,
    },
  },
  'rule-one-of': {
    meaning: 'The value is not one of those that a rule of the mapping allows.',
    remediation: CORRECT_VALUE,
    text: {
      noneOf: (allowed: string, suggestion: string) =>
        `is not one of ${allowed}${suggestion === '' ? '' : `.${suggestion}`}`,
    },
  },
  'rule-required': {
    meaning: 'The value is blank, but a rule of the mapping demands one for this row.',
    remediation: 'Fill in the cell.',
    text: {
      blankBecause: (condition: string) => `the value is blank, but the mapping requires one where ${condition}`,
      blank: (message: string) => `the value is blank, but the mapping expects: ${message}`,
    },
  },
  'rule-failed': {
    meaning: 'The required-if of a rule is neither true nor false for the row.',
    remediation: CHECK_EXPRESSION,
    text: {
      failed: (value: string, condition: string, reason: string) =>
        `"${value}" makes required-if: ${condition} fail: ${reason}`,
      noDecision: (value: string, condition: string) =>
        `"${value}" makes required-if: ${condition} neither true nor false`,
    },
  },
  offline: {
    meaning: 'The value cannot be looked up without asking the CRM.',
    remediation: 'Run the command again without --offline.',
    text: {
      customer: () => 'is a customer, and customers cannot be looked up offline',
      customerName: () => 'is a customer whose name cannot be read offline',
      enterprise: () => 'is not an enterprise that an earlier import created here, and cannot be looked up offline',
    },
  },
});
