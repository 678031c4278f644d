import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { until } from '../support/until.ts';
import { folderWith, importHere } from './in-process.ts';

/** How many rows of the only run have an intent on disk. */
function intents(folder: string): number {
  const database = new DatabaseSync(join(folder, 'home', 'ledger.db'), { readOnly: true });
  try {
    return Number(database.prepare("SELECT count(*) AS rows FROM rows WHERE state = 'sending'").get()?.['rows']);
  } finally {
    database.close();
  }
}

const CSV = ['Id,Name', ...Array.from({ length: 30 }, (_, index) => `K${index},Firm ${index}`)];
const FIELDS = 'fields: { nick: Name, partnerid: Id, crm_status: { const: 1 } }';

/** Records that cannot be looked up: a row with an intent would be in doubt for good. */
test.each([
  ['a record', 'version: 1\ntarget: enterprise\nkey: { column: Id }\nfields: { enterprise_name: Name }\n'],
  [
    'a follow-up',
    `version: 1\ntarget: customer\nkey: partnerid\nidentifiedBy: [partnerid]\n${FIELDS}\nfollow-up: Name\n`,
  ],
])('a run that waits for the next day has no intent on disk to send %s', async (_, mapping) => {
  await using sandbox = await startSandbox();
  const folder = folderWith(CSV, mapping);
  const stop = new AbortController();
  let isWaiting = false;
  const onMessage = (text: string) => {
    isWaiting ||= text.startsWith('Budget used up');
  };
  const connection = { budget: '20/day', concurrency: 4 };
  const ended = importHere(folder, sandbox, { connection, signal: stop.signal, onMessage });
  await until(() => isWaiting);
  try {
    await until(() => intents(folder) === 0, 3000);
  } finally {
    stop.abort();
    await ended;
  }
  const { enterpriseCount, customerCount, followUps } = sandbox.snapshot();
  expect(enterpriseCount() + customerCount() + followUps().length).toBeGreaterThan(10);
  expect((await ended).summary.rows).toMatchObject({ in_doubt: 0, failed: 0, rejected: 0 });
});
