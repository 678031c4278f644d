import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { undoRun } from '../../src/app/change/undo-run.ts';
import { tagCustomers } from '../../src/app/tag-customers.ts';
import { meddlingProxy } from '../support/meddling-proxy.ts';
import { newFolder } from '../support/run-cli.ts';
import { startTenant } from '../support/sandbox-tenant.ts';
import { tagsByCustomer } from './tagging.ts';

const NO_TAGS = JSON.stringify({ items: [], ret_code: '000000', ret_msg: 'Success' });

test('customers whom the answer leaves out, since they have no tags, are tagged, and that is taken back', async () => {
  await using tenant = await startTenant({ customers: 3, seed: 5, tokensStay: true });
  const before = await tagsByCustomer(tenant);
  const untagged = [...before].flatMap(([id, tags]) => (tags.length === 0 ? [id] : []));
  expect(untagged.length).toBeGreaterThan(0);
  await using proxy = await meddlingProxy(tenant.sandbox.url, (path, nth) =>
    path.endsWith('/label/userlabels') && nth === 0 ? { answer: NO_TAGS } : undefined,
  );
  const folder = newFolder();
  const file = join(folder, 'in.csv');
  writeFileSync(file, ['Id', ...untagged, ''].join('\n'));
  const { appId, appKey } = tenant.sandbox;
  const connection = { baseUrl: proxy.url, appId, appKey, home: join(folder, 'home') };
  const options = { connection, out: join(folder, 'out') };
  const { run } = await tagCustomers({
    ...options,
    file,
    by: 'id',
    column: 'Id',
    add: ['Fair'],
    createMissing: true,
    group: 'Channel',
  });
  const tagged = await tagsByCustomer(tenant);
  expect(untagged.map((id) => tagged.get(id))).toEqual(untagged.map(() => ['Channel/Fair']));
  expect(await undoRun({ connection, run, out: join(folder, 'undone') })).toMatchObject({
    rows: { done: untagged.length },
  });
  expect(await tagsByCustomer(tenant)).toEqual(before);
});
