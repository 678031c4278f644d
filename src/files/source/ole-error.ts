import { FileError } from '../file-error.ts';
import type { ByteSource } from './byte-source.ts';

const SEARCHED_BYTES = 64 * 1024 * 1024;
const encryptedPackage = Buffer.from('EncryptedPackage', 'utf16le');

export const oldExcel = 'is in the old Excel format (.xls). Open it in a spreadsheet program and save it as .xlsx.';

/** What to say of an OLE file: a workbook behind a password, or the binary format of Excel 97. */
export async function oleError(source: ByteSource): Promise<FileError> {
  let seen = 0;
  let tail: Buffer = Buffer.alloc(0);
  for await (const chunk of source.chunks()) {
    const bytes = Buffer.concat([tail, chunk]);
    if (bytes.includes(encryptedPackage)) {
      return new FileError('password-protected', source.path, 'is protected by a password. Save a copy without one.');
    }
    tail = bytes.subarray(-encryptedPackage.length);
    seen += chunk.length;
    if (seen > SEARCHED_BYTES) break;
  }
  return new FileError('xls', source.path, oldExcel);
}
