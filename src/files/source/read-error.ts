import { FileError } from '../file-error.ts';

const READ_ERRORS: Readonly<Record<string, readonly [code: string, message: string]>> = {
  ENOENT: ['not-found', 'there is no such file. Check the name and the folder.'],
  EISDIR: ['is-folder', 'is a folder; name a file in it.'],
  ENOTDIR: ['not-found', 'there is no such file: a part of its path is not a folder.'],
  EACCES: ['no-access', 'may not be read. Ask for permission or copy it somewhere you own.'],
  EPERM: ['no-access', 'may not be read. Ask for permission or copy it somewhere you own.'],
  Z_DATA_ERROR: ['damaged-gzip', 'its gzip packing is damaged. Fetch or pack the file again.'],
  Z_BUF_ERROR: ['truncated', 'ends in the middle of its gzip packing. Fetch or pack the file again.'],
};

/** Turns what the operating system or zlib said into a message for people. */
export function readError(path: string, cause: unknown): FileError {
  const systemCode = (cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  const [code, message] = READ_ERRORS[systemCode] ?? ['unreadable', `cannot be read (${systemCode || String(cause)}).`];
  return new FileError(code, path, message, { cause });
}
