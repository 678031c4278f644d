import { VALUES } from '../../app/options/option.ts';
import { defineCommand } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';

export const sandboxCommand = defineCommand({
  command: 'sandbox',
  describe: 'Serve an embedded API to practise on: it behaves like the CRM and can simulate failures',
  flags: {
    port: { type: 'number', takes: VALUES.port, default: 4700, describe: 'Port to serve on, 0 for a free one' },
    customers: { type: 'number', takes: VALUES.countOrNone, default: 0, describe: 'Customers to generate' },
    seed: { type: 'number', takes: VALUES.countOrNone, default: 1, describe: 'Seed of the generated customers' },
    latency: { type: 'number', takes: VALUES.milliseconds, default: 0, describe: 'Milliseconds before each answer' },
    jitter: {
      type: 'number',
      takes: VALUES.milliseconds,
      default: 0,
      describe: 'Up to this many milliseconds more, at random',
    },
    'rate-limit': { type: 'number', takes: VALUES.amount, describe: 'Requests per second before it answers 429' },
    'daily-limit': {
      type: 'number',
      takes: VALUES.count,
      describe: 'Requests a day before it answers 429 until midnight',
    },
    'token-ttl': { type: 'number', takes: VALUES.seconds, default: 86_400, describe: 'Seconds that a token is valid' },
    faults: {
      type: 'string',
      takes: VALUES.text,
      describe: 'Faults and their probability: reset-after=0.02,429=0.05',
    },
    'fault-seed': {
      type: 'number',
      takes: VALUES.countOrNone,
      default: 1,
      describe: 'Seed of the random faults',
    },
    script: {
      type: 'string',
      takes: VALUES.text,
      describe: 'Faults in an exact order: none,500,saveCustomer:reset-after*2',
    },
    'page-cap': {
      type: 'number',
      takes: VALUES.count,
      default: 100,
      describe: 'Maximum entries per page, whatever was requested',
    },
    'list-members': {
      choices: ['all', 'basic', 'table'] as const,
      default: 'all' as const,
      describe: 'What the list of customers shows: all; basic, without custom fields; table, without status and agent',
    },
    'push-url': {
      type: 'string',
      takes: VALUES.address,
      describe: 'Address on this machine to post message pushes to, as sobot-etl listen prints it',
    },
    data: { type: 'string', takes: VALUES.folder, describe: 'Folder that keeps the records across restarts' },
  },
  examples: [
    ['$0 sandbox', 'Serve an empty tenant on port 4700'],
    ['$0 sandbox --customers 5000 --latency 50', 'A tenant with customers and a slow connection'],
    [
      '$0 sandbox --push-url http://127.0.0.1:4800/push/SECRET --faults push-repeat=0.1,push-reorder=0.1',
      'Rehearse sobot-etl listen, with repeats and in disorder',
    ],
    ['$0 sandbox --faults reset-after=0.02,429=0.05', 'A bad connection'],
  ],
  async run(flags) {
    const { serveSandbox } = await import('../serve-sandbox.ts');
    await serveSandbox(flags);
    return EXIT.done;
  },
});
