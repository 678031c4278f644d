import { withoutAnyInvisible } from '../files/index.ts';

const printableAscii = /^[\x20-\x7e]*$/;
/** Marks that people and word processors write for one another. */
const apostrophes =
  /[\u2018\u2019\u201a\u201b\u02bb\u02bc\u02bd\u02be\u02bf\u00b4\u0060\u2032\u2035\u02b9\u055a\ua78c\uff07\uff40]/g;
const quotes =
  /[\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u2033\u2036\u02ba\u300c-\u300f\u301d-\u301f\uff02\uff62\uff63]/g;
const dashes = /[\u2010-\u2015\u2212\u2043\u2796\ufe58\ufe63\uff0d]/g;

/**
 * Folds a name so that two spellings of it compare equal: full-width forms, case, apostrophes, quotes, dashes, outer space, runs
 * of space and what nobody sees are evened out. Used wherever people's names for things are matched.
 */
export function fold(name: string): string {
  if (printableAscii.test(name)) return name.replaceAll('`', "'").trim().replace(/\s+/g, ' ').toLowerCase();
  // By way of upper case, which knows that ß is ss and that both small sigmas are one.
  return plainSpelling(name).toUpperCase().toLowerCase();
}

/** A name with plain marks, spaces and widths, its case as it was: what somebody types who has no word processor. */
export function plainSpelling(name: string): string {
  if (printableAscii.test(name)) return name.replaceAll('`', "'").trim().replace(/ +/g, ' ');
  // An acute accent that stands alone would come apart into a space and an accent.
  const plain = withoutAnyInvisible(name).replace(apostrophes, "'").replace(quotes, '"').replace(dashes, '-');
  return plain.normalize('NFKC').replace(apostrophes, "'").replace(dashes, '-').replace(/\s+/g, ' ').trim();
}

/** A name as it may be spelled: as it is, with plain marks, and as word processors set it. */
export function spellings(name: string): string[] {
  const plain = plainSpelling(name);
  return [...new Set([name, plain, plain.replaceAll("'", '’').replaceAll('-', '–')])];
}

/** Full-width and other compatibility forms become plain ones: `１２３` is `123`. */
export function narrow(text: string): string {
  // Most cells hold nothing to even out, and looking is cheaper than normalising.
  return printableAscii.test(text) ? text : text.normalize('NFKC');
}
