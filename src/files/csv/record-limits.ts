/** No spreadsheet row is longer: 16,384 columns of a few hundred characters. Beyond it a quote was left open. */
export const maxRecordChars = 8 * 1024 * 1024;

/** As many columns as a sheet has. */
export const maxColumns = 16_384;
