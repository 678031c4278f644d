/**
 * Measures a mirror of a million generated customers: its size on disk, the memory while it is filled, and how many customers a
 * second it finds by each key, beside a bare SELECT on a table with an index: `node bench/mirror.ts`.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { limitNewSpace, limitOldSpaceGrowth } from '../src/app/heap-tuning.ts';
import { type KeyField, mirrorPath, openMirror } from '../src/mirror/index.ts';
import { RowWriter } from '../src/mirror/row-writer.ts';
import { systemClock } from '../src/resilience/clock.ts';
import { hold, median, print, ROUNDS, whole } from './figures.ts';

const CUSTOMERS = Number(process.env['BENCH_CUSTOMERS'] ?? 1_000_000);
const PAGE_ROWS = 100;
const FINDS = 100_000;
const MAX_BYTES = 2e9;
const MAX_MEMORY_BYTES = 300e6;
const MIN_FINDS_PER_SECOND = 50_000;

// As the command line does.
limitNewSpace();
limitOldSpaceGrowth();
const folder = mkdtempSync(join(tmpdir(), 'sobot-etl-bench-'));
try {
  const path = mirrorPath(folder, 'bench');
  await fill(path);
  find(path);
} finally {
  rmSync(folder, { recursive: true });
}

async function fill(path: string): Promise<void> {
  const mirror = openMirror(path);
  const writer = new RowWriter(mirror, 'full', systemClock);
  const start = performance.now();
  for (let first = 0; first < CUSTOMERS; first += PAGE_ROWS) {
    const rows = Array.from({ length: PAGE_ROWS }, (_, index) => row(first + index));
    // Pages arrive from the network.
    await setImmediate();
    writer.add(rows);
    writer.addTags({
      tagsById: new Map(rows.map(({ id }) => [id, [idOf(`tag ${id.slice(0, 1)}`)]])),
      readAtMs: Date.now(),
    });
  }
  writer.flush();
  const seconds = (performance.now() - start) / 1000;
  mirror.close();
  const bytes = statSync(path).size;
  const peak = process.resourceUsage().maxRSS * 1024;
  print(
    `a mirror of ${whole(CUSTOMERS)} customers with tags: filled at ${whole(CUSTOMERS / seconds)} rows/s, ${Math.round(bytes / CUSTOMERS)} bytes a customer, ` +
      `whose row has ${whole(JSON.stringify(row(0)).length)} as JSON`,
  );
  hold({
    what: `size of a mirror of ${whole(CUSTOMERS)} customers`,
    measured: `${Math.round(bytes / 1e6)} MB`,
    target: '≤ 2 GB',
    met: bytes <= MAX_BYTES,
    series: { unit: 'MB', better: 'less', values: [bytes / 1e6] },
  });
  hold({
    what: `memory while a mirror of ${whole(CUSTOMERS)} customers is filled`,
    measured: `${Math.round(peak / 1e6)} MB`,
    target: '≤ 300 MB',
    met: peak <= MAX_MEMORY_BYTES,
    series: { unit: 'MB', better: 'less', values: [peak / 1e6] },
  });
}

function find(path: string): void {
  const bare = bareFinder();
  const mirror = openMirror(path);
  const places = Array.from({ length: FINDS }, (_, index) => (index * 7_919) % CUSTOMERS);
  for (const field of ['partnerid', 'email', 'tel', 'nick'] as const satisfies readonly KeyField[]) {
    const values = places.map((place) => row(place)[field]);
    const ids = places.map((place) => idOf(`customer ${place}`));
    const rates = Array.from({ length: ROUNDS }, () => {
      const own = perSecond(() => {
        for (const [index, value] of values.entries()) expectId(mirror.find(field, value), ids[index]);
      });
      return { own, bare: perSecond(() => bare(places)) };
    });
    const own = median(rates.map((rate) => rate.own));
    const ratio = median(rates.map((rate) => rate.own / rate.bare));
    hold({
      what: `finds by ${field} in a mirror of ${whole(CUSTOMERS)} customers`,
      measured: `${whole(own)}/s, ${ratio.toFixed(2)} × a bare SELECT`,
      target: '≥ 50,000/s',
      met: own >= MIN_FINDS_PER_SECOND,
      series: { unit: '× a bare SELECT', better: 'more', values: rates.map((rate) => rate.own / rate.bare) },
    });
  }
  mirror.close();
}

/** The least that a find can cost: one SELECT on a table of texts and ids. */
function bareFinder(): (places: readonly number[]) => void {
  const database = new DatabaseSync(join(folder, 'bare.db'));
  database.exec('CREATE TABLE bare (value TEXT PRIMARY KEY, id TEXT) WITHOUT ROWID; BEGIN');
  const insert = database.prepare('INSERT INTO bare VALUES (?, ?)');
  for (let place = 0; place < CUSTOMERS; place += 1)
    insert.run(`GEN-${String(place).padStart(8, '0')}`, idOf(`customer ${place}`));
  database.exec('COMMIT');
  const select = database.prepare('SELECT id FROM bare WHERE value = ?');
  return (places) => {
    for (const place of places) select.all(`GEN-${String(place).padStart(8, '0')}`);
  };
}

