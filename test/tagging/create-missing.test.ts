import { describe, expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { startTenant } from '../support/sandbox-tenant.ts';
import { allTags, tagFolder, tagsByCustomer } from './tagging.ts';

const TAGGING = ['tag', 'in.csv', '--by', 'id', '--column', 'Id', '--create-missing'];

describe('tag --create-missing', () => {
  test('creates missing tag groups and tags, including those of a column', async () => {
    await using tenant = await startTenant({ customers: 2 });
    const ids = tenant.sandbox.snapshot().customerIds();
    const options = tagFolder(tenant.sandbox, [
      'Id,Tags',
      `${ids[0]},Event/Berlin; Channel/Mail`,
      `${ids[1]},event/berlin`,
    ]);
    const flags = ['--add', 'Event/All,Hot/or/not', '--add-column', 'Tags'];
    const { code, stderr } = await runCli([...TAGGING, ...flags], options);
    expect(code, stderr).toBe(0);
    const tags = await allTags(tenant);
    expect(tags).toMatchObject({ Event: ['All', 'Berlin'], Hot: ['or/not'] });
    expect(tags['Channel']).toContain('Mail');
    expect((await tagsByCustomer(tenant)).get(ids[1] ?? '')).toEqual(
      expect.arrayContaining(['Event/All', 'Event/Berlin', 'Hot/or/not']),
    );
    expect(tenant.sandbox.stats().byEndpoint.saveTagGroup).toBe(2);
  });

  test('creates tags without a group in the group of --group', async () => {
    await using tenant = await startTenant({ customers: 1 });
    const ids = tenant.sandbox.snapshot().customerIds();
    const options = tagFolder(tenant.sandbox, ['Id,Tags', `${ids[0]},"Rome; Event/Bern; Hot wheels"`]);
    const flags = ['--add', '"Berlin, Mitte"', '--add-column', 'Tags', '--group', 'Event'];
    const dry = await runCli([...TAGGING, ...flags, '--dry-run', '--json'], options);
    expect(dry.code, dry.stderr).toBe(0);
    const { tagging: preview } = JSON.parse(dry.stdout) as { tagging: { made: string[]; customers: object } };
    expect(preview.made.sort()).toEqual(['Event/Berlin, Mitte', 'Event/Bern', 'Event/Hot wheels', 'Event/Rome']);
    expect(preview.customers).toMatchObject({ change: 1 });
    const { code, stderr } = await runCli([...TAGGING, ...flags], options);
    expect(code, stderr).toBe(0);
    expect((await tagsByCustomer(tenant)).get(ids[0] ?? '')).toEqual(expect.arrayContaining(preview.made));
    const alone = await runCli(
      ['tag', 'in.csv', '--by', 'id', '--column', 'Id', '--add', 'x', '--group', 'y'],
      options,
    );
    expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining('works only with --create-missing')]);
  }, 120_000);

  test('counts the characters of a name, not its code units', async () => {
    await using tenant = await startTenant({ customers: 1 });
    const options = tagFolder(tenant.sandbox, ['Id', ...tenant.sandbox.snapshot().customerIds()]);
    const name = '😀'.repeat(30);
    const { code, stderr } = await runCli([...TAGGING, '--add', `Event/${name}`], options);
    expect(code, stderr).toBe(0);
    expect((await allTags(tenant))['Event']).toEqual([name]);
  });

  test('continues when a response is lost and the group or tag exists on the next attempt', async () => {
    await using tenant = await startTenant({ customers: 1 });
    const { sandbox } = tenant;
    sandbox.setFaults({}, [
      { on: 'saveTagGroup', fault: 'reset-after' },
      { on: 'saveTag', fault: 'reset-after' },
    ]);
    const options = tagFolder(sandbox, ['Id', ...sandbox.snapshot().customerIds()]);
    const { code, stderr } = await runCli([...TAGGING, '--add', 'Event/Rome,Channel/Radio'], options);
    expect(code, stderr).toBe(0);
    const tags = await allTags(tenant);
    expect(tags['Event']).toEqual(['Rome']);
    expect(tags['Channel']?.filter((name) => name === 'Radio')).toHaveLength(1);
  });

  test('lets several processes create the same tags at once: each succeeds, and everything is created once', async () => {
    await using tenant = await startTenant({ customers: 10, latencyMs: 20, tokensStay: true });
    const { sandbox } = tenant;
    const lines = ['Id', ...sandbox.snapshot().customerIds()];
    const racers = await Promise.all(
      ['One', 'Two', 'Three'].map((name) =>
        runCli([...TAGGING, '--add', `Race/${name},Race/Shared,Channel/Shared`], tagFolder(sandbox, lines)),
      ),
    );
    for (const { code, stderr } of racers) expect(code, stderr).toBe(0);
    const tags = await allTags(tenant);
    expect(tags['Race']?.sort()).toEqual(['One', 'Shared', 'Three', 'Two']);
    expect(tags['Channel']?.filter((name) => name === 'Shared')).toHaveLength(1);
    for (const carried of (await tagsByCustomer(tenant)).values()) {
      expect(carried).toEqual(
        expect.arrayContaining(['Race/One', 'Race/Two', 'Race/Three', 'Race/Shared', 'Channel/Shared']),
      );
    }
  });
});
