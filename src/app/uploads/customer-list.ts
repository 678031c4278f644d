import { Readable } from 'node:stream';
import { UsageError } from '../usage-error.ts';
import { storeUpload, type Upload } from './uploads.ts';

/** The column of a list of customers that was pasted. */
export const LIST_COLUMN = 'customer';

/** Keeps values that identify customers as a file with one column. Blank values are left out. Errors: `UsageError` if none is left. */
export function storeCustomerList(home: string, values: readonly string[]): Promise<Upload> {
  const filled = values.map((value) => value.trim()).filter((value) => value !== '');
  if (filled.length === 0) throw new UsageError('The list is empty; paste at least one customer');
  const lines = [LIST_COLUMN, ...filled].map((value) => `"${value.replaceAll('"', '""')}"\n`);
  return storeUpload(home, 'customers.csv', Readable.from([Buffer.from(lines.join(''), 'utf8')]));
}
