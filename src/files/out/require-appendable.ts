import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeError } from './atomic-file.ts';

/** Requires that a file which grows can be continued, or created. Errors: `FileError`. */
export async function requireAppendable(path: string): Promise<void> {
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  try {
    await access(exists ? path : dirname(path), constants.W_OK);
  } catch (error) {
    throw writeError(path, error);
  }
}
