import type { Refusal } from '../refusal.ts';
import type { Found } from './lookups.ts';

const maxRemembered = 50_000;
/** Longer texts are no address, number or name of anybody: asked each time, they do not fill the memory. */
const maxTextLength = 300;

type Answer = Found | Refusal | Promise<Found | Refusal>;

/** Asks once for each distinct text, even while the answer is under way; the longest unused answers are forgotten. */
export function rememberResolved(resolve: (text: string) => Answer): (text: string) => Answer {
  const answers = new Map<string, Answer>();
  return (text) => {
    if (text.length > maxTextLength) return resolve(text);
    const known = answers.get(text);
    if (known !== undefined) {
      answers.delete(text);
      answers.set(text, known);
      return known;
    }
    const answer = resolve(text);
    answers.set(text, answer);
    if (answer instanceof Promise) {
      answer.then(
        (settled) => answers.has(text) && answers.set(text, settled),
        () => answers.delete(text),
      );
    }
    if (answers.size > maxRemembered) {
      for (const oldest of answers.keys()) {
        answers.delete(oldest);
        break;
      }
    }
    return answer;
  };
}
