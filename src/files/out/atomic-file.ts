import { randomBytes } from 'node:crypto';
import { constants, readdirSync, realpathSync, rmSync } from 'node:fs';
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FileError } from '../file-error.ts';
import { FILE_MESSAGES } from '../messages.ts';

/** Fails where the name is taken, so that a file or link that somebody else has put there is never opened. */
const CREATE_EXCLUSIVE = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
/** Exports and the files of a run are full of customers' data, so only their owner may read them. */
export const OWNER_ONLY = 0o600;

/**
 * A file that is written under a temporary name and renamed when it is complete and on the disk. Only its owner can read it, unless
 * it replaces a file with another mode. A target that is not a regular file (a pipe, `/dev/stdout`) is written directly.
 *
 * The package write-file-atomic does not check how many bytes a system call has written, so a nearly full disk leaves half a file
 * under the final name; and its temporary file may be one that somebody else has put there.
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

/** Where a file is written before it is complete: a name that nobody can guess. */
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

/** For files without customers' data that people share, such as mappings. The process's umask applies. */
export const READABLE = 0o666;

/** Writes a small file completely or not at all; an existing file keeps its mode. Errors: `FileError`. */
export async function replaceFile(path: string, text: string, mode = OWNER_ONLY): Promise<void> {
  await replace(path, text, { mode });
}

/** The same for credentials and other state: only the owner can read it, whatever mode it had. Errors: `FileError`. */
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
 * Removes the partial files that killed processes have left of a file: `.name.<16 hex digits>.part` in its folder. The caller makes sure that
 * no process is writing the file. Returns the names of the removed files.
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

/** Where the bytes of an output go, in order. */
export interface ByteSink {
  readonly path: string;
  readonly bytes: number;
  write(data: Buffer): Promise<void>;
  commit(): Promise<void>;
  discard(): Promise<void>;
}

const WRITE_ERRORS: Readonly<Record<string, readonly [code: string, message: () => string]>> = {
  ENOENT: ['no-folder', FILE_MESSAGES['no-folder'].text.missing],
  ENOTDIR: ['no-folder', FILE_MESSAGES['no-folder'].text.notFolder],
  EISDIR: ['is-folder', FILE_MESSAGES['is-folder'].text.write],
  EACCES: ['no-access', FILE_MESSAGES['no-access'].text.write],
  EPERM: ['no-access', FILE_MESSAGES['no-access'].text.locked],
  EBUSY: ['no-access', FILE_MESSAGES['no-access'].text.busy],
  EROFS: ['no-access', FILE_MESSAGES['no-access'].text.readOnly],
  ENOSPC: ['disk-full', FILE_MESSAGES['disk-full'].text.disk],
  EDQUOT: ['disk-full', FILE_MESSAGES['disk-full'].text.quota],
  EFBIG: ['disk-full', FILE_MESSAGES['disk-full'].text.fileSize],
};

/** The `FileError` of an error of the operating system. */
export function writeError(path: string, cause: unknown): FileError {
  if (cause instanceof FileError) return cause;
  const systemCode = (cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  const [code, message] = WRITE_ERRORS[systemCode] ?? [
    'unwritable',
    () => FILE_MESSAGES.unwritable.text.because(systemCode || String(cause)),
  ];
  return new FileError(code, path, message(), { cause });
}
