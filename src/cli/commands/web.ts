import { CONNECTION_OPTIONS } from '../../app/options/connection-options.ts';
import { VALUES } from '../../app/options/option.ts';
import { defineCommand } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';

export const webCommand = defineCommand({
  command: 'web',
  describe: 'Open a page in the browser that imports, tags, exports and shows runs, on this machine only',
  flags: {
    port: { type: 'number', takes: VALUES.port, default: 4777, describe: 'Port to serve on, 0 for a free one' },
    open: { type: 'boolean', default: true, describe: 'Open the browser; --no-open only prints the address' },
    json: { type: 'boolean', default: false, describe: 'Print {"url":"…"} on standard output', group: 'Output:' },
    ...CONNECTION_OPTIONS,
  },
  examples: [
    ['$0 web', 'Open the page'],
    ['$0 web --port 0 --no-open --json', 'For a program that opens the page itself'],
  ],
  async run(flags) {
    const { servePage } = await import('../serve-page.ts');
    await servePage(flags);
    return EXIT.done;
  },
});
