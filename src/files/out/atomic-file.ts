import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ByteSink } from './byte-sink.ts';
import { writeError } from './write-error.ts';

/** Nobody else opens it, and nothing that stands there already is opened in its place. */
const CREATE_EXCLUSIVE = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
/** What people export and what a run leaves behind is full of customers' data. */
export const OWNER_ONLY = 0o600;

/**
 * A file that is written beside its final name and renamed when it is complete and on the disk. It is its owner's only, unless it
 * replaces one whose mode says otherwise. A target that is no regular file (a pipe, `/dev/stdout`) is written as it is.
 *
 * The package write-file-atomic takes what a single call of the system writes for the whole, so that a disk which is nearly full
 * leaves half a file under the final name; and a temporary file of its own may be one that somebody else has put there.
 */
export async function atomicFile(
  path: string,
  { mode = OWNER_ONLY, keepsMode = true }: { readonly mode?: number; readonly keepsMode?: boolean } = {},
): Promise<ByteSink> {
  try {
    const existing = await stat(path).catch(() => undefined);
    if (existing !== undefined && !existing.isFile() && !existing.isDirectory()) return await specialFile(path);
    const target = existing === undefined ? path : await realpath(path);
    if (existing?.isDirectory()) throw Object.assign(new Error('is a folder'), { code: 'EISDIR' });
    const { handle, temporary } = await openTemporary(target, mode);
    return handleSink(
      path,
      handle,
      async () => {
        if (existing !== undefined && keepsMode) await handle.chmod(existing.mode & 0o777);
        await handle.sync();
        await handle.close();
        await rename(temporary, target);
        await syncFolder(dirname(target));
      },
      async () => {
        await handle.close();
        await rm(temporary, { force: true });
      },
    );
  } catch (error) {
    throw writeError(path, error);
  }
}

async function openTemporary(target: string, mode: number): Promise<{ handle: FileHandle; temporary: string }> {
  const temporary = temporaryPath(target);
  return { handle: await open(temporary, CREATE_EXCLUSIVE, mode), temporary };
}

/** Where a file is written before it is complete: a name that nobody can foresee. */
function temporaryPath(target: string): string {
  return join(dirname(target), `.${basename(target)}.${randomBytes(8).toString('hex')}.part`);
}

async function specialFile(path: string): Promise<ByteSink> {
  const handle = await open(path, constants.O_WRONLY);
  const close = () => handle.close();
  return handleSink(path, handle, close, close);
}

function handleSink(
  path: string,
  handle: FileHandle,
  finish: () => Promise<void>,
  drop: () => Promise<void>,
): ByteSink {
  let bytes = 0;
  let settled = false;
  return {
    path,
    get bytes() {
      return bytes;
    },
    async write(data) {
      try {
        await writeAll(handle, data);
        bytes += data.length;
      } catch (error) {
        throw writeError(path, error);
      }
    },
    async commit() {
      settled = true;
      await finish().catch(async (error: unknown) => {
        await drop().catch(() => undefined);
        throw writeError(path, error);
      });
    },
    async discard() {
      if (settled) return;
      settled = true;
      await drop().catch(() => undefined);
    },
  };
}

/** Writes every byte, however few the system takes at a time. */
export async function writeAll(handle: FileHandle, data: Buffer): Promise<void> {
  for (let at = 0; at < data.length; ) at += (await handle.write(data, at, data.length - at)).bytesWritten;
}

/** Makes a rename durable. Some systems cannot open folders, and then there is nothing to do. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
