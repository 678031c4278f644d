import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { dirname } from 'node:path';
import { createFolder, LedgerError } from '../../ledger/index.ts';
import { inspectLedger } from '../../ledger/inspect-ledger.ts';
import { counted } from '../../words/counted.ts';
import type { DoctorFinding } from './doctor-finding.ts';

const NEEDED_NODE = 24;
const WARNING_FREE_BYTES = 1024 ** 3;
const MIN_FREE_BYTES = 100 * 1024 ** 2;

/** What can be seen of this machine, without a line to anywhere. */
export async function inspectMachine(
  home: string,
  { folder, node }: { readonly folder: string; readonly node: string },
): Promise<DoctorFinding[]> {
  return [inspectNode(node), await inspectHome(home), await inspectDisk(home, folder)];
}

function inspectNode(version: string): DoctorFinding {
  const isNew = Number(version.split('.')[0]) >= NEEDED_NODE;
  const detail = `Node ${version} on ${platform()} ${arch()}`;
  if (isNew) return { check: 'node', status: 'ok', detail };
  return { check: 'node', status: 'failed', detail, advice: `Install Node ${NEEDED_NODE} from https://nodejs.org` };
}

async function inspectHome(home: string): Promise<DoctorFinding> {
  try {
    const ledger = inspectLedger(home);
    if (ledger === undefined) return await inspectMissing(home);
    const detail = `${ledger.path}, version ${ledger.version}, ${sizeText(ledger.bytes)}, ${counted(ledger.runs, 'run')}, can be written`;
    if (platform() === 'win32' || !ledger.isOpenToOthers) return { check: 'ledger', status: 'ok', detail };
    return {
      check: 'ledger',
      status: 'warning',
      detail: `${detail}; others may read it`,
      advice: `Make it yours alone: chmod 600 ${ledger.path}`,
    };
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return { check: 'ledger', status: 'failed', detail: error.message };
  }
}

/** No ledger yet: can one be made? Its folder is, since nothing else tells for sure. */
async function inspectMissing(home: string): Promise<DoctorFinding> {
  try {
    createFolder(home, 0o700);
    await access(home, constants.W_OK);
    return { check: 'ledger', status: 'ok', detail: `none yet; the first run makes it in ${home}` };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return {
      check: 'ledger',
      status: 'failed',
      detail: `${home} cannot be made or written (${code})`,
      advice: 'Choose another folder with --home or SOBOT_ETL_HOME',
    };
  }
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
  const places = [...new Set([await nearestFolder(home), folder])];
  const spaces = await Promise.all(
    places.map(async (place) => {
      const { bavail, bsize } = await statfs(place);
      return { place, bytes: bavail * bsize };
    }),
  );
  const least = Math.min(...spaces.map(({ bytes }) => bytes));
  const detail = spaces.map(({ place, bytes }) => `${sizeText(bytes)} free for ${place}`).join(', ');
  if (least >= WARNING_FREE_BYTES) return { check: 'disk', status: 'ok', detail };
  return {
    check: 'disk',
    status: least < MIN_FREE_BYTES ? 'failed' : 'warning',
    detail,
    advice: 'Make room: a run keeps a line about every row; sobot-etl runs prune --older-than 30d forgets old ones',
  };
}

function sizeText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
