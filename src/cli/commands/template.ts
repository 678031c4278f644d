import { TEMPLATE_OPTIONS } from '../../app/options/template-options.ts';
import { UsageError } from '../../app/usage-error.ts';
import { defineCommand, OUTPUT_FLAGS } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';

export const templateCommand = defineCommand({
  command: 'template <target>',
  describe:
    'Write a workbook to fill in, with help and drop-downs from the tenant’s lists, and the mapping that imports it',
  positionals: {
    target: { type: 'string', demandOption: true, describe: 'Target of the rows; see: sobot-etl targets' },
  },
  flags: { ...TEMPLATE_OPTIONS, ...OUTPUT_FLAGS },
  examples: [
    [
      '$0 template customer -o new-customers.xlsx',
      'Fill it in, then: sobot-etl import new-customers.xlsx -m new-customers.yaml',
    ],
    ['$0 template blacklist -o blacklist.xlsx --json', 'What its columns are, for programs'],
    ['$0 template enterprise -o enterprises.xlsx --offline', 'Without the tenant’s lists and custom fields'],
  ],
  async run(flags) {
    const { createTerminal } = await import('../terminal.ts');
    const { readConnection } = await import('../../app/connection.ts');
    const { terminalReporter } = await import('../terminal-reporter.ts');
    const { makeTemplate } = await import('../../app/template/make-template.ts');
    const { printTemplate } = await import('../print/print-template.ts');
    const { target, output, offline, yes: replace } = flags;
    if (output === undefined) throw new UsageError('template needs a name for the workbook, such as -o template.xlsx');
    const terminal = createTerminal(flags);
    const summary = await makeTemplate({
      ...{ target, output, offline, replace },
      connection: { ...readConnection(flags), env: process.env },
      reporter: terminalReporter(terminal, flags),
    });
    printTemplate(terminal, summary, flags);
    return EXIT.done;
  },
});
