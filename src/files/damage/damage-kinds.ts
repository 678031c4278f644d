/** What spreadsheets do to data. `lost` says that the original value cannot be known any more, so the row is not imported. */
export const ISSUE_KINDS = {
  'rounded-number': { lost: true, title: 'a number of more than 15 digits, rounded' },
  'maybe-rounded-number': { lost: false, title: 'a long number that ends in zeros, perhaps rounded' },
  'scientific-notation': { lost: true, title: 'an id or phone number in scientific notation' },
  'decimal-code': { lost: false, title: 'an id or phone number written as a decimal number; its digits are read' },
  'lost-leading-zeros': { lost: false, title: 'a code shorter than the others, its leading zeros perhaps lost' },
  mojibake: { lost: false, title: 'text that was read in the wrong encoding' },
  'lost-characters': { lost: true, title: 'text whose characters were replaced' },
  'private-characters': { lost: false, title: 'characters that only the computer they were typed on can show' },
  'control-characters': { lost: true, title: 'a control character inside a text' },
  'outer-control-characters': { lost: false, title: 'control characters that say nothing; they are left out' },
  'invisible-characters': {
    lost: false,
    title: 'characters that nobody sees; they are left out of ids, addresses, numbers and names that are looked up',
  },
  'error-value': { lost: true, title: 'a spreadsheet error in place of a value' },
  'repeated-header': { lost: false, title: 'a row that repeats the header; it is left out' },
  'other-header': { lost: true, title: 'a row of column names in another order' },
  'totals-row': { lost: true, title: 'a row of totals or a remark, not a record' },
  'mixed-dates': { lost: false, title: 'dates with the day first and with the month first in one column' },
  placeholder: { lost: false, title: 'a value that says that there is none' },
} as const satisfies Record<string, { readonly lost: boolean; readonly title: string }>;

export type IssueKind = keyof typeof ISSUE_KINDS;

/** Damage in one cell. */
export interface DataIssue {
  readonly code: IssueKind;
  readonly row: number;
  /** Index of the column, and its name. */
  readonly column: number;
  readonly columnName: string;
  /** The value as it stands in the file, shortened. */
  readonly text: string;
  readonly message: string;
  readonly lost: boolean;
}
