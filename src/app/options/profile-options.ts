import { SOURCE_OPTIONS } from './connection-options.ts';
import { MAP_OPTIONS } from './map-options.ts';
import { type Options, VALUES } from './option.ts';

/** What `profile` takes. */
export const PROFILE_OPTIONS = {
  output: {
    alias: 'o',
    type: 'string',
    takes: { ...VALUES.file, example: 'profile.html' },
    describe: 'File to write, a page (.html) or JSON (.json); default: a table on standard output',
  },
  target: {
    ...MAP_OPTIONS.target,
    repeatable: false,
    describe: 'Target whose fields the columns are compared with (default customer); see: sobot-etl targets',
  },
  ...SOURCE_OPTIONS,
} as const satisfies Options;
