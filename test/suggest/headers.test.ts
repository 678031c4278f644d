import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTable } from '../../src/files/index.ts';
import { readTableStatistics } from '../../src/suggest/index.ts';
import { lookupsOf } from '../support/map-rows.ts';
import { type SandboxTenant, startTenant } from '../support/sandbox-tenant.ts';
import { placeOf, suggestFor } from '../support/suggest.ts';

let tenant: SandboxTenant;
beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant[Symbol.asyncDispose]());

describe.each([
  ['headers', 10],
  ['headers/unseen', 7],
  ['headers/more', 24],
])('the headers in %s', (folder, count) => {
  const path = fileURLToPath(new URL(`../fixtures/${folder}`, import.meta.url));
  const names = readdirSync(path).flatMap((file) => (file.endsWith('.csv') ? [basename(file, '.csv')] : []));

  test(`are ${count}, and at least nine of ten columns are matched correctly`, async () => {
    const wrong: string[] = [];
    let total = 0;
    for (const name of names) {
      const suggestion = await suggestFor(await profileFile(join(path, `${name}.csv`)), {
        lookups: lookupsOf({ read: tenant.read }),
      });
      const expected = JSON.parse(readFileSync(join(path, `${name}.json`), 'utf8')) as Record<string, string | null>;
      for (const [column, place] of Object.entries(expected)) {
        total += 1;
        const found = placeOf(suggestion, column);
        if (found !== place) wrong.push(`${name}: "${column}" belongs to ${place}, went to ${found}`);
      }
    }
    const share = (total - wrong.length) / total;
    const score = `${folder}: ${total - wrong.length} of ${total} columns are right, ${(share * 100).toFixed(1)} %`;
    process.stdout.write(`${[score, ...wrong].join('\n  ')}\n`);
    expect(names).toHaveLength(count);
    expect(share, score).toBeGreaterThanOrEqual(0.9);
  });
});

async function profileFile(path: string) {
  const table = await openTable(path);
  try {
    return await readTableStatistics(table.header, table.batches());
  } finally {
    await table.close();
  }
}
