import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { platform } from 'node:os';
import { createFolder, type DatabaseFacts, inspectDatabase, inspectLedger, LedgerError } from '../ledger/index.ts';
import { counted, durationText, t } from '../words/index.ts';
import type { DoctorFinding } from './inspect-connection.ts';
import type { LedgerSettings } from './open-ledger.ts';
import { workersOf } from './work/view-workers.ts';

/** Checks the ledger, and the state folder if the ledger is not there. */
export async function inspectLedgerOf({ home, ledger }: LedgerSettings): Promise<DoctorFinding[]> {
  if (ledger === undefined) return [await inspectFile(home)];
  return [...(await inspectShared({ home, ledger })), await inspectFolder('home', home, t`${home}, writable`)];
}

/** The findings without which a ledger cannot be used. */
export const LEDGER_CHECKS: readonly string[] = ['ledger', 'tables'];

async function inspectFile(home: string): Promise<DoctorFinding> {
  try {
    const ledger = inspectLedger(home);
    // Nothing but creating its folder shows reliably whether it can be created.
    if (ledger === undefined)
      return await inspectFolder('ledger', home, t`none yet; the first run creates it in ${home}`);
    const detail = t`${ledger.path}, version ${ledger.version}, ${sizeText(ledger.bytes)}, ${counted(ledger.runs, 'run')}, writable`;
    if (platform() === 'win32' || !ledger.isOpenToOthers) return { check: 'ledger', status: 'ok', detail };
    return {
      check: 'ledger',
      status: 'warning',
      detail: t`${detail}; other users can read it`,
      advice: t`Restrict access to it: chmod 600 ${ledger.path}`,
    };
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return { check: 'ledger', status: 'failed', detail: error.message };
  }
}

async function inspectFolder(check: string, folder: string, detail: string): Promise<DoctorFinding> {
  try {
    createFolder(folder, 0o700);
    await access(folder, constants.W_OK);
    return { check, status: 'ok', detail };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return {
      check,
      status: 'failed',
      detail: t`${folder} cannot be created or written (${code})`,
      advice: t`Choose another folder with --home or SOBOT_ETL_HOME`,
    };
  }
}

/** A ledger in PostgreSQL. */
type SharedSettings = LedgerSettings & { readonly ledger: string };

/** Checks a ledger in PostgreSQL. */
async function inspectShared(settings: SharedSettings): Promise<DoctorFinding[]> {
  try {
    const facts = await inspectDatabase(settings.ledger);
    const isCurrent = facts.tables !== undefined && facts.tables.version === facts.tables.latest;
    return [
      serverFinding(facts),
      tablesFinding(facts),
      clockFinding(facts),
      // Opening a ledger whose tables are older would change them.
      ...(isCurrent && facts.missingRights.length === 0 ? [await workersFinding(settings)] : []),
    ];
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return [{ check: 'ledger', status: 'failed', detail: error.message }];
  }
}

/** Each process takes up to ten connections. */
const MIN_FREE_CONNECTIONS = 20;

function serverFinding({ location, server, tls, answersInMs, isDurable, connections }: DatabaseFacts): DoctorFinding {
  const check = 'ledger';
  const protection = tls ?? t`on this machine, without TLS`;
  const detail = t`${location}, PostgreSQL ${server}, ${protection}, answers in ${answersInMs.toFixed(1)} ms`;
  if (!isDurable) {
    return {
      check,
      status: 'warning',
      detail: t`${detail}; what is stored may be lost in a power cut`,
      advice: t`Set fsync = on and full_page_writes = on in postgresql.conf of the server`,
    };
  }
  if (connections.free >= MIN_FREE_CONNECTIONS) return { check, status: 'ok', detail };
  return {
    check,
    status: 'warning',
    detail: t`${detail}; ${connections.free} of its ${connections.all} connections are free`,
    advice: t`Raise max_connections of the server, or end programs that use it: each sobot-etl takes up to ten`,
  };
}

function tablesFinding({ tables, missingRights, user, database }: DatabaseFacts): DoctorFinding {
  const check = 'tables';
  const detail =
    tables === undefined
      ? t`none yet; the first run creates them`
      : t`version ${tables.version}, ${sizeText(tables.bytes)}, ${counted(tables.runs, 'run')}`;
  const [missing] = missingRights;
  if (missing !== undefined) {
    const advice = {
      create: t`Let the owner of the database run: GRANT CREATE ON DATABASE "${database}" TO "${user}"`,
      write: t`Let the owner of the tables run: GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA sobot_etl TO "${user}"`,
      alter: t`Run any command once as the owner of the tables, or let the owner run: ALTER SCHEMA sobot_etl OWNER TO "${user}", and the same for its tables`,
    };
    const lack = {
      create: t`${user} may not create tables`,
      write: t`${user} may not write all tables`,
      alter: t`${user} may not bring the tables to version ${tables?.latest}`,
    };
    return { check, status: 'failed', detail: `${detail}; ${lack[missing]}`, advice: advice[missing] };
  }
  if (tables === undefined || tables.version === tables.latest) return { check, status: 'ok', detail };
  return { check, status: 'ok', detail: t`${detail}; the next run brings them to version ${tables.latest}` };
}

const WARNING_SKEW_MS = 60_000;

/** Permits and leases are timed by the database's clock alone; windows, budgets and signatures by this machine's. */
function clockFinding({ clockAheadMs }: DatabaseFacts): DoctorFinding {
  const check = 'ledger-clock';
  const ms = Math.abs(clockAheadMs);
  const detail =
    ms < 1000
      ? t`in step with this machine (${Math.round(ms)} ms apart)`
      : clockAheadMs > 0
        ? t`${durationText(ms)} ahead of this machine`
        : t`${durationText(ms)} behind this machine`;
  if (ms < WARNING_SKEW_MS) return { check, status: 'ok', detail };
  return {
    check,
    status: 'warning',
    detail,
    advice: t`Synchronise the clocks of both machines (time service): token, windows and budgets depend on them`,
  };
}

async function workersFinding(settings: SharedSettings): Promise<DoctorFinding> {
  const workers = (await workersOf(settings)).filter(({ queues }) => queues.length > 0);
  const names = workers.map(({ name, host }) => t`${name} on ${host}`);
  const detail = names.length === 0 ? t`none are there now` : `${counted(names.length, 'worker')}: ${names.join(', ')}`;
  return { check: 'workers', status: 'ok', detail };
}

/** A number of bytes as people read it. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
