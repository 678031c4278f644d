import { access, statfs } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { t } from '../words/index.ts';
import type { Environment, EnvironmentConnection } from './connection.ts';
import { environmentOrFile, keyPlace } from './credentials.ts';
import { type DoctorFinding, inspectConnection } from './inspect-connection.ts';
import { inspectLedgerOf, LEDGER_CHECKS, sizeText } from './inspect-ledger.ts';
import { DEFAULT_PROFILE } from './profile-store.ts';
import type { ListenerCheck } from './push/inspect-listener.ts';
import { hasCredentials, resolveSettings, type Settings } from './settings.ts';

/** The findings, and the status that follows from them. */
export interface Diagnosis {
  /** `broken`: something failed. `unconfigured`: there are no credentials. */
  readonly status: 'well' | 'unconfigured' | 'broken';
  readonly findings: readonly DoctorFinding[];
}

/** What to check, besides the connection. */
interface DiagnosedMachine {
  /** Where runs would leave their files. */
  readonly folder: string;
  /** Node's version. */
  readonly node: string;
  /** Check the listener, too: at its own address, or at another one. */
  readonly push?: { readonly url: string | undefined } | undefined;
  /** Send a test message to these channels, too. */
  readonly notify?: readonly string[] | undefined;
}

/** Checks everything a run needs. */
export async function diagnose(
  { env, ...options }: EnvironmentConnection,
  { folder, node, push, notify = [] }: DiagnosedMachine,
): Promise<Diagnosis> {
  const isConfigured = hasCredentials(options, env);
  // Checks that need no credentials run without them.
  const standIns = isConfigured ? {} : { SOBOT_APP_ID: 'none', SOBOT_APP_KEY: 'none' };
  const settings = resolveSettings(options, { ...env, ...standIns });
  const machine = await inspectMachine(settings, { folder, node });
  const useLedger = machine.every(({ check, status }) => !LEDGER_CHECKS.includes(check) || status !== 'failed');
  const findings = [
    ...machine,
    credentialsFinding(isConfigured, settings, { profile: options.profile, envFile: join(folder, '.env'), env }),
    ...(await inspectConnection(settings, { isConfigured, useLedger })),
    ...(push ? [await checkListener({ home: settings.home, profile: options.profile, url: push.url })] : []),
    ...(notify.length > 0 ? await checkChannels(notify, settings, env) : []),
  ];
  return { status: statusOf(findings, isConfigured), findings };
}

/** Loads the listener's modules only if it is to be checked. */
async function checkListener(check: ListenerCheck): Promise<DoctorFinding> {
  const { inspectListener } = await import('./push/inspect-listener.ts');
  return inspectListener(check);
}

/** Loads the modules of notifications only if channels are to be checked. */
async function checkChannels(names: readonly string[], settings: Settings, env: Environment): Promise<DoctorFinding[]> {
  const { inspectChannels } = await import('./notify/inspect-channels.ts');
  return inspectChannels(names, { home: settings.home, proxy: settings.proxy, env });
}

function statusOf(findings: readonly DoctorFinding[], isConfigured: boolean): Diagnosis['status'] {
  if (!isConfigured) return 'unconfigured';
  return findings.some(({ status }) => status === 'failed') ? 'broken' : 'well';
}

function credentialsFinding(
  isConfigured: boolean,
  settings: Settings,
  at: { readonly profile: string | undefined; readonly envFile: string; readonly env: Environment },
): DoctorFinding {
  const check = 'credentials';
  if (!isConfigured) {
    const advice = t`Store them with: sobot-etl login, or set SOBOT_APP_ID and SOBOT_APP_KEY. To try sobot-etl without any: sobot-etl sandbox`;
    return { check, status: 'failed', detail: t`none found`, advice };
  }
  if (settings.keyIn === 'environment') {
    const place = environmentOrFile(at.env, at.envFile);
    return { check, status: 'ok', detail: place === '.env' ? t`from ${at.envFile}` : t`from the environment` };
  }
  const profile = at.profile ?? settings.profile ?? DEFAULT_PROFILE;
  return { check, status: 'ok', detail: t`from profile ${profile}, key: ${keyPlace(settings.keyIn, settings.home)}` };
}

const NEEDED_NODE = 24;
const WARNING_FREE_BYTES = 1024 ** 3;
const MIN_FREE_BYTES = 100 * 1024 ** 2;

/** Checks this machine and the ledger, without a connection to the API. */
async function inspectMachine(
  settings: Settings,
  { folder, node }: { readonly folder: string; readonly node: string },
): Promise<DoctorFinding[]> {
  return [inspectNode(node), ...(await inspectLedgerOf(settings)), await inspectDisk(settings.home, folder)];
}

function inspectNode(version: string): DoctorFinding {
  const isNew = Number(version.split('.')[0]) >= NEEDED_NODE;
  const detail = t`Node ${version} on ${platform()} ${arch()}`;
  if (isNew) return { check: 'node', status: 'ok', detail };
  return { check: 'node', status: 'failed', detail, advice: t`Install Node ${NEEDED_NODE} from https://nodejs.org` };
}

async function nearestFolder(path: string): Promise<string> {
  try {
    await access(path);
    return path;
  } catch {
    return dirname(path) === path ? path : nearestFolder(dirname(path));
  }
}

async function inspectDisk(home: string, folder: string): Promise<DoctorFinding> {
  const folders = [...new Set([await nearestFolder(home), folder])];
  const spaces = await Promise.all(
    folders.map(async (path) => {
      const { bavail, bsize } = await statfs(path);
      return { path, bytes: bavail * bsize };
    }),
  );
  const least = Math.min(...spaces.map(({ bytes }) => bytes));
  const detail = spaces.map(({ path, bytes }) => t`${sizeText(bytes)} free in ${path}`).join(', ');
  if (least >= WARNING_FREE_BYTES) return { check: 'disk', status: 'ok', detail };
  return {
    check: 'disk',
    status: least < MIN_FREE_BYTES ? 'failed' : 'warning',
    detail,
    advice: t`Free disk space: a run stores a record of every row; to remove old runs: sobot-etl runs prune --older-than 30d`,
  };
}
