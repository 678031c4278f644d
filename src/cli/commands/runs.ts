import { AGE, readDuration } from '../../app/options/option.ts';
import { RUNS_OPTIONS } from '../../app/options/run-options.ts';
import { UsageError } from '../../app/usage-error.ts';
import { defineCommand, OUTPUT_FLAGS } from '../define-command.ts';
import { EXIT } from '../exit-code.ts';

export const runsCommand = defineCommand({
  command: 'runs [action] [run]',
  describe: 'List runs: how each ended and where its files are; remove old ones with: runs prune --older-than 30d',
  positionals: {
    action: { choices: ['list', 'show', 'verify', 'prune'] as const, default: 'list' as const, describe: 'What to do' },
    run: { type: 'string', describe: 'Run id, or part of it (default: the newest)' },
  },
  flags: {
    ...RUNS_OPTIONS,
    ...OUTPUT_FLAGS,
  },
  examples: [
    ['$0 runs', 'The newest runs'],
    ['$0 runs show 7f3a', 'Details of one run'],
    ['$0 runs show 7f3a --report masked.html --mask', 'Its report without cells, keys and names, to pass on'],
    ['$0 runs verify', 'Was any run altered after it was recorded? Prints a hash to note elsewhere'],
    ['$0 runs verify --head 3f9a1c07', 'Is the hash that was noted earlier still in the audit trail?'],
    [
      '$0 runs prune --older-than 30d',
      'Remove old runs from the ledger; their files and the ids learned for keys stay',
    ],
  ],
  async run(flags) {
    const { createTerminal } = await import('../terminal.ts');
    const { listRuns, pruneOldRuns, showRun } = await import('../../app/runs.ts');
    const { printPruned, printRun, printRuns } = await import('../print/print-runs.ts');
    const terminal = createTerminal(flags);
    const { action, run, limit, olderThan, report, mask, head, profile, home, ledger } = flags;
    if (olderThan !== undefined && action !== 'prune') {
      throw new UsageError('--older-than works only with: sobot-etl runs prune');
    }
    if (head !== undefined && action !== 'verify')
      throw new UsageError('--head works only with: sobot-etl runs verify');
    const location = { profile, home, ledger, env: process.env };
    if (action === 'verify') {
      if (run !== undefined) {
        throw new UsageError(`runs verify checks all runs; to compare one with the CRM: sobot-etl verify ${run}`);
      }
      const { proveRuns } = await import('../../app/prove-runs.ts');
      const { printProven } = await import('../print/print-proven.ts');
      const proven = await proveRuns({ ...location, head });
      printProven(terminal, proven, flags);
      return proven.status === 'proven' ? EXIT.done : EXIT.someRowsFailed;
    }
    if (report !== undefined || mask) {
      if (action !== 'show' || report === undefined || !mask) {
        throw new UsageError(
          'To write the report of a run without cells, keys and names: sobot-etl runs show <run> --report masked.html --mask',
        );
      }
      const { writeMaskedReport } = await import('../../app/write-masked-report.ts');
      const path = await writeMaskedReport({ ...location, run, output: report });
      if (flags.json) terminal.data(JSON.stringify({ report: path }));
      terminal.say(`The masked report is in ${report}.`);
      return EXIT.done;
    }
    if (action === 'prune') {
      printPruned(terminal, await pruneOldRuns(location, readDuration('older-than', olderThan, AGE)), flags);
    } else if (action === 'show') printRun(terminal, await showRun(location, run), flags);
    else {
      const views = await listRuns(location, limit);
      const { workersOf } = await import('../../app/work/view-workers.ts');
      const { ledgerSettings } = await import('../../app/open-ledger.ts');
      const workers = flags.json ? [] : await workersOf(ledgerSettings(location));
      printRuns(terminal, views, { json: flags.json, workers });
    }
    return EXIT.done;
  },
});
