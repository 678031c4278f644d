import type { Environment, EnvironmentConnection } from '../connection.ts';
import { DEFAULT_PROFILE } from '../profiles.ts';
import { hasCredentials, resolveSettings } from '../settings.ts';
import type { DoctorFinding } from './doctor-finding.ts';
import { inspectConnection } from './inspect-line.ts';
import { inspectMachine } from './inspect-machine.ts';

/** What was found, and what comes of it. */
export interface Diagnosis {
  /** `broken`: something failed. `unconfigured`: there are no credentials. */
  readonly status: 'well' | 'unconfigured' | 'broken';
  readonly findings: readonly DoctorFinding[];
}

/** Looks whether all is there that a run needs. `folder`: where runs would leave their files. `node`: its version. */
export async function diagnose(
  { env, ...options }: EnvironmentConnection,
  { folder, node }: { readonly folder: string; readonly node: string },
): Promise<Diagnosis> {
  const isConfigured = hasCredentials(options, env);
  // What does not need credentials is looked at without them.
  const standIns = isConfigured ? {} : { SOBOT_APP_ID: 'none', SOBOT_APP_KEY: 'none' };
  const settings = resolveSettings(options, { ...env, ...standIns });
  const machine = await inspectMachine(settings.home, { folder, node });
  const useLedger = machine.every(({ check, status }) => check !== 'ledger' || status !== 'failed');
  const findings = [
    ...machine,
    credentialsFinding(isConfigured, { profile: options.profile ?? settings.profile, env }),
    ...(await inspectConnection(settings, { isConfigured, useLedger })),
  ];
  return { status: statusOf(findings, isConfigured), findings };
}

function statusOf(findings: readonly DoctorFinding[], isConfigured: boolean): Diagnosis['status'] {
  if (!isConfigured) return 'unconfigured';
  return findings.some(({ status }) => status === 'failed') ? 'broken' : 'well';
}

function credentialsFinding(
  isConfigured: boolean,
  { profile, env }: { readonly profile: string | undefined; readonly env: Environment },
): DoctorFinding {
  const check = 'credentials';
  if (!isConfigured) {
    const advice =
      'Store them with: sobot-etl login, or set SOBOT_APP_ID and SOBOT_APP_KEY. To try things out: sobot-etl sandbox';
    return { check, status: 'failed', detail: 'there are none', advice };
  }
  const isFromEnvironment = Boolean(env['SOBOT_APP_ID'] && env['SOBOT_APP_KEY']);
  const detail = isFromEnvironment ? 'from the environment or .env' : `from profile ${profile ?? DEFAULT_PROFILE}`;
  return { check, status: 'ok', detail };
}
