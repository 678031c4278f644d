import { CONNECTION_OPTIONS } from './connection-options.ts';
import { type Options, VALUES } from './option.ts';

/** What `listen` takes. */
export const LISTEN_OPTIONS = {
  port: { type: 'number', takes: VALUES.port, default: 4800, describe: 'Port to listen on, 0 for a free one' },
  host: {
    type: 'string',
    takes: VALUES.text,
    default: '127.0.0.1',
    describe: 'Address to listen on; any other than this machine’s own needs a certificate or a reverse proxy',
  },
  output: {
    alias: 'o',
    type: 'string',
    takes: VALUES.file,
    describe: 'File that grows by a line for each push (.jsonl, .csv; {date} in its name: one a day, also .xlsx), or -',
  },
  'tls-cert': { type: 'string', takes: VALUES.file, describe: 'Certificate with its chain, in PEM, for https://' },
  'tls-key': { type: 'string', takes: VALUES.file, describe: 'Private key of the certificate, in PEM' },
  'path-secret': {
    type: 'string',
    takes: VALUES.text,
    describe: 'Secret part of the address (default: one that is made once and kept in the state folder)',
  },
  keep: {
    type: 'string',
    takes: VALUES.duration,
    default: '90d',
    describe: 'How long pushes are kept for --replay, such as 30d',
  },
  replay: { type: 'boolean', default: false, describe: 'Write stored pushes to -o again, and end' },
  since: { type: 'string', takes: VALUES.text, describe: 'With --replay: from a time on (2025-03-04, 7d)' },
  tz: {
    type: 'string',
    takes: VALUES.text,
    describe: 'Time zone of the days and times in the output (default: this machine’s)',
  },
  ...CONNECTION_OPTIONS,
} as const satisfies Options;
