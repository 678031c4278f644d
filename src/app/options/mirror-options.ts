import { CONNECTION_OPTIONS, NIGHT_OPTIONS } from './connection-options.ts';
import { EXPORT_OPTIONS } from './export-options.ts';
import { type Options, VALUES } from './option.ts';

/** What `mirror` takes. */
export const MIRROR_OPTIONS = {
  full: {
    type: 'boolean',
    default: false,
    describe: 'For refresh: read every customer again, to see who has vanished',
  },
  tags: { type: 'boolean', default: true, describe: 'For refresh: read the tags of the customers, too' },
  since: {
    type: 'string',
    takes: VALUES.text,
    describe: 'For diff: what refreshes have found since a time (2025-03-04, 7d)',
  },
  output: {
    alias: 'o',
    type: 'string',
    takes: VALUES.file,
    describe: 'For diff: file to write, one row for each changed cell (.xlsx, .csv, .jsonl)',
  },
  tz: EXPORT_OPTIONS.tz,
  'page-size': EXPORT_OPTIONS['page-size'],
  ...NIGHT_OPTIONS,
  ...CONNECTION_OPTIONS,
} as const satisfies Options;
