/** No spreadsheet row is longer: 16,384 columns of a few hundred characters. Beyond it a quote was left open. */
export const MAX_RECORD_CHARS = 8 * 1024 * 1024;

/** As many columns as a sheet has. */
export const MAX_COLUMNS = 16_384;
