import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { platform } from 'node:os';
import { join } from 'node:path';
import { portableName, replacePrivateFile } from '../../files/index.ts';
import { createFolder } from '../../ledger/index.ts';
import { UsageError } from '../usage-error.ts';
import { readMappingText } from './mapping-text.ts';

/** A mapping file in the home folder. */
interface SavedMappingFile {
  readonly name: string;
  readonly target: string | null;
  /** ISO time. */
  readonly saved: string;
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,79}$/u;
const ENDING = '.yaml';

/** The saved mappings, newest first. */
export async function listMappings(home: string): Promise<SavedMappingFile[]> {
  const folder = mappingsFolder(home);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(ENDING));
  const found = await Promise.all(
    names.map(async (file) => {
      const path = join(folder, file);
      const { mtime } = await stat(path);
      const target = readMappingText(await readFile(path, 'utf8')).content?.['target'];
      const shown = typeof target === 'string' ? target : null;
      return { name: file.slice(0, -ENDING.length), target: shown, saved: mtime.toISOString() };
    }),
  );
  return found.sort((one, other) => other.saved.localeCompare(one.saved));
}

/** The text of a saved mapping. Errors: `UsageError` if there is none of this name. */
export async function loadSavedMapping(home: string, name: string): Promise<string> {
  try {
    return await readFile(pathOf(home, name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new UsageError(`There is no saved mapping "${name}"`);
  }
}

/** Saves a mapping under a name; one of that name is replaced. Returns the path. Errors: `UsageError` for a name that no file can have. */
export async function saveMapping(home: string, name: string, text: string): Promise<string> {
  const path = pathOf(home, name);
  createFolder(mappingsFolder(home), 0o700);
  await replacePrivateFile(path, text);
  return path;
}

export async function deleteMapping(home: string, name: string): Promise<void> {
  await rm(pathOf(home, name), { force: true });
}

function mappingsFolder(home: string): string {
  return join(home, 'mappings');
}

function pathOf(home: string, name: string): string {
  const file = `${name.trim()}${ENDING}`;
  const isTaken = NAME.test(name) && !name.includes('..') && (platform() !== 'win32' || portableName(file) === file);
  if (isTaken) return join(mappingsFolder(home), file);
  throw new UsageError('A name for a mapping has letters, digits, spaces, dots, hyphens and underscores, at most 80');
}
