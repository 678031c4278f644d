import { atomicFile, OWNER_ONLY } from './atomic-file.ts';

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
