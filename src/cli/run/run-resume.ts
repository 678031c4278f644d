import { Ledger, RUN_STAGES, type StoredRun } from '../../ledger/index.ts';
import { parseMapping } from '../../mapping/index.ts';
import { type ConnectionFlags, homeFolder } from '../settings.ts';
import { createTerminal } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { importFile } from './import-file.ts';
import type { ImportFlags } from './import-flags.ts';

export interface ResumeFlags extends ConnectionFlags {
  readonly run?: string | undefined;
  readonly resendInDoubt: boolean;
  readonly maxErrors?: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly yes: boolean;
}

/** Goes on with a run: same file, the mapping as it was, the settings that it was started with. */
export async function runResume(flags: ResumeFlags): Promise<number> {
  const run = findRun(flags);
  const { limit, maxErrors, changedOnly, onDuplicate } = run.settings as Partial<ImportFlags>;
  const mapping = await parseMapping(run.mappingText, run.mapping);
  const settings: ImportFlags = {
    ...flags,
    file: run.input,
    mapping: run.mapping,
    dryRun: false,
    limit,
    maxErrors: flags.maxErrors ?? maxErrors,
    changedOnly: changedOnly ?? false,
    onDuplicate: onDuplicate ?? 'reject',
  };
  return importFile(
    { command: 'import', flags: settings, mapping, resumed: run, resendInDoubt: flags.resendInDoubt },
    createTerminal(flags),
  );
}

function findRun({ run: id, home, resendInDoubt }: ResumeFlags): StoredRun {
  const ledger = new Ledger(homeFolder(home, process.env));
  try {
    const run = id === undefined ? ledger.runs.newestResumable() : ledger.runs.find(id);
    if (!run)
      throw new UsageError(
        id === undefined
          ? 'No run waits to be gone on with. List them with: sobot-etl runs'
          : `There is no run "${id}", or several; list them with: sobot-etl runs`,
      );
    if (!RUN_STAGES[run.stage].resumable && !resendInDoubt) {
      throw new UsageError(
        `Run ${run.id} has ended (${run.stage.replaceAll('_', ' ')}); nothing is left to do. To send its mended rows: sobot-etl import ${run.outDir}/errors.csv -m ${run.mapping}`,
      );
    }
    return run;
  } finally {
    ledger.close();
  }
}
