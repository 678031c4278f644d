import { distance } from 'fastest-levenshtein';
import { fold } from './fold.ts';

/** Names longer than this are compared by their beginning, so that a hostile cell cannot cost seconds. */
const maxComparedLength = 60;

/** The known names that `name` was probably meant to be, nearest first. */
export function nearest(name: string, known: Iterable<string>, count = 3): string[] {
  const wanted = fold(name).slice(0, maxComparedLength);
  if (wanted === '') return [];
  const ranked: { known: string; score: number }[] = [];
  for (const candidate of known) {
    const folded = fold(candidate).slice(0, maxComparedLength);
    if (folded === '') continue;
    const longest = Math.max(wanted.length, folded.length);
    const contains =
      Math.min(wanted.length, folded.length) >= 3 && (folded.includes(wanted) || wanted.includes(folded));
    const edits = distance(wanted, folded);
    const score = contains ? Math.min(edits, longest * 0.3) : edits;
    if (score <= tolerated(longest)) ranked.push({ known: candidate, score });
  }
  ranked.sort((a, b) => a.score - b.score);
  const spellings = Map.groupBy(ranked, (entry) => fold(entry.known));
  return [...spellings.values()].flatMap(([first]) => first?.known ?? []).slice(0, count);
}

/** How many edits apart two names of a length may be. A transposition counts as two. */
function tolerated(length: number): number {
  if (length < 3) return 0;
  return length < 4 ? 1 : Math.max(2, length * 0.4);
}

/** ` Did you mean "…"?`, or nothing where no known name is near. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const names = nearest(name, known).map((candidate) => `"${candidate}"`);
  if (names.length === 0) return '';
  const last = names.pop();
  return ` Did you mean ${names.length === 0 ? last : `${names.join(', ')} or ${last}`}?`;
}
