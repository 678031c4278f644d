import { CONNECTION_OPTIONS } from '../../app/options/connection-options.ts';
import { VALUES } from '../../app/options/option.ts';
import { UsageError } from '../../app/usage-error.ts';
import { defineCommand, OUTPUT_FLAGS } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';

export const doctorCommand = defineCommand({
  command: 'doctor',
  describe:
    'Check everything a run needs (Node, ledger, disk, credentials, proxy, network, clock) and say how to fix it',
  flags: {
    push: { type: 'boolean', default: false, describe: 'Check sobot-etl listen, too: post a sample to its address' },
    contract: {
      type: 'boolean',
      default: false,
      describe:
        'Compare the answers of every call that only reads (about 70) with what the document of the API says, as a text for support; it holds no data of customers',
    },
    output: {
      alias: 'o',
      type: 'string',
      takes: { ...VALUES.file, example: 'contract.txt' },
      describe: 'File for the text of --contract (default: standard output)',
    },
    'push-url': {
      type: 'string',
      takes: VALUES.address,
      describe: 'The same at the address that the CRM uses, through a reverse proxy for example',
    },
    notify: {
      type: 'string',
      takes: VALUES.text,
      repeatable: true,
      describe: 'Send a test message to this channel, too: its name in notify.yaml; may be repeated',
    },
    ...CONNECTION_OPTIONS,
    ...OUTPUT_FLAGS,
  },
  examples: [
    ['$0 doctor', 'Is everything ready?'],
    ['$0 doctor --push', 'Does the listener receive and store message pushes?'],
    ['$0 doctor --contract -o contract.txt', 'Does a new tenant answer as expected? A text to send to support'],
    ['$0 doctor --notify ops', 'Do notifications arrive?'],
    ['$0 doctor --profile eu --json', 'As JSON; exit code 3 if something is broken'],
  ],
  async run(flags) {
    if (flags.contract) return (await import('../check-contract.ts')).checkContract(flags);
    if (flags.output !== undefined) throw new UsageError('--output is for the text of --contract: add --contract');
    const { createTerminal } = await import('../terminal.ts');
    const { readConnection } = await import('../../app/connection.ts');
    const { diagnose } = await import('../../app/diagnose.ts');
    const { diagnosisLines } = await import('../print/print-connection-status.ts');
    const terminal = createTerminal(flags);
    const { notify, ...connection } = { ...readConnection(flags), env: process.env };
    const diagnosis = await diagnose(connection, {
      folder: process.cwd(),
      node: process.versions.node,
      notify,
      push: flags.push || flags.pushUrl !== undefined ? { url: flags.pushUrl } : undefined,
    });
    if (flags.json) terminal.data(JSON.stringify({ command: 'doctor', ...diagnosis }));
    else terminal.say(diagnosisLines(diagnosis));
    return EXIT_OF_STATUS[diagnosis.status];
  },
});

const EXIT_OF_STATUS = { well: EXIT.done, unconfigured: EXIT.usage, broken: EXIT.aborted } as const;
