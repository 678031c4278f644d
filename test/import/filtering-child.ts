import { targets } from '../../src/targets/index.ts';
import { importFiltered } from './filtering.ts';

// A process of its own that can be killed: changes the note of one customer for each row of a folder's file.
const [folder = '', url = '', appId = '', appKey = '', id = ''] = process.argv.slice(2);
await importFiltered(folder, { url, appId, appKey }, () => ({
  kind: 'send',
  target: targets.get('customer-update'),
  payload: { id, nick: 'Renamed', remark: 'before the kill', upset_ex_field_str: 1 },
  change: { id, cells: [{ field: 'remark', before: null, after: 'before the kill' }] },
}));
