import { FileError } from '../file-error.ts';

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
