import { showInvisible } from '../files/index.ts';
import { shortened } from '../words/index.ts';

/** Why a value cannot be used: what a transform, a lookup or a check answers instead of a value. */
export class ValueError {
  readonly code: string;
  /** What is said of the value, which stands before it: `is none of yes, no`. */
  readonly predicate: string;

  constructor(code: string, predicate: string) {
    this.code = code;
    this.predicate = predicate;
  }
}

const MAX_SHOWN_LENGTH = 60;

/** A value as messages show it: on one line, shortened, and what nobody sees by its code. */
export function shorten(value: string): string {
  return shortened(showInvisible(value.slice(0, 400)).replace(/\s+/g, ' '), MAX_SHOWN_LENGTH);
}

/** What a refusal says of a value, as a whole sentence. */
export function valueErrorSentence(value: string, { predicate }: ValueError): string {
  return `"${value}" ${predicate}${/[.?]$/.test(predicate) ? '' : '.'}`;
}

/** `a, b, c` or `a, b, c and 12 more`. */
export function listed(names: readonly string[], most = 8): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

/** Refuses without a word: what is wrong is said of another field. */
export const DEPENDENT_VALUE_ERROR = new ValueError('silent', 'depends on another field');
