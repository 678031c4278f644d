import { describe, expect, test } from 'vitest';
import { runCli, startCli } from '../support/run-cli.ts';
import { startTenant } from '../support/sandbox-tenant.ts';
import { tagFolder, tagsByCustomer } from './tagging.ts';

const TAGGING = ['tag', '--where', 'user_label=Premium', '--add', 'Channel/Fair', '--remove', 'Premium'];

const writes = ({ sandbox }: Awaited<ReturnType<typeof startTenant>>) => sandbox.stats().byEndpoint.tagCustomer ?? 0;

describe('tag --where', () => {
  test('tags the customers that the query finds, and no others', async () => {
    await using tenant = await startTenant({ customers: 300 });
    const before = await tagsByCustomer(tenant);
    const { code, stderr } = await runCli([...TAGGING, '--yes'], tagFolder(tenant.sandbox, []));
    expect(code, stderr).toBe(0);
    const after = await tagsByCustomer(tenant);
    const found = [...before].filter(([, tags]) => tags.includes('Interest/Premium'));
    expect(found.length).toBeGreaterThan(20);
    for (const [id, tags] of before) {
      const wanted = [...tags.filter((tag) => tag !== 'Interest/Premium'), 'Channel/Fair'];
      expect(after.get(id)).toEqual(tags.includes('Interest/Premium') ? [...new Set(wanted)].sort() : tags);
    }
    expect(writes(tenant)).toBe(found.length);
  });

  test('requires --yes without a terminal: exit code 2, and nothing is sent', async () => {
    await using tenant = await startTenant({ customers: 10 });
    const { code, stderr } = await runCli(TAGGING, tagFolder(tenant.sandbox, []));
    expect(code).toBe(2);
    expect(stderr).toContain('--yes');
    expect(tenant.sandbox.stats().requests).toBe(0);
  });

  test('with --dry-run shows what would change, without confirmation', async () => {
    await using tenant = await startTenant({ customers: 100 });
    const { code, stderr } = await runCli([...TAGGING, '--dry-run'], tagFolder(tenant.sandbox, []));
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/Interest\/Premium: 0 would gain it, [1-9]\d* would lose it/);
    expect(writes(tenant)).toBe(0);
  });

  test.each([
    ['a condition that the list does not know', 'nonsense=1', 'cannot be filtered by'],
    ['a query that finds nobody', 'stageid=Payment process', 'No customer matches'],
  ])('refuses %s', async (_, where, words) => {
    await using tenant = await startTenant();
    const { code, stderr } = await runCli(
      ['tag', '--where', where, '--add', 'Warm', '--yes'],
      tagFolder(tenant.sandbox, []),
    );
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });

  test('continues after a kill with the customers that it had found, even if the query no longer finds them', async () => {
    await using tenant = await startTenant({ customers: 1500, latencyMs: 10 });
    const before = await tagsByCustomer(tenant);
    const options = tagFolder(tenant.sandbox, []);
    const { child, done } = startCli([...TAGGING, '--yes'], options);
    const watch = setInterval(() => {
      if (writes(tenant) >= 60) child.kill('SIGKILL');
    }, 5);
    expect((await done).signal).toBe('SIGKILL');
    clearInterval(watch);
    const { code, stderr } = await runCli(['resume'], options);
    expect(code, stderr).toBe(0);
    const after = await tagsByCustomer(tenant);
    for (const [id, tags] of before) {
      if (!tags.includes('Interest/Premium')) continue;
      expect(after.get(id)).toContain('Channel/Fair');
      expect(after.get(id)).not.toContain('Interest/Premium');
    }
  });
});
