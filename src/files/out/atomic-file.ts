import { randomBytes } from 'node:crypto';
import { constants, readdirSync, realpathSync, rmSync } from 'node:fs';
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FileError } from '../file-error.ts';

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

/** Files without customers' data that people share, as mappings are: what the process's umask leaves of it. */
export const READABLE = 0o666;

/** Writes a small file, whole or not at all; one that is there keeps its mode. Errors: `FileError`. */
export async function replaceFile(path: string, text: string, mode = OWNER_ONLY): Promise<void> {
  await replace(path, text, { mode });
}

/** The same for credentials and other state: whatever was there, it is its owner's only. Errors: `FileError`. */
export async function replacePrivateFile(path: string, text: string): Promise<void> {
  await replace(path, text, { mode: OWNER_ONLY, keepsMode: false });
}

async function replace(path: string, text: string, options: Parameters<typeof atomicFile>[1]): Promise<void> {
  const sink = await atomicFile(path, options);
  try {
    await sink.write(Buffer.from(text));
    await sink.commit();
  } finally {
    await sink.discard();
  }
}

/**
 * Removes what processes that were killed left of a file they were writing: `.name.<16 hex digits>.part` beside it. The caller sees to it that
 * no process writes the file now. Answers the names of what was removed.
 */
export function removePartialFiles(path: string): string[] {
  const target = attempt(() => realpathSync(path)) ?? path;
  const [start, end] = [`.${basename(target)}.`, '.part'];
  const found = (attempt(() => readdirSync(dirname(target))) ?? []).filter(
    (name) =>
      name.startsWith(start) && name.endsWith(end) && /^[0-9a-f]{16}$/.test(name.slice(start.length, -end.length)),
  );
  return found.filter((name) => attempt(() => rmSync(join(dirname(target), name)) ?? true));
}

function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Takes the bytes of an output, in order. */
export interface ByteSink {
  readonly path: string;
  readonly bytes: number;
  write(data: Buffer): Promise<void>;
  commit(): Promise<void>;
  discard(): Promise<void>;
}

const WRITE_ERRORS: Readonly<Record<string, readonly [code: string, message: string]>> = {
  ENOENT: ['no-folder', 'cannot be written: its folder does not exist. Make the folder first.'],
  ENOTDIR: ['no-folder', 'cannot be written: a part of its path is not a folder.'],
  EISDIR: ['is-folder', 'is a folder; give the name of a file.'],
  EACCES: ['no-access', 'may not be written. Choose a folder that you own.'],
  EPERM: ['no-access', 'may not be written. Is it open in another program?'],
  EBUSY: ['no-access', 'is in use. Close the program that has it open.'],
  EROFS: ['no-access', 'is on a read-only disk. Choose another folder.'],
  ENOSPC: ['disk-full', 'cannot be written: the disk is full.'],
  EDQUOT: ['disk-full', 'cannot be written: your share of the disk is full.'],
  EFBIG: ['disk-full', 'cannot be written: the file grew larger than this system allows.'],
};

/** Turns what the operating system said into a message for people. */
export function writeError(path: string, cause: unknown): FileError {
  if (cause instanceof FileError) return cause;
  const systemCode = (cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  const [code, message] = WRITE_ERRORS[systemCode] ?? [
    'unwritable',
    `cannot be written (${systemCode || String(cause)}).`,
  ];
  return new FileError(code, path, message, { cause });
}
