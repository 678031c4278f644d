import { PROFILE_OPTIONS } from '../../app/options/profile-options.ts';
import { defineCommand, OUTPUT_FLAGS, PROGRESS_FLAGS } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';

export const profileCommand = defineCommand({
  command: 'profile <file>',
  describe: 'Show what each column of a spreadsheet holds, before there is a mapping; needs no credentials',
  positionals: { file: { type: 'string', demandOption: true, describe: 'Spreadsheet' } },
  flags: { ...PROFILE_OPTIONS, ...OUTPUT_FLAGS, ...PROGRESS_FLAGS },
  examples: [
    ['$0 profile customers.csv', 'Blanks, frequent values, types, likely fields: a table'],
    ['$0 profile customers.csv -o profile.html', 'The same as a page, to pass on'],
    ['$0 profile companies.xlsx -t enterprise -o profile.json', 'For programs, compared with the fields of companies'],
  ],
  async run(flags) {
    const { createTerminal } = await import('../terminal.ts');
    const { terminalReporter } = await import('../terminal-reporter.ts');
    const { limitOldSpaceGrowth } = await import('../../app/heap-tuning.ts');
    const { profileFile } = await import('../../app/profile/profile-file.ts');
    const { printProfile } = await import('../print/print-profile.ts');
    limitOldSpaceGrowth();
    const terminal = createTerminal(flags);
    const { file, target, output, sheet, header, encoding, delimiter, yes: replace } = flags;
    const profile = await profileFile({
      ...{ file, target, output, replace, sheet, header, encoding, delimiter },
      reporter: terminalReporter(terminal, flags),
      ...(file === '-' && { stdin: process.stdin }),
    });
    printProfile(terminal, profile, flags);
    return EXIT.done;
  },
});
