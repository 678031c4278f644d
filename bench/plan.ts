/**
 * Measures `plan` of 100,000 rows against a mirror of 1,000,000 customers that is up to date: a tenth of the rows changes a cell, a
 * hundredth is new. Run it with: npm run build && node bench/plan.ts
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Measured, measureCli, serve } from './cli.ts';
import { hold, median, print, ROUNDS, whole } from './figures.ts';

const CUSTOMERS = Number(process.env['BENCH_CUSTOMERS'] ?? 1_000_000);
const ROWS = Number(process.env['BENCH_ROWS'] ?? 100_000);
const WANTED = { perSecond: 40_000, mb: 300 };

const MAPPING = `version: 1
target: customer
key: partnerid
identifiedBy: [partnerid]
fields:
  partnerid: Id
  email: Email
  remark: Note
  nick: { column: Id, merge: keep }
  crm_status: { const: 1, merge: keep }
`;

const folder = mkdtempSync(join(tmpdir(), 'sobot-etl-bench-'));
const lines = Array.from({ length: ROWS }, (_, index) => {
  // The customers of the sandbox are numbered; its keys have six digits or more.
  const place = 1 + Math.floor((index * CUSTOMERS) / ROWS);
  const id = index % 100 === 55 ? `NEW-${place}` : `GEN-${String(place).padStart(6, '0')}`;
  return `${id},${index % 100 === 55 ? 'new' : 'customer'}${place}@example.com,${index % 10 === 0 ? `Changed ${place}` : ''}`;
});
writeFileSync(join(folder, 'in.csv'), `Id,Email,Note\n${lines.join('\n')}\n`);
writeFileSync(join(folder, 'map.yaml'), MAPPING);

const sandbox = await serve('--customers', String(CUSTOMERS));
try {
  const filled = await measureCli(['mirror', 'refresh'], folder, sandbox.url);
  print(
    `a mirror of ${whole(CUSTOMERS)} customers: read in ${filled.seconds.toFixed(0)} s, ${whole(filled.peakMb)} MB`,
  );
  const plans: Measured[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const args = ['plan', 'in.csv', '-m', 'map.yaml', '-o', `plan${round}.xlsx`];
    const plan = await measureCli(args, folder, sandbox.url);
    const { read, create, update } = plan.summary.rows;
    if (read !== ROWS || create !== ROWS / 100 || update !== ROWS / 10) throw new Error(JSON.stringify(plan.summary));
    plans.push(plan);
  }
  const rates = plans.map(({ seconds }) => ROWS / seconds);
  const peak = median(plans.map(({ peakMb }) => peakMb));
  hold({
    what: `plan of ${whole(ROWS)} rows against a mirror of ${whole(CUSTOMERS)} customers`,
    measured: `${whole(median(rates))} rows/s, ${peak.toFixed(0)} MB`,
    target: `≥ ${whole(WANTED.perSecond)} rows/s, ≤ ${WANTED.mb} MB`,
    met: median(rates) >= WANTED.perSecond && peak <= WANTED.mb,
    series: { unit: 'rows/s', better: 'more', values: rates },
  });
} finally {
  sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
}
