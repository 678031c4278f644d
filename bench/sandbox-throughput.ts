/**
 * Measures how many requests per second the sandbox answers with 100,000 customers in it: `node bench/sandbox-throughput.ts`.
 * The sandbox has a process of its own, and so at most one core.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { Pool } from 'undici';
import { startSandbox } from '../src/sandbox/index.ts';

const customers = 100_000;
const concurrency = 32;
const seconds = 5;

type Request = Parameters<Pool['request']>[0];

if (process.argv[2] === 'serve') {
  const startedMs = performance.now();
  const { url } = await startSandbox({ customers });
  process.send?.({ url, startMs: Math.round(performance.now() - startedMs) });
  process.on('message', () => process.send?.({ rssMb: process.memoryUsage().rss / 1e6, cpu: process.cpuUsage() }));
} else {
  const child = fork(import.meta.filename, ['serve']);
  try {
    await measureAll(child);
  } finally {
    child.kill();
  }
}

async function measureAll(child: ChildProcess): Promise<void> {
  const [{ url, startMs }] = (await once(child, 'message')) as [{ url: string; startMs: number }];
  print(`start with ${customers} customers: ${startMs} ms`);
  const pool = new Pool(url, { connections: concurrency, pipelining: 1 });
  const headers = { token: await takeToken(pool), language: 'en', 'content-type': 'application/json' };
  const get = (path: string): Request => ({ method: 'GET', path: `/api/scrm/5/${path}`, headers });
  const save = (number: number): Request => ({
    method: 'POST',
    path: '/api/scrm/5/user/save',
    headers,
    body: JSON.stringify(record(number)),
  });
  const measure = (name: string, request: (number: number) => Request) => measureCalls(child, pool, name, request);

  await measure('user/save, new', save);
  await measure('user/save, again', (number) => save(number % 10_000));
  await measure('list_by_page, 100 rows, deep', (number) =>
    get(`user/list_by_page?page_no=${1 + (number % 1000)}&page_size=100`),
  );
  await measure('list_by_page, a day', (number) => {
    const start = Math.floor(Date.now() / 1000) - (1 + (number % 700)) * 86_400;
    return get(`user/list_by_page?page_no=1&page_size=1&create_start_time=${start}&create_end_time=${start + 86_400}`);
  });
  await measure('list_by_page, by e-mail', (number) =>
    get(
      `user/list_by_page?page_no=1&page_size=2&search_type=5&search_value=customer${number % customers}%40example.com`,
    ),
  );
  await measure('list_by_page, by agent', () => get('user/list_by_page?page_no=1&page_size=1&liable_serviceid=none'));
  print(`memory at the end: ${Math.round((await usage(child)).rssMb)} MB`);
  await pool.close();
}

function record(number: number): Record<string, unknown> {
  return {
    nick: `Bench ${number}`,
    uname: 'Bench Person',
    email: `bench${number}@example.com`,
    tel: `+4930${number}`,
    partnerid: `B-${number}`,
    crm_status: 2,
    remark: 'A remark of a usual length, as people write them into a spreadsheet.',
  };
}

async function takeToken(pool: Pool): Promise<string> {
  const time = String(Math.floor(Date.now() / 1000));
  const sign = hash('md5', `sandbox${time}sandbox-key`);
  const path = `/api/get_token?appid=sandbox&create_time=${time}&sign=${sign}`;
  const { body } = await pool.request({ method: 'GET', path });
  return ((await body.json()) as { item: { token: string } }).item.token;
}

async function measureCalls(
  child: ChildProcess,
  pool: Pool,
  name: string,
  request: (number: number) => Request,
): Promise<void> {
  const before = await usage(child);
  const startMs = performance.now();
  let sent = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() < startMs + seconds * 1000) {
      const { body } = await pool.request(request(sent++));
      const text = await body.text();
      if (!text.includes('"ret_code":"000000"')) throw new Error(text);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const rate = Math.round((sent / (performance.now() - startMs)) * 1000);
  const cpuMicros = ((await usage(child)).cpuMicros - before.cpuMicros) / sent;
  print(`${name}: ${rate} a second; ${Math.round(cpuMicros)} µs of CPU each, so ${Math.round(1e6 / cpuMicros)} a core`);
}

async function usage(child: ChildProcess): Promise<{ rssMb: number; cpuMicros: number }> {
  child.send('usage');
  const [{ rssMb, cpu }] = (await once(child, 'message')) as [{ rssMb: number; cpu: NodeJS.CpuUsage }];
  return { rssMb, cpuMicros: cpu.user + cpu.system };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
