/**
 * Measures how many message pushes a second `listen` stores and writes, beside a bare Hono server that parses the same messages and
 * keeps nothing, and its memory over a million: `npm run build && node bench/listen.ts`. Each server has a process of its own, and so
 * at most one core for its JavaScript.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { serve } from '@hono/node-server';
import autocannon from 'autocannon';
import { Hono } from 'hono';
import { cliPath } from './cli.ts';
import { hold, median, print, ROUNDS, whole } from './figures.ts';

const CONNECTIONS = 64;
const SECONDS = 5;
const MIN_PER_SECOND = 2000;
const PUSHES = Number(process.env['BENCH_PUSHES'] ?? (ROUNDS === 1 ? 100_000 : 1_000_000));
/** Memory at the end beside that after the first tenth. */
const MAX_GROWTH = 1.25;

/** The document's example of an update, which has two custom fields. */
const EXAMPLE = (
  JSON.parse(readFileSync(new URL('../test/fixtures/api/push/update-customer.json', import.meta.url), 'utf8')) as {
    message: { content: readonly object[] };
  }
).message;

let pushes = 0;

if (process.argv[2] === 'bare') {
  const app = new Hono();
  app.post('/push', async (context) => {
    const { content } = await context.req.json<{ content?: unknown[] }>();
    return content?.length ? context.json({ ret_code: '000000' }) : context.json({ ret_code: '1' }, 400);
  });
  serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
    process.send?.(`http://127.0.0.1:${port}/push`),
  );
} else await measureAll();

async function measureAll(): Promise<void> {
  const bare = fork(import.meta.filename, ['bare']);
  const [bareUrl] = (await once(bare, 'message')) as [string];
  const folder = mkdtempSync(join(tmpdir(), 'sobot-etl-bench-'));
  const listener = spawn(process.execPath, [cliPath, 'listen', '--port', '0', '-o', 'changes.jsonl', '--json'], {
    cwd: folder,
    env: { ...process.env, SOBOT_ETL_HOME: join(folder, 'home'), SOBOT_APP_ID: '', SOBOT_APP_KEY: '' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [announced] = (await once(listener.stdout, 'data')) as [Buffer];
    const { url } = JSON.parse(String(announced).split('\n')[0] ?? '') as { url: string };
    await measureRate(url, bareUrl);
    await measureMemory(listener, url);
    const sent = pushes;
    listener.kill('SIGINT');
    await once(listener, 'close');
    const { lines, distinct } = await countLines(join(folder, 'changes.jsonl'));
    // The last messages of a measurement may be stored without being answered any more.
    if (lines < sent || distinct !== lines) throw new Error(`${sent} answered, ${lines} lines, ${distinct} customers`);
    print(`${whole(sent)} pushes were answered, and all are in the output, each once`);
  } finally {
    bare.kill();
    listener.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureRate(url: string, bareUrl: string): Promise<void> {
  const rates: { readonly ours: number[]; readonly bare: number[] } = { ours: [], bare: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.bare.push(await send(bareUrl, { duration: SECONDS }));
    const before = pushes;
    const rate = await send(url, { duration: SECONDS });
    rates.ours.push(rate);
    if (pushes === before) throw new Error('nothing was sent');
  }
  const [ours, bare] = [median(rates.ours), median(rates.bare)];
  print(`bare Hono: ${whole(bare)} messages/s; listen: ${whole(ours)} pushes/s, ${(ours / bare).toFixed(2)} ×`);
  hold({
    what: `pushes that are stored before they are answered, and written, ${CONNECTIONS} connections`,
    measured: `${whole(ours)} pushes/s, ${(ours / bare).toFixed(2)} × a bare Hono server`,
    target: '≥ 2,000 pushes/s',
    met: ours >= MIN_PER_SECOND,
    series: {
      unit: '× bare Hono',
      better: 'more',
      values: rates.ours.map((rate, round) => rate / (rates.bare[round] ?? 0)),
    },
  });
}

async function measureMemory(listener: ChildProcess, url: string): Promise<void> {
  const tenth = Math.round(PUSHES / 10);
  const megabytes: number[] = [];
  for (let sent = 0; sent < PUSHES; sent += tenth) {
    await send(url, { amount: tenth });
    megabytes.push(residentMb(listener));
  }
  const [first = 0] = megabytes;
  const highest = Math.max(...megabytes);
  print(`memory after each tenth of ${whole(PUSHES)} pushes, in MB: ${megabytes.map(Math.round).join(', ')}`);
  hold({
    what: `memory of the listener over ${whole(PUSHES)} pushes`,
    measured: `at most ${Math.round(highest)} MB, ${Math.round(first)} MB after the first tenth`,
    target: `≤ ${MAX_GROWTH} × the first tenth`,
    met: highest <= first * MAX_GROWTH,
    series: { unit: 'MB', better: 'less', values: [highest] },
  });
}

/** Sends different messages; returns how many a second were answered with 200. */
async function send(url: string, extent: { readonly duration: number } | { readonly amount: number }): Promise<number> {
  const [entry] = EXAMPLE.content;
  let answered = 0;
  let next = 0;
  const series = `${pushes}-${Math.round(performance.now())}`;
  const startedAt = performance.now();
  const result = await autocannon({
    ...extent,
    url,
    method: 'POST',
    connections: CONNECTIONS,
    headers: { 'content-type': 'application/json' },
    requests: [
      {
        onResponse: (status) => {
          if (status === 200) answered += 1;
        },
        setupRequest: (request) => ({
          ...request,
          body: JSON.stringify({ ...EXAMPLE, content: [{ ...entry, userid: `${series}-${next++}` }] }),
        }),
      },
    ],
  });
  const seconds = (performance.now() - startedAt) / 1000;
  if (result.non2xx > 0) throw new Error(`${result.non2xx} messages were not accepted`);
  if (url.includes('/push/')) pushes += answered;
  return answered / seconds;
}

function residentMb({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

async function countLines(path: string): Promise<{ readonly lines: number; readonly distinct: number }> {
  const userids = new Set<string>();
  let lines = 0;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    lines += 1;
    userids.add(/"userid":"([^"]+)"/.exec(line)?.[1] ?? '');
  }
  return { lines, distinct: userids.size };
}
