import { telephoneForms } from '../words/index.ts';

/** A telephone number as it is compared. */
interface Telephone {
  /** The whole number; two numbers with the same text are the same. */
  readonly text: string;
  /** Its national digits with the extension, if it has a country code. */
  readonly national?: string;
}

const LABEL = /^['\s]*tel:/i;
const EXTENSION =
  /\s*(?:;\s*ext\s*=|,?\s*(?<!\p{L})ext(?:ension|n)?\.?:?|(?<=\d)\s*x\.?|#|转|轉|分机|分機)\s*(\d{1,8})\s*$/iu;
const LETTER = /\p{L}/u;

/**
 * Reads one number as people write it: `+49 151-234` and `0049151234` are the same. A text with words in it stays a text, because
 * its digits alone are not the number (`1-800-FLOWERS`).
 */
function readTelephone(given: string): Telephone {
  const text = given.normalize('NFC').trim();
  const plain = text.normalize('NFKC').replace(LABEL, '');
  const extension = EXTENSION.exec(plain)?.[1];
  const number = extension === undefined ? plain : plain.replace(EXTENSION, '');
  const forms = LETTER.test(number) ? undefined : telephoneForms(number);
  if (forms === undefined) return { text };
  const end = extension === undefined ? '' : `x${extension}`;
  const { digits, national } = forms;
  return { text: digits + end, ...(national !== undefined && { national: national + end }) };
}

/** The distinct numbers of a field. A number without country code is left out where the same number has one. */
function distinctTelephones(texts: readonly string[]): readonly Telephone[] {
  const all = [...new Map(texts.map(readTelephone).map((each) => [each.text, each])).values()];
  const isRepeated = (one: Telephone): boolean =>
    one.national === undefined && all.filter(({ national }) => national === one.text).length === 1;
  return all.filter((one) => !isRepeated(one));
}

/** The numbers as sorted texts. Two sets with the same texts are the same; see `sameTelephones` for those that are without. */
export function canonicalTelephones(texts: readonly string[]): readonly string[] {
  return distinctTelephones(texts)
    .map(({ text }) => text)
    .sort();
}

/** Whether two fields have the same numbers: every number is in both, in one of them perhaps without its country code. */
export function sameTelephones(one: readonly string[], other: readonly string[]): boolean {
  const [left, right] = [distinctTelephones(one), distinctTelephones(other)];
  if (left.length !== right.length) return false;
  const [onlyLeft, onlyRight] = [without(left, right), without(right, left)];
  const open = [...onlyRight];
  return onlyLeft.every((number) => {
    const index = open.findIndex((each) => each.national === number.text || each.text === number.national);
    if (index >= 0) open.splice(index, 1);
    return index >= 0;
  });
}

function without(numbers: readonly Telephone[], others: readonly Telephone[]): readonly Telephone[] {
  return numbers.filter(({ text }) => !others.some((other) => other.text === text));
}
