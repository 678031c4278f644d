import type { StoredRun } from '../../ledger/index.ts';
import { shellLine, t } from '../../words/index.ts';
import type { RunSettings } from '../import/run-record.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';

/** Refuses to undo or to verify a run where it was not sent to: its customers are another tenant's. Errors: `UsageError`. */
export function requireTenantOf(
  run: StoredRun,
  command: 'undo' | 'verify',
  { scope, settings }: Pick<Session, 'scope' | 'settings'>,
): void {
  if (run.scope === scope) return;
  const { baseUrl = settings.baseUrl, profile } = run.settings as RunSettings;
  const words = [command, run.id, ...(profile === undefined ? [] : ['--profile', profile]), '--base-url', baseUrl];
  throw new UsageError(
    t`Run ${run.id} was sent to another tenant (at ${baseUrl}) than this one (at ${settings.baseUrl}). Use the address and the app id of the run: ${shellLine(['sobot-etl', ...words])}`,
  );
}
