import type { readConnection } from '../../app/connection.ts';
import type { SuggestedMapping, SuggestOptions } from '../../app/map/suggest-mapping.ts';
import { MAP_OPTIONS } from '../../app/options/map-options.ts';
import { UsageError } from '../../app/usage-error.ts';
import { defineCommand, OUTPUT_FLAGS } from '../define-command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { createTerminal } from '../terminal.ts';

type LearnFlags = Parameters<typeof readConnection>[0] &
  Parameters<typeof createTerminal>[0] & {
    readonly file?: string | undefined;
    readonly learn?: string | undefined;
    readonly mapping?: string | undefined;
    readonly output?: string | undefined;
    readonly target?: string | undefined;
    readonly json: boolean;
    readonly yes: boolean;
  };

export const mapCommand = defineCommand({
  command: 'map [file..]',
  describe:
    'Suggest a mapping for a spreadsheet, from its column names, its values and the tenant’s custom fields; or let one learn from corrections',
  positionals: {
    file: {
      type: 'string',
      describe: 'Spreadsheet, or several where one names the companies in another',
    },
  },
  flags: {
    ...MAP_OPTIONS,
    ...OUTPUT_FLAGS,
  },
  examples: [
    ['$0 map customers.csv --target customer -o customers.yaml', 'Write a mapping to review'],
    ['$0 map companies.xlsx -t enterprise', 'Only show it'],
    [
      '$0 map companies.csv people.csv -t enterprise -t customer -o plan.yaml',
      'Map both, and write the plan that imports them in order',
    ],
    ['$0 map customers.csv -o customers.yaml --yes', 'Ask nothing, and replace an existing file'],
    [
      '$0 map --learn runs/20261123-0412-7f3a/errors.csv -m customers.yaml',
      'What do my corrections teach the mapping?',
    ],
  ],
  async run(flags) {
    if (flags.learn !== undefined || flags.mapping !== undefined) return learnFrom(flags);
    if (listOf(flags.file).length === 0)
      throw new UsageError('No spreadsheet given. Name one: sobot-etl map customers.csv -o customers.yaml');
    const { createTerminal } = await import('../terminal.ts');
    const { readConnection } = await import('../../app/connection.ts');
    const { terminalReporter } = await import('../terminal-reporter.ts');
    const { suggestMapping } = await import('../../app/map/suggest-mapping.ts');
    const { suggestMappings } = await import('../../app/map/suggest-mappings.ts');
    const { printSuggestion, printSuggestions } = await import('../print/print-suggestion.ts');
    const { askAboutUncertain } = await import('../map-questions.ts');
    const terminal = createTerminal(flags);
    const [files, targets] = [listOf(flags.file), listOf(flags.target)];
    const [file = ''] = files;
    const isAsked = terminal.isInteractive && !flags.yes && !flags.quiet && file !== '-';
    const { sheet, header, encoding, delimiter, yes: replace } = flags;
    const options: SuggestOptions = {
      ...{ sheet, header, encoding, delimiter, replace },
      connection: { ...readConnection(flags), env: process.env },
      reporter: terminalReporter(terminal, flags),
      ...(isAsked && {
        decide: (suggester) => askAboutUncertain(suggester, { input: process.stdin, output: process.stderr }),
      }),
      ...(file === '-' && { stdin: process.stdin }),
    };
    const { output } = flags;
    if (files.length > 1) {
      const made = await suggestMappings({ ...options, files, targets, output });
      printSuggestions(terminal, made, flags);
      return exitCodeOf(made.steps);
    }
    const [target = 'customer', ...others] = targets;
    if (others.length > 0) throw new UsageError('One file takes one --target: give just one, or more files');
    const made = await suggestMapping({ ...options, file, target, output: output === '-' ? undefined : output });
    printSuggestion(terminal, made, flags);
    return exitCodeOf([made]);
  },
});

/** Lets a mapping learn from a corrected errors file. Nothing is wrong if it learns nothing, so the exit code is 0. */
async function learnFrom(flags: LearnFlags): Promise<ExitCode> {
  const { learn: file, mapping, yes: agreed } = flags;
  if (file === undefined || mapping === undefined || listOf(flags.file).length > 0 || flags.output || flags.target) {
    throw new UsageError(
      'To let a mapping learn from corrections, give just the corrected errors file and the mapping: sobot-etl map --learn errors.xlsx -m customers.yaml. To suggest a mapping: sobot-etl map customers.csv -o customers.yaml',
    );
  }
  const { createTerminal } = await import('../terminal.ts');
  const { readConnection } = await import('../../app/connection.ts');
  const { terminalReporter } = await import('../terminal-reporter.ts');
  const { learnMapping } = await import('../../app/map/learn-mapping.ts');
  const { printLearnt } = await import('../print/print-learnt.ts');
  const terminal = createTerminal(flags);
  const connection = { ...readConnection(flags), env: process.env };
  const reporter = terminalReporter(terminal, flags);
  printLearnt(terminal, await learnMapping({ connection, file, mapping, agreed, reporter }), flags);
  return EXIT.done;
}

/** A flag given once is a string, and one given more often is a list. */
function listOf(given: string | undefined): readonly string[] {
  return [(given as string | readonly string[] | undefined) ?? []].flat();
}

/** The exit code is 1 if the target needs a field that no column holds. */
function exitCodeOf(made: readonly SuggestedMapping[]): ExitCode {
  return made.every(({ suggestion }) => suggestion.missing.length === 0) ? EXIT.done : EXIT.someRowsFailed;
}
