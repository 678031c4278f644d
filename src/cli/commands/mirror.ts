import { MIRROR_OPTIONS } from '../../app/options/mirror-options.ts';
import { UsageError } from '../../app/usage-error.ts';
import { defineCommand, OUTPUT_FLAGS, PROGRESS_FLAGS } from '../define-command.ts';
import { EXIT, EXIT_OF_STATUS } from '../exit-code.ts';

const ACTIONS = ['status', 'refresh', 'diff'] as const;

export const mirrorCommand = defineCommand({
  command: 'mirror [action]',
  describe: 'The local copy of all customers: bring it up to date, and see what has changed',
  positionals: { action: { choices: ACTIONS, default: 'status' as const, describe: 'What to do' } },
  flags: { ...MIRROR_OPTIONS, ...OUTPUT_FLAGS, ...PROGRESS_FLAGS },
  examples: [
    ['$0 mirror refresh', 'Read what has changed; the first time, every customer'],
    ['$0 mirror refresh --full', 'Read every customer again, to see who has vanished'],
    ['$0 mirror status', 'How old and how complete it is'],
    ['$0 mirror diff --since 7d -o diff.xlsx', 'Who was added, changed or has vanished, cell by cell'],
  ],
  async run(flags) {
    const { action = 'status', full, tags, since, output, tz, pageSize, yes } = flags;
    requireAction('diff', action, { since, output, tz });
    requireAction('refresh', action, { full: full || undefined, tags: tags ? undefined : tags });
    const { runInProcess } = await import('../run-in-process.ts');
    const { printMirrorDiff, printMirrorRefresh, printMirrorStatus } = await import('../print/print-mirror.ts');
    return runInProcess(flags, async (options, terminal) => {
      if (action === 'diff') {
        if (since === undefined) throw new UsageError('mirror diff needs --since, such as --since 7d');
        const { mirrorDiff } = await import('../../app/change/mirror-diff.ts');
        printMirrorDiff(terminal, await mirrorDiff({ ...options, since, output, tz, replace: yes }), flags);
        return EXIT.done;
      }
      const { mirrorStatus, refreshMirrorOf } = await import('../../app/change/refresh-tenant-mirror.ts');
      if (action === 'status') {
        printMirrorStatus(terminal, await mirrorStatus(options), flags);
        return EXIT.done;
      }
      const summary = await refreshMirrorOf({ ...options, full, tags, pageSize });
      printMirrorRefresh(terminal, summary, flags);
      return EXIT_OF_STATUS[summary.status];
    });
  },
});

/** Errors: `UsageError` if a flag of one action is given for another. */
function requireAction(
  needed: (typeof ACTIONS)[number],
  action: string,
  given: Readonly<Record<string, unknown>>,
): void {
  const flag = Object.keys(given).find((name) => given[name] !== undefined);
  if (flag !== undefined && action !== needed)
    throw new UsageError(`--${flag} works only with: sobot-etl mirror ${needed}`);
}
