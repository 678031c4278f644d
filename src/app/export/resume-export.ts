import type { StoredRun } from '../../ledger/index.ts';
import type { Environment } from '../settings.ts';
import type { ExportFlags } from './export-flags.ts';
import type { ExportSettings } from './export-record.ts';
import { runExport } from './run-export.ts';

/** Goes on with an export that was cut short: what has been read is kept, and the rest is read with the same settings. */
export function resumeExport(run: StoredRun, given: Partial<ExportFlags>, env: Environment): Promise<number> {
  const kept = run.settings as unknown as ExportSettings;
  const flags: ExportFlags = {
    json: false,
    quiet: false,
    verbose: false,
    yes: false,
    ...kept,
    ...(env['SOBOT_BASE_URL'] && { baseUrl: env['SOBOT_BASE_URL'] }),
    ...given,
    stream: kept.stream,
  };
  return runExport(flags, run);
}
