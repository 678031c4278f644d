import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { runCli } from '../support/run-cli.ts';
import { type SandboxTenant, startTenant } from '../support/sandbox-tenant.ts';
import { allTags, tagFolder, tagsByCustomer } from './tagging.ts';

const BY_EMAIL = ['--by', 'email', '--column', 'Email'];

/** A tenant whose managers have tags with commas. */
async function startManagers(): Promise<SandboxTenant> {
  const tenant = await startTenant({ customers: 4 });
  const label_list = ['Smith, John', 'Miller; Ann', 'Smith', '"Ace"', '王、李'].map((name) => ({ name }));
  const group = { name: 'Manager', color_value: '#000000', is_multiple_choice: 1 as const, label_list };
  await tenant.client.call(endpoints.saveTagGroup, group);
  return tenant;
}

const emailsOf = ({ sandbox }: SandboxTenant) =>
  (sandbox.snapshot().customers() as { id: string; email: string }[]).map(({ id, email }) => ({ id, email }));

describe('a tag whose name contains a separator', { timeout: 300_000 }, () => {
  test('is named by --add, in quotes or not, and by a cell', async () => {
    await using tenant = await startManagers();
    const [one, two, three] = emailsOf(tenant) as [{ id: string; email: string }, ...{ id: string; email: string }[]];
    const options = tagFolder(tenant.sandbox, ['Email,Tags', `${one.email},"Smith, John"`]);
    for (const [email, flags] of [
      [one.email, ['--add-column', 'Tags']],
      [two?.email, ['--add', 'Smith, John']],
      [three?.email, ['--add', '"Smith, John",Manager/Miller\\; Ann']],
    ] as const) {
      writeFileSync(join(options.cwd, 'in.csv'), `Email,Tags\n${email},"Smith, John"\n`);
      const { code, stderr } = await runCli(['tag', 'in.csv', ...BY_EMAIL, ...flags], options);
      expect(code, stderr).toBe(0);
    }
    const tags = await tagsByCustomer(tenant);
    for (const { id } of [one, two, three] as { id: string }[]) expect(tags.get(id)).toContain('Manager/Smith, John');
    expect(tags.get(three?.id ?? '')).toContain('Manager/Miller; Ann');
    expect(tags.get(one.id)).not.toContain('Manager/Smith');
  });

  test('is rejected where the cell can also be several tags, and nothing is sent for that row', async () => {
    await using tenant = await startManagers();
    const group = (await tenant.read(endpoints.listTagGroups, {})) as { id: string; name: string }[];
    const groupid = group.find(({ name }) => name === 'Manager')?.id ?? '';
    await tenant.client.call(endpoints.saveTag, { groupid, name: 'John' });
    const [one] = emailsOf(tenant);
    const options = tagFolder(tenant.sandbox, ['Email,Tags', `${one?.email},"Smith, John"`]);
    const { code } = await runCli(['tag', 'in.csv', ...BY_EMAIL, '--add-column', 'Tags', '--out', 'run'], options);
    expect(code).toBe(1);
    expect(readFileSync(join(options.cwd, 'run', 'errors.csv'), 'utf8')).toContain('can be read as');
    expect(tenant.sandbox.stats().byEndpoint['tagCustomer'] ?? 0).toBe(0);
    const flag = await runCli(['tag', 'in.csv', ...BY_EMAIL, '--add', 'Smith, John'], options);
    expect([flag.code, flag.stderr]).toEqual([2, expect.stringContaining('can be read as')]);
  });

  test('is read by --add-column as export --tags wrote it', async () => {
    await using tenant = await startManagers();
    const people = emailsOf(tenant);
    const all = '"Smith, John",Miller\\; Ann,"""Ace""",Smith,"王、李"';
    const options = tagFolder(tenant.sandbox, ['Email', ...people.map(({ email }) => email)]);
    expect((await runCli(['tag', 'in.csv', ...BY_EMAIL, '--add', all], options)).code).toBe(0);
    const before = await tagsByCustomer(tenant);
    expect(before.get(people[0]?.id ?? '')).toEqual(expect.arrayContaining(['Manager/"Ace"', 'Manager/王、李']));
    const columns = ['--columns', 'email,tags', '--tags'];
    const exported = await runCli(['export', 'customers', '-o', 'out.csv', ...columns], options);
    expect(exported.code, exported.stderr).toBe(0);
    const rows = parse(readFileSync(join(options.cwd, 'out.csv')), { columns: true, bom: true }) as { tags: string }[];
    expect(rows[0]?.tags).toContain('"Smith, John"');
    const by = ['--by', 'email', '--column', 'email'];
    const removed = await runCli(['tag', 'out.csv', ...by, '--remove-column', 'tags'], options);
    expect(removed.code, removed.stderr).toBe(0);
    expect([...(await tagsByCustomer(tenant)).values()].flat()).toEqual([]);
    const added = await runCli(['tag', 'out.csv', ...by, '--add-column', 'tags'], options);
    expect(added.code, added.stderr).toBe(0);
    expect(await tagsByCustomer(tenant)).toEqual(before);
  });

  test('is created by --create-missing where quotes keep it whole', async () => {
    await using tenant = await startManagers();
    const [one] = emailsOf(tenant);
    const options = tagFolder(tenant.sandbox, ['Email', String(one?.email)]);
    const add = ['--add', 'Segment/A\\/B,"Segment/X, Y"', '--create-missing'];
    const { code, stderr } = await runCli(['tag', 'in.csv', ...BY_EMAIL, ...add], options);
    expect(code, stderr).toBe(0);
    expect((await allTags(tenant))['Segment']).toEqual(['A/B', 'X, Y']);
    const tags = await tagsByCustomer(tenant);
    expect(tags.get(one?.id ?? '')).toEqual(expect.arrayContaining(['Segment/A/B', 'Segment/X, Y']));
  });
});
