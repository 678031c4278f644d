import { dirname, join } from 'node:path';
import exceljs from 'exceljs';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { folderWith, importHere } from './in-process.ts';

const MAPPING = `version: 1
target: customer
fields:
  nick: Name
  email: { column: Mail, transform: [email] }
  liable_serviceid: { column: Owner, lookup: agent }
  crm_status: { const: 1 }
`;

test('each cell of a row with several mistakes is told its own, also where a message has several parts', async () => {
  await using sandbox = await startSandbox({});
  const folder = folderWith(['Name,Mail,Owner', 'Ann,nope,Nobody'], MAPPING);
  const { summary, errors } = await importHere(folder, sandbox);
  expect(errors[0]?.['_message']?.split('; ').length).toBeGreaterThan(2);
  const book = new exceljs.Workbook();
  await book.xlsx.readFile(join(dirname(summary.files.errors), 'errors.xlsx'));
  const noteAt = (address: string) => JSON.stringify(book.worksheets[0]?.getCell(address).note ?? '');
  expect(noteAt('B2')).toContain('nope');
  expect(noteAt('B2')).not.toContain('Nobody');
  expect(noteAt('C2')).toContain('Nobody');
  expect(noteAt('C2')).not.toContain('nope');
});
