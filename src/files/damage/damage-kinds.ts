/** What spreadsheets do to data. `lost` says that the original value cannot be known any more, so the row is not imported. */
export const damageKinds = {
  'rounded-number': { lost: true, title: 'a number of more than 15 digits, rounded' },
  'maybe-rounded-number': { lost: false, title: 'a long number that ends in zeros, perhaps rounded' },
  'scientific-notation': { lost: true, title: 'an id or phone number in scientific notation' },
  'lost-leading-zeros': { lost: false, title: 'a code shorter than the others, its leading zeros perhaps lost' },
  mojibake: { lost: false, title: 'text that was read in the wrong encoding' },
  'lost-characters': { lost: true, title: 'text whose characters were replaced' },
  'private-characters': { lost: false, title: 'characters that only the computer they were typed on can show' },
  'error-value': { lost: true, title: 'a spreadsheet error in place of a value' },
  'mixed-dates': { lost: false, title: 'dates with the day first and with the month first in one column' },
} as const satisfies Record<string, { readonly lost: boolean; readonly title: string }>;

export type DamageKind = keyof typeof damageKinds;

/** Damage in one cell. */
export interface DamageFinding {
  readonly code: DamageKind;
  readonly row: number;
  /** Index of the column, and its name. */
  readonly column: number;
  readonly columnName: string;
  /** The value as it stands in the file, shortened. */
  readonly text: string;
  readonly message: string;
  readonly lost: boolean;
}
