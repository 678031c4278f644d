import { CONNECTION_OPTIONS } from './connection-options.ts';
import { type Options, VALUES } from './option.ts';

/** What `schedule` takes. */
export const SCHEDULE_OPTIONS = {
  once: { type: 'string', takes: VALUES.text, describe: 'Run this job now, then exit' },
  'if-due': {
    type: 'boolean',
    default: false,
    describe: 'With --once: only if the job is due in this minute, in its own time zone',
  },
  'notify-url': {
    type: 'string',
    takes: VALUES.address,
    describe: 'Post the outcome of each job to this URL, as JSON',
  },
  profile: CONNECTION_OPTIONS.profile,
  'base-url': CONNECTION_OPTIONS['base-url'],
  'insecure-http': CONNECTION_OPTIONS['insecure-http'],
  home: CONNECTION_OPTIONS.home,
  ledger: CONNECTION_OPTIONS.ledger,
} as const satisfies Options;
