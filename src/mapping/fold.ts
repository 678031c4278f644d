/**
 * Folds a name so that two spellings of it compare equal: full-width forms, case, outer space and runs of space are
 * evened out. Used wherever people's names for things are matched.
 */
export function fold(name: string): string {
  return narrow(name).trim().replace(/\s+/g, ' ').toLowerCase();
}

/** Full-width and other compatibility forms become plain ones: `１２３` is `123`. */
export function narrow(text: string): string {
  // Most cells hold nothing to even out, and looking is cheaper than normalising.
  return /^[\x20-\x7e]*$/.test(text) ? text : text.normalize('NFKC');
}
