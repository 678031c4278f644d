/**
 * What an import over a slow line reaches, beside a bare client on the same server that only sends: 50 ms latency,
 * concurrency 16 and 64. Run it with: npm run build && node bench/import.ts
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Agent, request } from 'undici';
import { signTokenRequest } from '../src/sobot/token.ts';

const LATENCY_MS = 50;
const ROWS = Number(process.env['BENCH_ROWS'] ?? 5000);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const cli = fileURLToPath(new URL('../dist/bin/sobot-etl.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sobot-etl-bench-'));

writeFileSync(
  join(folder, 'map.yaml'),
  'version: 1\ntarget: customer\nkey: partnerid\nidentifiedBy: [partnerid]\nfields:\n  partnerid: Id\n  nick: Name\n  tel: Tel\n  remark: Note\n  crm_status: { const: 1 }\n',
);
const line = (index: number) => `${index},Person ${index},1${String(index).padStart(10, '0')},Note ${index}`;
writeFileSync(
  join(folder, 'in.csv'),
  `Id,Name,Tel,Note\n${Array.from({ length: ROWS }, (_, index) => line(index)).join('\n')}\n`,
);

const sandbox = spawn(process.execPath, [cli, 'sandbox', '--port', '0', '--latency', String(LATENCY_MS)], {
  stdio: ['ignore', 'pipe', 'ignore'],
});
const [announced] = (await once(sandbox.stdout, 'data')) as [Buffer];
const baseUrl = /SOBOT_BASE_URL=(\S+)/.exec(String(announced))?.[1] ?? '';

/** Rows a second that the import says it reached. */
async function importOnce(concurrency: number): Promise<number> {
  const env = {
    ...process.env,
    SOBOT_BASE_URL: baseUrl,
    SOBOT_APP_ID: 'sandbox',
    SOBOT_APP_KEY: 'sandbox-key',
    SOBOT_ETL_HOME: join(folder, 'home'),
  };
  const args = [cli, 'import', 'in.csv', '-m', 'map.yaml', '--concurrency', String(concurrency), '--json', '--quiet'];
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  await once(child, 'close');
  return (JSON.parse(output) as { rows_per_second: number }).rows_per_second;
}

/** Calls a second that a bare loop over a pool reaches with bodies of the same kind. */
async function bareOnce(concurrency: number): Promise<number> {
  const dispatcher = new Agent({ connections: concurrency, pipelining: 1 });
  const createTime = String(Math.floor(Date.now() / 1000));
  const sign = signTokenRequest('sandbox', createTime, 'sandbox-key');
  const answer = await request(`${baseUrl}/api/get_token?appid=sandbox&create_time=${createTime}&sign=${sign}`, {
    dispatcher,
  });
  const { item } = (await answer.body.json()) as { item: { token: string } };
  const headers = { token: item.token, 'content-type': 'application/json' };
  let next = 0;
  const startedAt = performance.now();
  const worker = async () => {
    while (next < ROWS) {
      const index = next++;
      const body = JSON.stringify({
        nick: `Person ${index}`,
        partnerid: `${index}`,
        tel: `1${String(index).padStart(10, '0')}`,
        remark: `Note ${index}`,
        crm_status: 1,
      });
      const { body: reply } = await request(`${baseUrl}/api/scrm/5/user/save`, {
        method: 'POST',
        headers,
        body,
        dispatcher,
      });
      await reply.text();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const rate = ROWS / ((performance.now() - startedAt) / 1000);
  await dispatcher.close();
  return rate;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

try {
  for (const concurrency of [16, 64]) {
    const ideal = (concurrency * 1000) / LATENCY_MS;
    const imports: number[] = [];
    const bares: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      bares.push(await bareOnce(concurrency));
      imports.push(await importOnce(concurrency));
    }
    const [ours, bare] = [median(imports), median(bares)];
    process.stdout.write(
      `import of ${ROWS} rows at ${LATENCY_MS} ms, concurrency ${concurrency}: ${ours.toFixed(0)} rows/s, ${percent(ours / ideal)} of ${ideal}; a bare client ${bare.toFixed(0)}, ${percent(bare / ideal)}; ratio ${(ours / bare).toFixed(3)} (medians of ${ROUNDS})\n`,
    );
  }
} finally {
  sandbox.kill();
  rmSync(folder, { recursive: true, force: true });
}
