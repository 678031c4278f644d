import { constants, createReadStream, createWriteStream, openSync } from 'node:fs';
import { mkdir, rm, stat, statfs } from 'node:fs/promises';
import { Socket } from 'node:net';
import { dirname } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Stopped } from '../../resilience/dispatcher.ts';
import { UsageError } from '../usage-error.ts';

/** A table that is larger is given as a file: a pipe that never ends must not fill the disk. */
const MAX_STAGED_BYTES = 4 * 2 ** 30;
/** What is left to others on the disk. */
const MIN_FREE_DISK_BYTES = 500 * 2 ** 20;
const DISK_CHECK_INTERVAL_BYTES = 64 * 2 ** 20;

/** Is the input something that can be read only once: standard input, a pipe, a device? */
export async function isUnrepeatable(path: string): Promise<boolean> {
  if (path === '-') return true;
  const stats = await stat(path).catch(() => undefined);
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}

/**
 * Keeps what comes from standard input, a pipe or a device in the file `spool`, so that it can be read again. Nothing is
 * left of it where that fails. Errors: `Stopped` when the signal aborts, `UsageError` where it is too large.
 */
export async function stageInput(
  path: string,
  spool: string,
  { stop, stdin }: { readonly stop?: AbortSignal | undefined; readonly stdin?: Readable | undefined },
): Promise<void> {
  if (path === '-' && stdin === undefined) throw new UsageError('- is standard input, and there is none; give a file');
  await mkdir(dirname(spool), { recursive: true, mode: 0o700 });
  try {
    const source = path === '-' && stdin ? stdin : await openPipe(path);
    const bound = boundSize(path, dirname(spool));
    const options = stop === undefined ? {} : { signal: stop };
    await pipeline(source, bound, createWriteStream(spool, { mode: 0o600 }), options);
  } catch (error) {
    await rm(spool, { force: true });
    throw stop?.aborted ? new Stopped('the run is stopping') : error;
  }
}

/** Opens a pipe without waiting for its writer: a thread that waits for one holds the process, whatever it is told. */
async function openPipe(path: string): Promise<Readable> {
  if (!(await stat(path)).isFIFO()) return createReadStream(path);
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

/** Passes on what comes until it is too much, or the disk has too little room. */
function boundSize(path: string, folder: string): Transform {
  const name = path === '-' ? 'standard input' : path;
  let bytes = 0;
  let looked = 0;
  const check = async (): Promise<void> => {
    if (bytes > MAX_STAGED_BYTES) {
      throw new UsageError(
        `${name} has more than 4 GB, and does not end. Write it into a file and give that, or cut it into several. Nothing was sent`,
      );
    }
    if (bytes - looked < DISK_CHECK_INTERVAL_BYTES) return;
    looked = bytes;
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < MIN_FREE_DISK_BYTES) {
      throw new UsageError(
        `${name} is kept in ${folder} so that it can be read again, and that disk has no more room. Make room, or choose another folder with --home. Nothing was sent`,
      );
    }
  };
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      check().then(() => done(null, chunk), done);
    },
  });
}
