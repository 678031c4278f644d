/**
 * Measures an import that is limited only by the two programs: 50,000 customers with 10 fields and 5 custom fields, ledger on, no
 * latency, the sandbox in a process of its own. Compared with autocannon on the same server with the same bodies and connections, and
 * with the same pipeline over ky and the fetch of Node. Run it with: npm run build && node bench/loopback.ts
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import ky from 'ky';
import { endpoints } from '../src/api/endpoints/index.ts';
import type { Transport } from '../src/api/http-messages.ts';
import { createTransport } from '../src/api/transport.ts';
import { customer } from '../src/targets/customers.ts';
import { takeToken } from './bare-client.ts';
import { measureCli, serve } from './cli.ts';
import { hold, median, print, ROUNDS, whole } from './figures.ts';
import { sendRows } from './pipeline.ts';

const ROWS = Number(process.env['BENCH_ROWS'] ?? 50_000);
const CONCURRENCY = Number(process.env['BENCH_CONCURRENCY'] ?? 32);

const MAPPING = `version: 1
target: customer
key: partnerid
identifiedBy: [partnerid]
fields:
  partnerid: Id
  nick: Name
  uname: Real name
  tel: Tel
  email: Email
  qq: QQ
  wx: WeChat
  remark: Note
  enterprise_name: Company
  crm_status: { const: 2 }
custom:
  Birthday: Birthday
  Credit limit: Credit limit
  Favourite fruit: Fruit
  Plan: Plan
  Notes: Memo
`;
const HEADER = 'Id,Name,Real name,Tel,Email,QQ,WeChat,Note,Company,Birthday,Credit limit,Fruit,Plan,Memo';

let series = 0;
let tels = 0;

/** Rows that no earlier round sent: each creates a new customer. */
function csvOf(folder: string): void {
  series += 1;
  const line = (index: number) => {
    const id = `${series}-${index}`;
    const tel = `+86138${String(series).padStart(2, '0')}${String(index).padStart(6, '0')}`;
    return `${id},Person ${id},Real Person ${id},${tel},p${id}@example.com,${100_000 + index},wx${index},A note about ${id},Company ${index % 500},1990-0${1 + (index % 9)}-11,${index}.5,Apple,Free,Memo ${index}`;
  };
  writeFileSync(
    join(folder, 'in.csv'),
    `${HEADER}\n${Array.from({ length: ROWS }, (_, index) => line(index)).join('\n')}\n`,
  );
}

/** The custom fields of the mapping, by their ids at this tenant. */
async function customFields(url: string, token: string): Promise<string> {
  const answer = await fetch(`${url}${endpoints.listCustomerFields.path}`, { headers: { token } });
  const { items } = (await answer.json()) as { items: { field_id: string; field_name: string }[] };
  const values: Record<string, string> = {
    Birthday: '1990-01-11',
    'Credit limit': '17.5',
    Notes: 'Memo 17',
    History: 'Once a customer',
    'Call time': '09:30',
  };
  return JSON.stringify(
    items
      .filter(({ field_name }) => field_name in values)
      .map(({ field_id, field_name }) => ({ fieldid: field_id, field_value: values[field_name] })),
  );
}

/** A body as the import sends it. */
function payloadOf(key: string, custom: string) {
  return {
    partnerid: key,
    nick: `Person ${key}`,
    uname: `Real Person ${key}`,
    tel: `+86138${String(++tels).padStart(8, '0')}`,
    email: `p${key}@example.com`,
    qq: '100000',
    wx: `wx${key}`,
    remark: `A note about ${key}`,
    enterprise_name: 'Company 17',
    crm_status: 2,
    ex_field_str: custom,
  };
}

async function cannon(url: string, custom: string): Promise<number> {
  // Requesting a new token invalidated the one from before.
  const token = await takeToken(url);
  let next = 0;
  let refusal: string | undefined;
  const name = `cannon${++series}`;
  const result = await autocannon({
    url: `${url}/api/scrm/5/user/save`,
    method: 'POST',
    connections: CONCURRENCY,
    duration: 8,
    headers: { token, 'content-type': 'application/json' },
    requests: [
      {
        onResponse: (_status, body) => {
          if (!body.includes('"000000"')) refusal ??= body;
        },
        setupRequest: (request) => ({ ...request, body: JSON.stringify(payloadOf(`${name}-${next++}`, custom)) }),
      },
    ],
  });
  if (result.non2xx > 0 || refusal !== undefined) throw new Error(`not every call was accepted: ${refusal}`);
  return result.requests.average;
}

/** ky with its defaults: over the fetch of Node, with its own retries and timeout. */
const kyTransport: Transport = {
  async send({ url, method, token = '', language = 'en', body }) {
    const headers = { token, language, accept: 'application/json', 'content-type': 'application/json' };
    const answer = await ky(url, { method, headers, ...(body !== undefined && { body }) });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() };
  },
  close: async () => {},
};

const folder = mkdtempSync(join(tmpdir(), 'sobot-etl-bench-'));
writeFileSync(join(folder, 'map.yaml'), MAPPING);
const sandbox = await serve();
const custom = await customFields(sandbox.url, await takeToken(sandbox.url));
try {
  const figures: Record<'cannon' | 'import' | 'pipeline' | 'ky', number[]> = {
    cannon: [],
    import: [],
    pipeline: [],
    ky: [],
  };
  const pipeline = async (transport: Transport) => {
    const dir = join(folder, `run${++series}`);
    const name = `s${series}`;
    const payload = (key: string) => payloadOf(`${name}-${key}`, custom);
    const sending = {
      url: sandbox.url,
      dir,
      rows: ROWS,
      concurrency: CONCURRENCY,
      target: customer,
      payload,
      transport,
    };
    return (await sendRows({ ...sending, ledger: 'on' })).perSecond;
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    figures.cannon.push(await cannon(sandbox.url, custom));
    csvOf(folder);
    const args = ['import', 'in.csv', '-m', 'map.yaml', '--concurrency', String(CONCURRENCY)];
    const { summary } = await measureCli(args, folder, sandbox.url);
    if (summary.rows['created'] !== ROWS) throw new Error(JSON.stringify(summary.rows));
    figures.import.push(summary.rows_per_second);
    figures.pipeline.push(await pipeline(createTransport({ connections: CONCURRENCY, timeoutMs: 30_000 })));
    figures.ky.push(await pipeline(kyTransport));
  }
  const { cannon: top, import: ours, pipeline: piped, ky: plain } = figures;
  print(`autocannon: ${whole(median(top))} calls/s; the pipeline alone: ${whole(median(piped))} rows/s`);
  hold({
    what: `import of ${whole(ROWS)} customers on loopback, ${CONCURRENCY} connections, ledger on`,
    measured: `${whole(median(ours))} rows/s, ${(median(ours) / median(top)).toFixed(2)} × autocannon`,
    target: '≥ 0.45 × autocannon',
    met: median(ours) >= 0.45 * median(top),
    series: { unit: '× autocannon', better: 'more', values: ours.map((rate, round) => rate / (top[round] ?? 0)) },
  });
  print(
    `the pipeline beside the same over ky and the fetch of Node: ${(median(piped) / median(plain)).toFixed(2)} × its ${whole(median(plain))} rows/s`,
  );
} finally {
  sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
}
