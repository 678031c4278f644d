import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { atomicFile, OWN, OWNER_ONLY, temporaryPath } from './atomic-file.ts';

/** Writes a small file, whole or not at all. Errors: `FileError`. */
export async function replaceFile(path: string, text: string, mode = OWNER_ONLY): Promise<void> {
  const sink = await atomicFile(path, mode);
  try {
    await sink.write(Buffer.from(text));
    await sink.commit();
  } finally {
    await sink.discard();
  }
}

/** The same at once, for its owner only. Errors: those of the system. */
export function replaceFileNow(path: string, text: string): void {
  const temporary = temporaryPath(path);
  const file = openSync(temporary, OWN, OWNER_ONLY);
  try {
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
