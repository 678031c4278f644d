import type { Sandbox } from '../../src/sandbox/index.ts';
import { targets } from '../../src/targets/index.ts';
import { sessionWith, takeToken } from '../sandbox/session.ts';
import { importFiltered, withLedger } from './filtering.ts';

// A process of its own that can be killed. It edits the note of the customer of each row, and keeps what it was. The run that an
// earlier process began is resumed.
const [folder = '', url = '', appId = '', appKey = ''] = process.argv.slice(2);
const address = { url, appId, appKey };
const session = sessionWith(address as Sandbox, await takeToken(address as Sandbox));
const resumed = await withLedger(folder, (_, run) => run);

await importFiltered(
  folder,
  address,
  async ({ payload, stored }) => {
    const id = String(payload['id']);
    const after = String(payload['remark']);
    const { item } = await session.post('user/detail', { id });
    const now = typeof item['remark'] === 'string' ? item['remark'] : null;
    if (stored && now === after) return { kind: 'done', counter: 'updated', action: 'update' };
    return {
      kind: 'send',
      target: targets.get('customer-update'),
      payload,
      change: { id, cells: [{ field: 'remark', before: now, after }] },
    };
  },
  { concurrency: 8, maxAttempts: 15, ...(resumed && { resumed }) },
);
