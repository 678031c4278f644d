/** What stands between words; `?` may be part of one. */
const between = /[\s!-/:->@[-`{-~]+/;
/** Fewer characters of a word fit by chance what somebody wrote. */
const LEAST_TELLING = 3;

/** Is `?` all that is left of the characters that an encoding has no place for? */
export function isReplacedByQuestionMarks(before: string, after: string): boolean {
  if (!after.includes('?')) return false;
  const [was, is] = [[...before], [...after]];
  if (was.length !== is.length && before.length !== after.length) return false;
  const [left, right] = was.length === is.length ? [was, is] : [before.split(''), after.split('')];
  return (
    before !== after &&
    left.every((character, at) => character === right[at] || (right[at] === '?' && character > '\u007f'))
  );
}

/**
 * Does a text hold a word of what it was before, of which `?` is left in place of characters? Somebody may have written more
 * beside it, and a question mark that somebody wrote is none of these.
 */
export function hasReplacedWord(text: string, before: string): boolean {
  if (!text.includes('?')) return false;
  const known = before.split(between).filter((word) => /[\u0080-\uffff]/.test(word));
  // A word that is there as it was has lost nothing.
  const words = text.split(between).filter((word) => word.includes('?') && word !== '?' && !before.includes(word));
  return words.some((word) => known.some((was) => isReplacedByQuestionMarks(was, word) || isPartReplaced(was, word)));
}

/** The same of the beginning or the end of a word, where it is long enough to tell. */
function isPartReplaced(was: string, word: string): boolean {
  if (was.length >= word.length) return false;
  const isLong = was.length > LEAST_TELLING || (was.length === LEAST_TELLING && /\w/.test(was));
  // Nobody begins a word with question marks.
  const tellsAtStart = isLong || (word.startsWith('??') && was.length > 1);
  return (
    (tellsAtStart && isReplacedByQuestionMarks(was, word.slice(0, was.length))) ||
    (isLong && isReplacedByQuestionMarks(was, word.slice(-was.length)))
  );
}
