import { FileError } from '../files/index.ts';
import { createFolder } from '../ledger/index.ts';

const FOLDER_FAILURES: Readonly<Record<string, string>> = {
  EEXIST: 'a part of its path is a file',
  ENOTDIR: 'a part of its path is a file',
  ENOENT: 'no folder can be made there',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'that disk is read-only',
  ENOSPC: 'the disk is full',
};

/** Makes the folder that a run leaves its files in, for its owner only; one that is there is left as it is. Errors: `FileError`. */
export function createRunFolder(path: string): void {
  try {
    createFolder(path, 0o700);
  } catch (cause) {
    const systemCode = (cause as NodeJS.ErrnoException).code ?? '';
    const reason = FOLDER_FAILURES[systemCode] ?? (systemCode || String(cause));
    throw new FileError('no-folder', path, `cannot be made: ${reason}. Choose another folder with --out.`, { cause });
  }
}
