import { showInvisible } from '../files/index.ts';
import { sentenceOf, shortened, t } from '../words/index.ts';

/** Why a value cannot be used: what a transform, a lookup or a check returns instead of a value. */
export class ValueError {
  readonly code: string;
  /** The message without its subject, the value: `is not one of yes, no`. */
  readonly predicate: string;

  constructor(code: string, predicate: string) {
    this.code = code;
    this.predicate = predicate;
  }
}

const MAX_SHOWN_LENGTH = 60;

/** A value as messages show it: on one line, shortened, with invisible characters shown by their codes. */
export function shorten(value: string): string {
  return shortened(showInvisible(value.slice(0, 400)).replace(/\s+/g, ' '), MAX_SHOWN_LENGTH);
}

/** The message of a value error as a whole sentence. */
export function valueErrorSentence(value: string, { predicate }: ValueError): string {
  const sentence = `"${value}" ${predicate}`;
  return /[.?。？]$/.test(predicate) ? sentence : sentenceOf([sentence]);
}

/** `a, b, c` or `a, b, c and 12 more`. */
export function listed(names: readonly string[], most = 8): string {
  if (names.length <= most) return names.join(', ');
  return t`${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

/** A value error that is not reported: another field has the problem. */
export const DEPENDENT_VALUE_ERROR = new ValueError('silent', 'depends on another field');

/** The error of one of several values in a cell. */
export function itemError(item: string, { code, predicate }: ValueError): ValueError {
  return new ValueError(code, t`contains "${shorten(item)}", which ${predicate}`);
}
