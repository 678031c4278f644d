import { counted, defineMessages } from '../words/index.ts';

const ACCEPT_RECORD = 'Remove it; if it is a record, --accept-damage imports it.';
const AS_TEXT = 'Format the column as text in the spreadsheet and enter the values again.';

/**
 * What can be wrong with a row or a cell of a file, before the mapping looks at it: problems of its form, and data-quality issues.
 * Messages about a cell follow its value.
 */
export const ROW_MESSAGES = defineMessages('rows', {
  'ragged-row': {
    meaning: 'The row has more or fewer cells than the header.',
    remediation: 'Look for a missing quote or delimiter in the row.',
    text: {
      count: (cells: number, columns: number) =>
        `the row has ${counted(cells, 'cell')}, the header ${columns}. Is a delimiter or a quote missing?`,
      broken: (cells: number, columns: number) =>
        `the line has ${counted(cells, 'cell')}, the header ${columns}. It and the line next to it may be one row, broken by a line break inside a cell. Put such a cell in quotes; if they are two rows, end each with all its delimiters.`,
      cutShort: (cells: number, columns: number) =>
        `the file ends in the middle of this row: it has ${cells} of ${columns} cells and no line break. Is the file cut off? Fetch it again.`,
    },
  },
  'stray-quote': {
    meaning: 'A quoted cell has text outside its quotes.',
    remediation: 'Put the whole cell in quotes, and double the quotes inside it.',
    text: {
      doubled: (column: number) =>
        `column ${column} has text outside its quotes. Put the whole cell in quotes, and double the quotes inside it.`,
      escaped: (column: number, character: string) =>
        `column ${column} has text outside its quotes. Put ${character} before each quote inside it.`,
    },
  },
  'invalid-json': {
    meaning: 'The line is not a JSON object.',
    remediation: 'Correct the line: it must be one object such as {"name": "Ann"}.',
    text: {
      notJson: (reason: string) =>
        `the line is not JSON (${reason}). Each line must be an object such as {"name": "Ann"}.`,
      notObject: (what: string) => `the line is ${what}. Each line must be an object such as {"name": "Ann"}.`,
    },
  },
  'unknown-member': {
    meaning: 'A member of the JSON object first occurs too far down the file to become a column.',
    remediation: 'Move a line that has the member to the start of the file.',
    text: {
      late: (names: readonly string[]) =>
        `${names.join(', ')} first occurs here, too late to become a column. Move a line that has it to the start of the file.`,
    },
  },
  'formula-error': {
    meaning: 'The cell shows the error of a formula.',
    remediation: 'Correct the formula in the spreadsheet, or replace it by a value.',
    text: {
      cell: (cell: string, error: string) =>
        `cell ${cell} holds the error ${error}. Correct its formula, or replace it by a value.`,
    },
  },
  'formula-without-result': {
    meaning: 'The cell holds a formula that no program has calculated yet.',
    remediation: 'Open the file in a spreadsheet program and save it again.',
    text: {
      cell: (cell: string) =>
        `cell ${cell} holds a formula without a result. Open the file in a spreadsheet program and save it again.`,
    },
  },
  'bad-date': {
    meaning: 'The cell is formatted as a date, and its number is not a date.',
    remediation: 'Enter the date again.',
    text: {
      cell: (cell: string, format: string, raw: string) =>
        `cell ${cell} is formatted as a ${format}, but ${raw} is not a date that a spreadsheet can show. Enter it again.`,
    },
  },
  'bad-number': {
    meaning: 'The workbook declares the cell a number, and it is not one.',
    remediation: 'Enter the value again.',
    text: {
      cell: (cell: string, raw: string) =>
        `cell ${cell} holds "${raw}", although the file declares it a number. Enter the value again.`,
    },
  },
  'rounded-number': {
    meaning: 'A spreadsheet has rounded a number of more than 15 digits.',
    remediation: 'Take the number from its source, and format the column as text.',
    text: {
      digits: (count: number) =>
        `a spreadsheet keeps 15 digits of a number, and this one has ${count}: the last ones are lost. ${AS_TEXT}`,
    },
  },
  'maybe-rounded-number': {
    meaning: 'A long number ends in zeros, as a number does that a spreadsheet has rounded.',
    remediation: 'Compare the number with its source.',
    text: { zeros: () => 'its last digits are zeros, as in a number that was rounded. Compare it with its source.' },
  },
  'scientific-notation': {
    meaning: 'An ID or phone number is written in scientific notation, so digits are lost.',
    remediation: 'Take the number from its source, and format the column as text.',
    text: { digits: (known: number, length: number) => `only ${known} of its ${length} digits are left. ${AS_TEXT}` },
  },
  'decimal-code': {
    meaning: 'An ID or phone number is written as a decimal number such as 1001.0. It is read as 1001.',
    remediation: 'If the codes had leading zeros, export the column as text.',
    text: {
      readAs: (digits: string) =>
        `it is read as ${digits}. If it had leading zeros, they are lost: export the column as text.`,
    },
  },
  'lost-leading-zeros': {
    meaning: 'A code is shorter than the others of its column, perhaps because its leading zeros are lost.',
    remediation: 'Compare the code with its source, and format the column as text.',
    text: {
      shorter: (digits: number, usual: number, padded: string) =>
        `it has ${digits} digits, and the codes of the column have ${usual}. Should it be ${padded}?`,
    },
  },
  mojibake: {
    meaning: 'The text was read in the wrong encoding before it was saved.',
    remediation: 'Open the source as UTF-8, and save it again.',
    text: { meant: (text: string) => `it probably means "${text}". Open the source as UTF-8 and save it again.` },
  },
  'lost-characters': {
    meaning: 'Characters of the text were replaced before the file was made.',
    remediation: 'Take the text from its source.',
    text: {
      replaced: () => 'some characters were replaced before the file was made. Take the text from its source.',
      half: () => 'it holds half a character. Take the text from its source.',
    },
  },
  'private-characters': {
    meaning: 'The text has a character that only the computer it was typed on can show.',
    remediation: 'Write the character another way.',
    text: { found: () => 'it has a character that other computers cannot show. Write it another way.' },
  },
  'control-characters': {
    meaning: 'A control character stands inside the text, perhaps in place of another character.',
    remediation: 'Replace it by the character that it stands for, or remove it.',
    text: {
      inside: () => 'it has a control character inside. Replace it by the character that it stands for.',
      mojibake: (text: string) =>
        `it has a control character inside. It probably means "${text}". Open the source as UTF-8 and save it again.`,
    },
  },
  'outer-control-characters': {
    meaning: 'The text has control characters that mean nothing. They are removed.',
    remediation: 'Nothing has to be done.',
    text: {
      found: () =>
        'it has control characters that mean nothing. They are removed; a vertical tab or a form feed becomes a line break.',
    },
  },
  'invisible-characters': {
    meaning: 'The text has invisible characters. They are removed from IDs, addresses, numbers and names to look up.',
    remediation: 'Nothing has to be done.',
    text: {
      found: () => 'it has invisible characters. They are removed from IDs, addresses, numbers and names to look up.',
    },
  },
  'error-value': {
    meaning: 'The cell holds a spreadsheet error instead of a value.',
    remediation: 'Correct the formula, or widen the column, in the spreadsheet and save it again.',
    text: {
      formula: () => 'a formula had failed when the file was made. Correct it in the spreadsheet.',
      narrow: () => 'the column was too narrow when the file was made. Widen it and save the file again.',
    },
  },
  'repeated-header': {
    meaning: 'The row repeats the header. It is skipped.',
    remediation: 'Nothing has to be done.',
    text: { found: () => 'the row repeats the header.' },
  },
  'other-header': {
    meaning: 'The row holds the column names in another order.',
    remediation: 'Import each table from a file of its own.',
    text: {
      found: () =>
        'the row holds column names in another order, so the rows below it may belong to another table. Import each table from a file of its own.',
    },
  },
  'totals-row': {
    meaning: 'The row seems to hold totals or a remark instead of a record.',
    remediation: 'Remove the row; if it is a record, import it with --accept-damage.',
    text: {
      totals: () => `the row seems to hold totals, not a record. ${ACCEPT_RECORD}`,
      remark: () =>
        `the rest of the row is blank, and the value is unlike the others of its column: it seems to be a remark. ${ACCEPT_RECORD}`,
    },
  },
  'mixed-dates': {
    meaning: 'Some dates of the column have the day first, others the month.',
    remediation: 'Write all dates of the column in one order.',
    text: {
      orders: (order: 'day' | 'month', otherRow: number, other: 'day' | 'month') =>
        `this date has the ${order} first, the one in row ${otherRow} the ${other}. Dates such as 03/04 are ambiguous: write them all in one order.`,
    },
  },
  'type-mismatch': {
    meaning: 'The value has another form than nine in ten values of its column; only a profile reports it.',
    remediation: 'Look at the value; whether it can be sent is decided by the mapping.',
    text: { unlike: (type: string) => `no ${type}, as nearly all other values are` },
  },
  'rule-warning': {
    meaning: 'The value breaks a rule of the mapping that only warns, so the row is sent all the same.',
    remediation: 'If the value is wrong, correct it; to reject such rows, remove level: warn from the rule.',
  },
  placeholder: {
    meaning: 'The value is a placeholder such as N/A, which means that there is none.',
    remediation: 'Write the real value, or leave the cell blank.',
  },
});
