import { distance } from 'fastest-levenshtein';
import { currentLanguage } from './language.ts';
import { t } from './translate.ts';

/** Names longer than this are compared by their beginning, so that a hostile cell cannot cost seconds. */
const MAX_COMPARED_CHARS = 60;

/** The known names that `name` was probably meant to be, the nearest first. Ignores case, width and runs of space. */
export function nearest(name: string, known: Iterable<string>, count = 3): string[] {
  const wanted = comparable(name);
  if (wanted === '') return [];
  const likely: { readonly text: string; readonly score: number }[] = [];
  for (const { text, edits } of byDistance(name, known, comparable)) {
    const folded = comparable(text);
    if (folded === '') continue;
    const longest = Math.max(wanted.length, folded.length);
    const score = Math.min(edits, longest * shareOf(wanted, folded));
    if (score <= maxDistance(longest)) likely.push({ text, score });
  }
  likely.sort((a, b) => a.score - b.score);
  const spellings = Map.groupBy(likely, ({ text }) => comparable(text));
  return [...spellings.values()].flatMap(([first]) => first?.text ?? []).slice(0, count);
}

/** What counts against a name of which the wanted one is a part, or the other way round; least if its beginning was typed. */
function shareOf(wanted: string, known: string): number {
  if (!isPartOf(wanted, known) && !isPartOf(known, wanted)) return 1;
  return known.startsWith(wanted) ? 0.2 : 0.3;
}

/** Letters in the middle of a longer word say nothing when they are fewer: `ann` in `channel`. */
const MIN_INNER_CHARS = 5;

/** Does a text begin or end with a shorter one, or hold it as a word or as much of one? */
function isPartOf(shorter: string, longer: string): boolean {
  if (shorter.length < 3) return false;
  if (longer.startsWith(shorter) || longer.endsWith(shorter)) return true;
  const index = longer.indexOf(shorter);
  if (index < 0) return false;
  return (
    shorter.length >= MIN_INNER_CHARS || !/[\p{L}\p{N}]/u.test(`${longer[index - 1]}${longer[index + shorter.length]}`)
  );
}

/** ` Did you mean "…"?`, or an empty text where no known name is near. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const names = nearest(name, known).map((candidate) => `"${candidate}"`);
  if (names.length === 0) return '';
  if (names.length > 1) names.push(t`${names.splice(-2, 1)[0] ?? ''} or ${names.pop() ?? ''}`);
  const question = t`Did you mean ${names.join(', ')}?`;
  // It follows a sentence: English has a space between the two.
  return currentLanguage() === 'en' ? ` ${question}` : question;
}

/**
 * Known texts with their edit distances: how many characters must be inserted, deleted or replaced. The nearest come first.
 * `as` normalises texts for the comparison.
 */
export function byDistance(
  text: string,
  known: Iterable<string>,
  as: (text: string) => string = (each) => each,
): { readonly text: string; readonly edits: number }[] {
  const wanted = as(text);
  return Array.from(known, (each) => ({ text: each, edits: distance(wanted, as(each)) })).sort(
    (a, b) => a.edits - b.edits,
  );
}

function comparable(name: string): string {
  const beginning = name.slice(0, MAX_COMPARED_CHARS * 4).normalize('NFKC');
  return beginning.trim().replace(/\s+/g, ' ').toLowerCase().slice(0, MAX_COMPARED_CHARS);
}

/** The greatest edit distance of similar names of a length. A transposition counts as two edits. */
function maxDistance(length: number): number {
  if (length < 3) return 0;
  return length < 4 ? 1 : Math.max(2, length * 0.4);
}
