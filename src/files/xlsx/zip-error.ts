import { FileError } from '../file-error.ts';
import { readError } from '../source/read-error.ts';

const truncated = /end of central directory|unexpected eof|overflows file bounds|not a zip file/i;
const encrypted = /encrypt/i;

/** Turns what yauzl, zlib or the operating system said into a message for people. */
export function zipError(path: string, cause: unknown, part?: string): FileError {
  if (cause instanceof FileError) return cause;
  const { code, message = '' } = cause as NodeJS.ErrnoException;
  if (truncated.test(message)) {
    return new FileError(
      'truncated',
      path,
      'is cut short: the directory at its end is missing. Fetch or save it again.',
      { cause },
    );
  }
  if (encrypted.test(message)) {
    return new FileError('password-protected', path, 'is protected by a password. Save a copy without one.', { cause });
  }
  if (code?.startsWith('E') && !code.startsWith('ERR_')) return readError(path, cause);
  const where = part === undefined ? 'its packing' : `its part "${part}"`;
  return new FileError(
    'damaged',
    path,
    `${where} is damaged (${message}). Fetch the file again, or open and save it in a spreadsheet program.`,
    { cause },
  );
}
