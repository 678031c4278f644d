import { LRUCache } from 'lru-cache';
import type { ValueError } from '../refusal.ts';
import type { LookupMatch } from './lookups.ts';

const MAX_LOOKUP_RESULTS = 50_000;
/** Longer texts are no address, number or name of anybody: asked each time, they do not fill the memory. */
const MAX_LOOKUP_TEXT_LENGTH = 300;

type MatchOrError = LookupMatch | ValueError | Promise<LookupMatch | ValueError>;

/**
 * Asks once for each distinct text, even while the answer is under way; an answer that fails is asked for again, and the longest
 * unused answers are forgotten.
 */
export function memoizeLookup(resolve: (text: string) => MatchOrError): (text: string) => MatchOrError {
  const answers = new LRUCache<string, MatchOrError>({ max: MAX_LOOKUP_RESULTS });
  return (text) => {
    if (text.length > MAX_LOOKUP_TEXT_LENGTH) return resolve(text);
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = resolve(text);
    answers.set(text, answer);
    if (answer instanceof Promise) {
      // One that was forgotten meanwhile and asked for again has a place of its own.
      const isKept = () => answers.peek(text) === answer;
      answer.then(
        (settled) => isKept() && answers.set(text, settled),
        () => isKept() && answers.delete(text),
      );
    }
    return answer;
  };
}
