import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli, sandboxEnv, startCli } from '../support/run-cli.ts';
import { type SandboxTenant, startTenant } from '../support/sandbox-tenant.ts';
import { allTags, tagsByCustomer } from '../tagging/tagging.ts';
import { type Ended, runToEnd } from './importing.ts';
import { folderWith, importHere } from './in-process.ts';

interface Tagged {
  readonly tagging?: { readonly made: readonly string[] };
}

const PEOPLE = `version: 1
target: customer
key: partnerid
identifiedBy: [partnerid]
fields:
  partnerid: Id
  nick: Name
  crm_status: { const: 1 }
tags:
`;
const ADDED = `${PEOPLE}  add: { column: Tags, split: ";", values: { hot: Status/Very hot, never: Event/Nobody, "-": null }, otherwise: keep }\n`;

/** A folder whose rows have tags in their third column. */
function people(cells: readonly string[], mapping = ADDED): string {
  const rows = cells.map((cell, index) => `P${index},Person ${index},"${cell}"`);
  return folderWith(['Id,Name,Tags', ...rows], mapping);
}

function importing(
  folder: string,
  sandbox: Sandbox,
  words: readonly string[] = ['import', 'in.csv', '-m', 'map.yaml'],
): Promise<Ended> {
  return runToEnd([...words, '--create-missing'], sandbox, folder);
}

function madeBy({ summary }: { readonly summary: object }): readonly string[] {
  return [...((summary as Tagged).tagging?.made ?? [])].sort();
}

/** The tags of each new customer, by docking id. */
async function carried(tenant: SandboxTenant): Promise<Record<string, string[]>> {
  const tags = await tagsByCustomer(tenant);
  const rows = tenant.sandbox.snapshot().customers() as { id: string; partnerid?: string }[];
  return Object.fromEntries(rows.map(({ id, partnerid = '' }) => [partnerid, tags.get(id) ?? []]));
}

