import { phrase, translated } from './translate.ts';

/** How runs end, in words; the statuses themselves are for programs. */
const WORDS: Readonly<Record<string, string>> = {
  running: phrase('running'),
  completed: phrase('completed'),
  completed_with_errors: phrase('completed with errors'),
  aborted: phrase('aborted'),
  interrupted: phrase('interrupted'),
  killed: phrase('killed'),
};

/** The status of a run for people: `completed with errors`. */
export function statusWords(status: string): string {
  return translated(WORDS[status] ?? status.replaceAll('_', ' '));
}
