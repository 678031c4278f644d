import { randomBytes } from 'node:crypto';
import { createWriteStream, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { portableName, replacePrivateFile } from '../../files/index.ts';
import { createFolder } from '../../ledger/index.ts';
import { UsageError } from '../usage-error.ts';

/** A file that was handed over in pieces and not by its path, kept in a folder of its own in the home folder. */
export interface Upload {
  readonly id: string;
  /** The file's name as it was given, without characters that a name cannot have. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  /** The folder for everything that belongs to it; only its owner can read it. */
  readonly folder: string;
}

/** Larger than every spreadsheet that can be imported in a day. */
const MAX_UPLOAD_BYTES = 8 * 1024 ** 3;
const MAX_NAME_CHARS = 120;
const UPLOAD_ID = /^[0-9a-f]{16}$/;

/** The folder of all uploads. */
export function uploadsFolder(home: string): string {
  return join(home, 'uploads');
}

/** Writes the bytes into a new folder as they come. Errors: `UsageError` if there are none or too many; those of the disk. */
export async function storeUpload(home: string, name: string, bytes: AsyncIterable<Uint8Array>): Promise<Upload> {
  const id = randomBytes(8).toString('hex');
  const folder = join(uploadsFolder(home), id);
  createFolder(folder, 0o700);
  const inner = join(folder, 'input');
  await mkdir(inner, { mode: 0o700 });
  const path = join(inner, fileNameOf(name));
  const partial = join(folder, 'partial');
  try {
    await pipeline(limited(bytes), createWriteStream(partial, { mode: 0o600, flags: 'wx' }));
    await rename(partial, path);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  const upload = await findUpload(home, id);
  if (upload.bytes > 0) return upload;
  await rm(folder, { recursive: true, force: true });
  throw new UsageError(`${upload.name} is empty`);
}

async function* limited(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > MAX_UPLOAD_BYTES)
      throw new UsageError(
        `The file is larger than ${MAX_UPLOAD_BYTES / 1024 ** 3} GB; import it with the command line: sobot-etl import`,
      );
    yield piece;
  }
}

/** The upload with this id. Errors: `UsageError` if there is none. */
export async function findUpload(home: string, id: string): Promise<Upload> {
  const folder = join(uploadsFolder(home), UPLOAD_ID.test(id) ? id : 'none');
  const [name] = await readdir(join(folder, 'input')).catch(() => []);
  if (name === undefined) throw new UsageError('The file is no longer here; choose it again');
  const path = join(folder, 'input', name);
  const { size } = await stat(path);
  return { id, name, path, bytes: size, folder };
}

/** A name that every file system takes, from one that somebody else has chosen. */
export function fileNameOf(given: string): string {
  // Not `basename`, for which a colon is part of the name or not, depending on the system.
  const own = given
    .replace(/^[\s\S]*[/\\]/, '')
    .replace(/^\.+/, '')
    .trim();
  if (own === '') return 'upload.csv';
  const name = portableName(own);
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 ? name.slice(dot).slice(0, 12) : '';
  const stem = dot > 0 ? name.slice(0, dot) : name;
  return `${[...stem].slice(0, MAX_NAME_CHARS).join('')}${ending}`;
}

/**
 * Removes the uploads and downloads that are older than a time and that no run needs. `needed`: the paths of the runs' inputs and
 * outputs. Returns how many.
 */
export function removeOldUploads(home: string, before: number, needed: readonly string[]): number {
  const folder = uploadsFolder(home);
  const used = new Set(
    needed.filter((path) => path.startsWith(folder + sep)).map((path) => path.slice(folder.length + 1).split(sep)[0]),
  );
  let removed = 0;
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const path = join(folder, name);
    if (!UPLOAD_ID.test(name) || used.has(name) || lastChange(path) >= before) continue;
    rmSync(path, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}

/** When something was last written into the folder. */
function lastChange(folder: string): number {
  return Math.max(statSync(folder).mtimeMs, ...readdirSync(folder).map((name) => statSync(join(folder, name)).mtimeMs));
}

/** A new folder for a file that is made for a download. */
export async function newOutputFolder(home: string): Promise<string> {
  const folder = join(uploadsFolder(home), randomBytes(8).toString('hex'), 'output');
  createFolder(dirname(folder), 0o700);
  await mkdir(folder, { mode: 0o700 });
  return folder;
}

/** Writes a small file beside an upload that only its owner can read; it is there completely or not at all. */
export function writePrivateText(path: string, text: string): Promise<void> {
  return replacePrivateFile(path, text);
}