function perSecond(work: () => void): number {
  const start = performance.now();
  work();
  return (FINDS / (performance.now() - start)) * 1000;
}

function expectId(found: readonly string[], id: string | undefined): void {
  if (id === undefined || !found.includes(id)) throw new Error(`${id} was not found`);
}

function idOf(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** A row of the customer list, as long as those of the sandbox. */
function row(place: number) {
  const id = idOf(`customer ${place}`);
  const time = 1_700_000_000 + place * 17;
  const field = (index: number, value: string, type: string) => ({
    fieldid: idOf(`field ${index}`),
    field_value: value,
    field_type: type,
  });
  return {
    id,
    pid: idOf('tenant'),
    nick: `Person ${id.slice(0, 6)} ${place}`,
    uname: `Person ${id.slice(0, 6)}`,
    partnerid: `GEN-${String(place).padStart(8, '0')}`,
    email: `customer${place}@example.com`,
    tel: `+1212${String(place).padStart(7, '0')}`,
    enterpriseid: idOf(`enterprise ${place % 5000}`),
    enterprise_name: `Sol Data GmbH ${place % 5000}`,
    source: place % 8,
    status: 8,
    is_vip: '0',
    user_status: 0,
    extend_fields: {},
    fixed_fields: {},
    ex_field_str: JSON.stringify([
      field(1, `Call back after ${place % 12} pm`, '1'),
      field(2, `Asked about order ${id.slice(6, 14)}\nby telephone`, '2'),
      field(3, `19${60 + (place % 40)}-02-${String(1 + (place % 28)).padStart(2, '0')}`, '3'),
      field(4, `12:${String(place % 60).padStart(2, '0')}`, '4'),
      field(5, String(place * 31), '5'),
      field(6, idOf(`option ${place % 6}`).slice(0, 15), '6'),
      field(7, idOf(`option ${place % 9}`).slice(0, 15), '8'),
      field(8, [1, 2, 3].map((one) => idOf(`region ${one} ${place % 50}`).slice(0, 15)).join(','), '9'),
    ]),
    create_type: 1,
    create_time: time,
    create_date: time - (time % 86_400),
    create_serviceid: idOf(`agent ${place % 30}`),
    create_service_name: `Agent ${place % 30}`,
    update_time: time,
    update_user_id: idOf(`agent ${place % 30}`),
    update_user_name: `Agent ${place % 30}`,
    crm_status: 1 + (place % 4),
    timezoneid: 'America/New_York',
    timezone_value: 'GMT-05:00 New York',
    language: 'en',
    language_value: 'English',
  };
}
