import { CONNECTION_OPTIONS } from './connection-options.ts';
import { type Options, VALUES } from './option.ts';

/** What `template` takes. */
export const TEMPLATE_OPTIONS = {
  output: {
    alias: 'o',
    type: 'string',
    takes: { ...VALUES.file, example: 'template.xlsx' },
    describe: 'Workbook to write; its mapping is written beside it, with the ending .yaml',
  },
  offline: {
    type: 'boolean',
    describe: 'Without the tenant’s lists and custom fields; needs no credentials',
    group: 'Lookups:',
  },
  ...CONNECTION_OPTIONS,
  // Somebody waits for it, and it is possible without the tenant.
  'outage-patience': { ...CONNECTION_OPTIONS['outage-patience'], default: 5 },
} as const satisfies Options;