describe('import --create-missing', () => {
  test('creates no tag that only rows name which the mapping leaves out', async () => {
    await using tenant = await startTenant({ identifiedBy: ['partnerid'] });
    const folder = people(['Event/Rome', 'Event/Bern'], ADDED.replace('key:', "where: Id = 'P0'\nkey:"));
    const { summary } = await importHere(folder, tenant.sandbox, { createMissing: true });
    expect(summary.rows).toMatchObject({ created: 1, skipped: 1 });
    expect(madeBy({ summary })).toEqual(['Event/Rome']);
  });

  test('creates the tags that rows name after split and values, and a check lists them beforehand', async () => {
    await using tenant = await startTenant({ identifiedBy: ['partnerid'] });
    const folder = people(['Event/Rome; hot', 'event/rome;-', '']);
    const before = await allTags(tenant);
    const checked = await importing(folder, tenant.sandbox, ['check', 'in.csv', '-m', 'map.yaml']);
    expect(checked.code, checked.stderr).toBe(0);
    expect(checked.summary.rows.skipped).toBe(3);
    expect(madeBy(checked)).toEqual(['Event/Rome', 'Status/Very hot']);
    expect(checked.stderr).toContain('Tags that would be created: Event/Rome, Status/Very hot');
    expect(checked.stderr).toContain('sobot-etl import in.csv -m map.yaml --create-missing');
    expect(await allTags(tenant)).toEqual(before);

    const { code, stderr, ...imported } = await importing(folder, tenant.sandbox);
    expect(code, stderr).toBe(0);
    expect(madeBy(imported)).toEqual(['Event/Rome', 'Status/Very hot']);
    expect(stderr).toContain('Tags that were created: Event/Rome, Status/Very hot');
    expect(await allTags(tenant)).toMatchObject({ Event: ['Rome'] });
    expect(await carried(tenant)).toMatchObject({
      P0: ['Event/Rome', 'Status/Very hot'],
      P1: ['Event/Rome'],
      P2: [],
    });
  }, 120_000);

  test('creates constant tags, and puts names without a group into the group of --group', async () => {
    await using tenant = await startTenant({ identifiedBy: ['partnerid'] });
    const folder = people(['Bern', 'Event/Rome'], `${PEOPLE}  add: { const: [All of them, Wave/One], split: ";" }\n`);
    const words = ['import', 'in.csv', '-m', 'map.yaml', '--group', 'Event'];
    const { code, stderr, ...imported } = await importing(folder, tenant.sandbox, words);
    expect(code, stderr).toBe(0);
    expect(madeBy(imported)).toEqual(['Event/All of them', 'Wave/One']);
    expect(await carried(tenant)).toMatchObject({ P0: ['Event/All of them', 'Wave/One'] });
  }, 120_000);

  test.each([
    ['has more than 30 characters', `Event/${'x'.repeat(31)}`, [], 'has 31 characters, but at most 30 are allowed'],
    ['has no group', 'Bern', [], 'write it as Group/Tag, or give the group of all such tags with --group'],
    ['has a group of more than 30 characters', 'Bern', ['--group', 'g'.repeat(31)], 'has 31 characters'],
  ])('sends nothing where a name %s', async (_, tag, flags, words) => {
    await using tenant = await startTenant();
    const folder = people(['Event/Rome', tag]);
    const line = ['import', 'in.csv', '-m', 'map.yaml', '--create-missing', ...flags];
    const { code, stderr } = await runCli(line, { cwd: folder, env: sandboxEnv(tenant.sandbox, folder) });
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
    const { byEndpoint } = tenant.sandbox.stats();
    expect([byEndpoint.saveTag, byEndpoint.saveTagGroup, byEndpoint.saveCustomer]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('creates nothing when the mapping does not fit the file', async () => {
    await using tenant = await startTenant();
    const folder = people(['Event/Rome'], ADDED.replace('nick: Name', 'nick: Full name'));
    const line = ['import', 'in.csv', '-m', 'map.yaml', '--create-missing'];
    const { code, stderr } = await runCli(line, { cwd: folder, env: sandboxEnv(tenant.sandbox, folder) });
    expect([code, stderr]).toEqual([2, expect.stringContaining('Full name')]);
    expect(tenant.sandbox.stats().byEndpoint.saveTagGroup).toBeUndefined();
  });

  test('creates no tag that is only to be removed: its row is rejected as before', async () => {
    await using tenant = await startTenant({ identifiedBy: ['partnerid'] });
    const mapping = `${PEOPLE}  add: Tags\n  remove: Off\n`;
    const folder = folderWith(['Id,Name,Tags,Off', 'P0,A,Event/Rome,', 'P1,B,Event/Rome,Event/Gone'], mapping);
    const { summary, errors } = await importHere(folder, tenant.sandbox, { createMissing: true });
    expect(summary.rows).toMatchObject({ created: 1, rejected: 1 });
    expect(errors[0]?.['_message']).toContain('matches no tag');
    expect((await allTags(tenant))['Event']).toEqual(['Rome']);
  });

  test('creates only the tags of rows within --limit', async () => {
    await using tenant = await startTenant({ identifiedBy: ['partnerid'] });
    const folder = people(['Event/Rome', 'Event/Bern']);
    const { summary } = await importHere(folder, tenant.sandbox, { createMissing: true, limit: 1 });
    expect(madeBy({ summary })).toEqual(['Event/Rome']);
    expect((await allTags(tenant))['Event']).toEqual(['Rome']);
  });

  test.each([
    [
      'customer-tagging',
      'version: 1\ntarget: customer-tagging\nfields:\n  userid: Id\n  add_tag: { column: Tags, split: ";", lookup: tag }\n',
    ],
    [
      'customer-tags',
      'version: 1\ntarget: customer-tags\nfields:\n  id: Id\n  list: { column: Tags, split: ";", lookup: tag }\n',
    ],
  ])('creates the tags of target %s', async (_, mapping) => {
    await using tenant = await startTenant({ customers: 1 });
    const [id = ''] = tenant.sandbox.snapshot().customerIds();
    const folder = folderWith(['Id,Tags', `${id},Event/Rome;Hot spot`], mapping);
    const { summary } = await importHere(folder, tenant.sandbox, { createMissing: true, group: 'Wave', agreed: true });
    expect(summary.rows.done).toBe(1);
    expect((await tagsByCustomer(tenant)).get(id)).toEqual(expect.arrayContaining(['Event/Rome', 'Wave/Hot spot']));
  });

  test('is suggested for rows that name a missing tag', async () => {
    await using tenant = await startTenant({ identifiedBy: ['partnerid'] });
    const folder = people(['Event/Rome'], `${PEOPLE}  add: Tags\n`);
    const { code, stderr } = await runToEnd(['check', 'in.csv', '-m', 'map.yaml'], tenant.sandbox, folder);
    expect(code).toBe(1);
    expect(stderr).toContain('To create missing tags: --create-missing.');
  });

  test.each([
    [['--group', 'Event'], 'works only with --create-missing'],
    [['--create-missing', '--offline'], 'cannot be combined with --offline'],
  ])('is refused with %j', async (flags, words) => {
    await using tenant = await startTenant();
    const folder = people(['Event/Rome']);
    const line = ['import', 'in.csv', '-m', 'map.yaml', ...flags];
    const { code, stderr } = await runCli(line, { cwd: folder, env: sandboxEnv(tenant.sandbox, folder) });
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});

test('creates no tag for an unedited row with --changed-only --create-missing', async () => {
  await using tenant = await startTenant({ customers: 2 });
  const { sandbox } = tenant;
  const folder = newFolder();
  const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
  await runCli(['export', 'customers', '-o', 'edit.csv', '--for-update'], options);
  const path = join(folder, 'edit.csv');
  const rows = (parse(readFileSync(path), { columns: true, bom: true }) as Record<string, string>[]).map((row, at) => ({
    ...row,
    ...(at === 0 && { nick: 'Edited by hand' }),
    Tags: at === 0 ? 'Event/Rome' : 'Event/Bern',
  }));
  writeFileSync(path, stringify(rows, { header: true, bom: true }));
  appendFileSync(join(folder, 'edit.mapping.yaml'), 'tags:\n  add: Tags\n');
  const words = ['import', 'edit.csv', '-m', 'edit.mapping.yaml', '--changed-only'];
  const { code, stderr, summary } = await importing(folder, sandbox, words);
  expect(code, stderr).toBe(0);
  expect(summary.rows).toMatchObject({ updated: 1, skipped: 1 });
  expect((await allTags(tenant))['Event']).toEqual(['Rome']);
}, 120_000);

describe('a run with --create-missing', () => {
  test('keeps --create-missing on resume: a tag that was deleted meanwhile is created again', async () => {
    await using tenant = await startTenant({ identifiedBy: ['partnerid'], latencyMs: 10 });
    const { sandbox } = tenant;
    const folder = people([...Array.from({ length: 300 }, () => ''), 'Event/Rome']);
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    const { child, done } = startCli(['import', 'in.csv', '-m', 'map.yaml', '--create-missing'], options);
    const watch = setInterval(() => {
      if ((sandbox.stats().byEndpoint.saveCustomer ?? 0) >= 30) child.kill('SIGKILL');
    }, 2);
    expect((await done).signal).toBe('SIGKILL');
    clearInterval(watch);
    expect(Object.keys(await allTags(tenant))).toContain('Event');
    const removal = folderWith(
      ['Group', 'Event'],
      'version: 1\ntarget: tag-group-remove\nfields:\n  id: { column: Group, lookup: tag-group }\n',
    );
    expect((await importHere(removal, sandbox, { agreed: true })).summary.rows.done).toBe(1);
    expect(Object.keys(await allTags(tenant))).not.toContain('Event');
    const { code, stderr } = await runToEnd(['resume'], sandbox, folder);
    expect(code, stderr).toBe(0);
    expect(await carried(tenant)).toMatchObject({ P300: ['Event/Rome'] });
  }, 120_000);
});

describe('a plan with --create-missing', () => {
  const words = ['a.csv', 'b.csv', '-m', 'map.yaml', '-m', 'map.yaml', '--create-missing'];

  function planFolder(first: string, second: string): string {
    const folder = people([]);
    writeFileSync(join(folder, 'a.csv'), `Id,Name,Tags\nA1,Ann,${first}\n`);
    writeFileSync(join(folder, 'b.csv'), `Id,Name,Tags\nB1,Bob,${second}\n`);
    return folder;
  }

  test('lists and creates each tag once in a plan with --create-missing', async () => {
    await using tenant = await startTenant({ identifiedBy: ['partnerid'] });
    const folder = planFolder('Event/Rome', 'Event/Rome;Event/Bern');
    const options = { cwd: folder, env: sandboxEnv(tenant.sandbox, folder) };
    const checked = await runCli(['check', ...words, '--json'], options);
    expect(checked.code, checked.stderr).toBe(0);
    expect(madeBy({ summary: JSON.parse(checked.stdout) as object })).toEqual(['Event/Bern', 'Event/Rome']);
    expect(checked.stderr).toContain('Tags that would be created: Event/Bern\n');
    expect(checked.stderr).toContain('-m map.yaml --create-missing');
    const imported = await runCli(['import', ...words, '--json'], options);
    expect(imported.code, imported.stderr).toBe(0);
    expect(await carried(tenant)).toMatchObject({ A1: ['Event/Rome'], B1: ['Event/Bern', 'Event/Rome'] });
  }, 120_000);

  test('sends nothing of a plan’s first file when a tag of the second cannot be created', async () => {
    await using tenant = await startTenant();
    const folder = planFolder('Event/Rome', 'Bern');
    const { code, stderr } = await runCli(['import', ...words], {
      cwd: folder,
      env: sandboxEnv(tenant.sandbox, folder),
    });
    expect([code, stderr]).toEqual([2, expect.stringContaining('cannot be created without a group')]);
    expect(tenant.sandbox.stats().byEndpoint.saveTagGroup).toBeUndefined();
  });
});
