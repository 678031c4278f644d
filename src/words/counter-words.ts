import { phrase } from './translate.ts';

/** The counters of rows in summaries, for people. */
export const COUNTER_WORDS = {
  created: phrase('created'),
  updated: phrase('updated'),
  done: phrase('done'),
  rejected: phrase('rejected'),
  failed: phrase('failed'),
  in_doubt: phrase('in doubt'),
  skipped: phrase('skipped'),
  pending: phrase('pending'),
} as const;
