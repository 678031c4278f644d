import { LRUCache } from 'lru-cache';
import type { Refusal } from '../refusal.ts';
import type { Found } from './lookups.ts';

const maxRemembered = 50_000;
/** Longer texts are no address, number or name of anybody: asked each time, they do not fill the memory. */
const maxTextLength = 300;

type Answer = Found | Refusal | Promise<Found | Refusal>;

/**
 * Asks once for each distinct text, even while the answer is under way; an answer that fails is asked for again, and the longest
 * unused answers are forgotten.
 */
export function rememberResolved(resolve: (text: string) => Answer): (text: string) => Answer {
  const answers = new LRUCache<string, Answer>({ max: maxRemembered });
  return (text) => {
    if (text.length > maxTextLength) return resolve(text);
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
