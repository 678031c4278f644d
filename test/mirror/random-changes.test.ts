import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/sandbox/seeded-values.ts';
import { type Mirroring, startMirroring } from './mirroring.ts';

const SEEDS = process.env['SOAK'] ? Array.from({ length: 20 }, (_, index) => index + 1) : [1, 2];
const STEPS = 25;

const TELEPHONES = [
  '+49 30 1234567',
  '030 1234567',
  '+86 138 1234 5678',
  '13812345678',
  '+1 212 5550100;+49301234567',
  '',
];
const EMAILS = ['Li.Na@example.com', 'li.na@example.com;two@example.com', 'two@example.com', ''];

describe('a mirror that is refreshed at random between random changes', () => {
  test.each(SEEDS)('shows what the CRM shows, with seed %i', { timeout: 60_000 }, async (seed) => {
    const random = seededRandom(`mirror ${seed}`);
    const one = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
    const faults = { '500': 0.03, 'reset-after': 0.03 };
    await using work = await startMirroring({
      customers: 120,
      identifiedBy: ['partnerid'],
      seed,
      faults,
      faultSeed: seed,
    });
    let complete = false;
    for (let step = 0; step < STEPS; step += 1) {
      const id = one(work.sandbox.snapshot().customerIds());
      const fields = { tel: one(TELEPHONES), email: one(EMAILS), remark: `Step ${step}` };
      work.sandbox.setFaults({});
      if (random() < 0.3)
        await work.post('user/save', { ...fields, nick: `New ${step}`, partnerid: `N-${step}`, crm_status: 1 });
      else await work.post(`user/update/${id}`, { ...fields, nick: `Edited ${step}`, upset_ex_field_str: 1 });
      work.sandbox.setFaults(faults);
      if (random() < 0.5) ({ complete } = await work.refresh({ full: random() < 0.2, tags: random() < 0.5 }));
    }
    work.sandbox.setFaults({});
    ({ complete } = await work.refresh());
    expect(complete).toBe(true);
    expectSame(work);
  });
});

/** Compares every row and every find with the records of the sandbox. */
function expectSame({ sandbox, mirror }: Mirroring): void {
  const rows = sandbox.snapshot().customers();
  expect(mirror.status().customers).toBe(rows.length);
  for (const row of rows) {
    const id = String(row['id']);
    const mirrored = mirror.get(id)?.row ?? {};
    for (const member of ['nick', 'tel', 'email', 'partnerid', 'remark', 'update_time', 'ex_field_str']) {
      expect(mirrored[member] ?? '', `${member} of ${id}`).toEqual(row[member] ?? '');
    }
    for (const field of ['tel', 'email', 'partnerid', 'nick'] as const) {
      if (row[field]) expect(mirror.find(field, String(row[field])), `${field} of ${id}`).toContain(id);
    }
  }
  for (const email of ['li.na@example.com', 'two@example.com']) {
    const expected = rows.filter((row) =>
      String(row['email'] ?? '')
        .toLowerCase()
        .split(';')
        .includes(email),
    );
    expect(mirror.find('email', email).toSorted()).toEqual(expected.map(({ id }) => String(id)).toSorted());
  }
}
