import { withoutAnyInvisible } from '../files/index.ts';

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
/** Marks that people and word processors use interchangeably. */
const APOSTROPHES =
  /[\u2018\u2019\u201a\u201b\u02bb\u02bc\u02bd\u02be\u02bf\u00b4\u0060\u2032\u2035\u02b9\u055a\ua78c\uff07\uff40]/g;
const QUOTES =
  /[\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u2033\u2036\u02ba\u300c-\u300f\u301d-\u301f\uff02\uff62\uff63]/g;
const DASHES = /[\u2010-\u2015\u2212\u2043\u2796\ufe58\ufe63\uff0d]/g;

/**
 * Folds a name so that two spellings of it compare equal: full-width forms, case, apostrophes, quotes, dashes, outer space, runs
 * of space and invisible characters make no difference. Used wherever names that people write are matched.
 */
export function fold(name: string): string {
  if (PRINTABLE_ASCII.test(name)) return name.replaceAll('`', "'").trim().replace(/\s+/g, ' ').toLowerCase();
  // Upper case first, since only that turns ß into SS and both small sigmas into one.
  return plainSpelling(name).toUpperCase().toLowerCase();
}

/** A name with plain marks, spaces and widths in its original case, as it is typed without a word processor. */
export function plainSpelling(name: string): string {
  if (PRINTABLE_ASCII.test(name)) return name.replaceAll('`', "'").trim().replace(/ +/g, ' ');
  // NFKC would decompose a spacing acute accent into a space and an accent, so apostrophes are replaced first.
  const plain = withoutAnyInvisible(name).replace(APOSTROPHES, "'").replace(QUOTES, '"').replace(DASHES, '-');
  return plain.normalize('NFKC').replace(APOSTROPHES, "'").replace(DASHES, '-').replace(/\s+/g, ' ').trim();
}

/** The likely spellings of a name: as it is, with plain marks, and as word processors write it. */
export function spellings(name: string): string[] {
  const plain = plainSpelling(name);
  return [...new Set([name, plain, plain.replaceAll("'", '’').replaceAll('-', '–')])];
}

/** Full-width and other compatibility forms become plain ones: `１２３` is `123`. */
export function narrow(text: string): string {
  // Most cells need no normalisation, and testing is cheaper than normalising.
  return PRINTABLE_ASCII.test(text) ? text : text.normalize('NFKC');
}
