import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { runCli, startCli } from '../support/run-cli.ts';
import { startTenant } from '../support/sandbox-tenant.ts';
import { tagFolder, tagsByCustomer } from './tagging.ts';

const soak = process.env['SOAK'] === '1';

interface TagSummary {
  readonly command: string;
  readonly rows: Record<string, number>;
  readonly files: Record<string, string>;
  readonly tagging: {
    readonly customers: Record<string, number>;
    readonly tags: readonly { tag: string; gain: number; lose: number }[];
    readonly made: readonly string[];
  };
}

const summaryOf = (stdout: string) => JSON.parse(stdout) as TagSummary;

describe('tag', () => {
  test('by e-mail sends at most one lookup and one write per row, and one read per hundred rows', async () => {
    const [all, rows] = soak ? [20_000, 5_000] : [1_200, 300];
    await using tenant = await startTenant({ customers: all });
    const { sandbox } = tenant;
    const people = sandbox.snapshot().customers().slice(0, rows);
    const options = tagFolder(sandbox, ['Email', ...people.map(({ email }) => String(email))]);
    const tagging = [
      'tag',
      'in.csv',
      '--by',
      'email',
      '--column',
      'Email',
      '--add',
      'Status/Hot,Premium',
      '--remove',
      'Fair',
    ];
    const before = await tagsByCustomer(tenant);
    const calls = sandbox.stats().byEndpoint;
    const { code, stdout, stderr } = await runCli([...tagging, '--json'], options);
    expect(code, stderr).toBe(0);
    const { done = 0, skipped = 0, read } = summaryOf(stdout).rows;
    expect([read, done + skipped]).toEqual([rows, rows]);
    const made = (key: keyof typeof calls) => (sandbox.stats().byEndpoint[key] ?? 0) - (calls[key] ?? 0);
    expect(made('listCustomers')).toBeLessThanOrEqual(rows);
    expect(made('tagCustomer')).toBe(done);
    expect(made('listCustomerTags')).toBe(rows / 100);
    const after = await tagsByCustomer(tenant);
    for (const { id } of people as { id: string }[]) {
      const kept = before.get(id)?.filter((tag) => !/^Status\/|Fair$/.test(tag)) ?? [];
      expect(after.get(id)).toEqual([...new Set([...kept, 'Status/Hot', 'Interest/Premium'])].sort());
    }
    const again = await runCli([...tagging, '--json'], options);
    expect(summaryOf(again.stdout).rows).toMatchObject({ read: rows, skipped: rows, done: 0 });
    expect(made('tagCustomer')).toBe(done);
  }, 600_000);

  test.each(['id', 'email', 'tel', 'partnerid', 'nick', 'unionid', 'external_userid'] as const)(
    'finds customers by %s',
    async (by) => {
      await using tenant = await startTenant();
      const { client, sandbox } = tenant;
      const known = { nick: 'Ann Example', tel: '13200000000', email: 'ann@example.com', partnerid: 'P-1' };
      const { data } = await client.call(endpoints.saveCustomer, {
        ...known,
        crm_status: 1,
        wx_build_unionid: 'union-1',
        wx_external_userids: ['external-1'],
      });
      const values = { ...known, id: data.userid, unionid: 'union-1', external_userid: 'external-1' };
      const options = tagFolder(sandbox, ['Who', values[by]]);
      const { code, stderr } = await runCli(['tag', 'in.csv', '--by', by, '--column', 'who', '--add', 'Warm'], options);
      expect(code, stderr).toBe(0);
      expect((await tagsByCustomer(tenant)).get(data.userid)).toEqual(['Status/Warm']);
    },
  );

  test('takes the tags of each row from columns, in addition to those for all rows', async () => {
    await using tenant = await startTenant({ customers: 4 });
    const ids = tenant.sandbox.snapshot().customerIds();
    const lines = [
      'Id,More tags,Less',
      `${ids[0]},Web; Phone,`,
      `${ids[1]},"Premium, Trial",`,
      `${ids[2]},,Warm`,
      `${ids[3]},no tag,`,
    ];
    const options = tagFolder(tenant.sandbox, lines);
    const flags = [
      '--by',
      'id',
      '--column',
      'Id',
      '--add',
      'Fair',
      '--add-column',
      'More tags',
      '--remove-column',
      'Less',
    ];
    const { code, stdout } = await runCli(['tag', 'in.csv', ...flags, '--json'], options);
    expect(code).toBe(1);
    expect(summaryOf(stdout).rows).toMatchObject({ read: 4, rejected: 1 });
    const tags = await tagsByCustomer(tenant);
    expect(tags.get(ids[0] ?? '')).toEqual(expect.arrayContaining(['Channel/Fair', 'Channel/Phone', 'Channel/Web']));
    expect(tags.get(ids[1] ?? '')).toEqual(
      expect.arrayContaining(['Channel/Fair', 'Interest/Premium', 'Interest/Trial']),
    );
    expect(tags.get(ids[2] ?? '')).toContain('Channel/Fair');
    expect(tags.get(ids[2] ?? '')).not.toContain('Status/Warm');
  });

  test('does nothing for a row whose cells are blank, without an error', async () => {
    await using tenant = await startTenant({ customers: 2 });
    const [one, two] = tenant.sandbox.snapshot().customerIds();
    const options = tagFolder(tenant.sandbox, ['Id,Tags', `${one},`, `${two},Fair`]);
    const { code, stdout } = await runCli(
      ['tag', 'in.csv', '--by', 'id', '--column', 'Id', '--add-column', 'Tags', '--json'],
      options,
    );
    expect(code).toBe(0);
    const { read, rejected = 0, failed = 0 } = summaryOf(stdout).rows;
    expect([read, rejected + failed]).toEqual([2, 0]);
    expect(tenant.sandbox.stats().byEndpoint.tagCustomer ?? 0).toBeLessThanOrEqual(1);
  });

  test('processes the rows of one customer in order', async () => {
    await using tenant = await startTenant({ customers: 1, latencyMs: 5 });
    const [id = ''] = tenant.sandbox.snapshot().customerIds();
    const lines = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? `${id},Fair,` : `${id},,Fair`));
    const options = tagFolder(tenant.sandbox, ['Id,Add,Remove', ...lines, `${id},Phone,`, `${id},Fair,`]);
    const flags = ['--by', 'id', '--column', 'Id', '--add-column', 'Add', '--remove-column', 'Remove'];
    const { code, stderr } = await runCli(['tag', 'in.csv', ...flags], options);
    expect(code, stderr).toBe(0);
    expect((await tagsByCustomer(tenant)).get(id)).toEqual(expect.arrayContaining(['Channel/Fair', 'Channel/Phone']));
  });

  test('leaves what an import leaves: errors.csv to correct, and a mapping to import it with', async () => {
    await using tenant = await startTenant({ customers: 1 });
    const [{ email } = {}] = tenant.sandbox.snapshot().customers();
    const options = tagFolder(tenant.sandbox, ['Email,Note', 'nobody@example.com,"a, b"']);
    const { code, stdout, stderr } = await runCli(
      ['tag', 'in.csv', '--by', 'email', '--column', 'Email', '--add', 'Fair', '--json'],
      options,
    );
    expect(code).toBe(1);
    const { files, command } = summaryOf(stdout);
    expect(command).toBe('tag');
    const [row] = parse(readFileSync(files['errors'] ?? ''), { columns: true }) as Record<string, string>[];
    expect(row).toMatchObject({
      Email: 'nobody@example.com',
      Note: 'a, b',
      _row: '2',
      _status: 'rejected',
      _field: 'userid',
    });
    const next = /^ {2}sobot-etl (import \S+ -m \S+)/m.exec(stderr)?.[1]?.split(' ') ?? [];
    expect(next[1]).toMatch(/errors\.xlsx$/);
    const errors = (next[1] ?? '').replace('.xlsx', '.csv');
    writeFileSync(
      join(options.cwd, errors),
      readFileSync(join(options.cwd, errors), 'utf8').replace('nobody@example.com', String(email)),
    );
    const corrected = await runCli(['import', errors, ...next.slice(2)], options);
    expect(corrected.code, corrected.stderr).toBe(0);
  });

  test('continues after a kill with the remaining rows', async () => {
    await using tenant = await startTenant({ customers: 400, latencyMs: 10 });
    const { sandbox } = tenant;
    const ids = sandbox.snapshot().customerIds();
    const options = tagFolder(sandbox, ['Id', ...ids]);
    const { child, done } = startCli(
      ['tag', 'in.csv', '--by', 'id', '--column', 'Id', '--add', 'Brand new/First', '--create-missing'],
      options,
    );
    const watch = setInterval(() => {
      if ((sandbox.stats().byEndpoint.tagCustomer ?? 0) >= 150) child.kill('SIGKILL');
    }, 5);
    expect((await done).signal).toBe('SIGKILL');
    clearInterval(watch);
    const { code, stdout, stderr } = await runCli(['resume', '--json'], options);
    expect(code, stderr).toBe(0);
    const summary = summaryOf(stdout);
    expect(summary.command).toBe('tag');
    expect(summary.rows).toMatchObject({ read: 400, pending: 0, rejected: 0, failed: 0 });
    expect([...(await tagsByCustomer(tenant)).values()].every((tags) => tags.includes('Brand new/First'))).toBe(true);
    // Outcomes of a tenth of a second may have been lost with the process; what they had tagged is not tagged again.
    expect(sandbox.stats().byEndpoint.tagCustomer).toBeLessThanOrEqual(400 + 16);
  });
});

describe('tag --dry-run', () => {
  test('shows how many customers would gain and lose which tags, and sends nothing', async () => {
    await using tenant = await startTenant({ customers: 250 });
    const { sandbox } = tenant;
    const before = await tagsByCustomer(tenant);
    const options = tagFolder(sandbox, ['Id', ...before.keys()]);
    const flags = [
      '--by',
      'id',
      '--column',
      'Id',
      '--add',
      'Status/Hot,New/One',
      '--remove',
      'Web',
      '--create-missing',
    ];
    const { code, stdout, stderr } = await runCli(['tag', 'in.csv', ...flags, '--dry-run', '--json'], options);
    expect(code, stderr).toBe(0);
    const { tagging } = summaryOf(stdout);
    expect(tagging.made).toEqual(['New/One']);
    const { saveTagGroup, saveTag, tagCustomer, listCustomerTags } = sandbox.stats().byEndpoint;
    expect([saveTagGroup, saveTag, tagCustomer, listCustomerTags]).toEqual([undefined, undefined, undefined, 3]);
    expect((await runCli(['tag', 'in.csv', ...flags], options)).code).toBe(0);
    const after = await tagsByCustomer(tenant);
    for (const { tag, gain, lose } of tagging.tags) {
      const counts = [0, 0];
      for (const [id, tags] of after) {
        const [had, has] = [before.get(id)?.includes(tag), tags.includes(tag)];
        if (!had && has) counts[0] = (counts[0] ?? 0) + 1;
        if (had && !has) counts[1] = (counts[1] ?? 0) + 1;
      }
      expect([tag, ...counts]).toEqual([tag, gain, lose]);
    }
    expect(stderr).toContain('New/One: 250 would gain it, 0 would lose it');
  });

  test('lists every row in results.csv, although rows without a customer finish before those above them', async () => {
    await using tenant = await startTenant({ customers: 40 });
    const ids = [...(await tagsByCustomer(tenant)).keys()].map((id) => `${id},x`);
    const options = tagFolder(tenant.sandbox, ['Id,Note', ...ids.slice(0, 20), ',nobody', ...ids.slice(20)]);
    const flags = ['--by', 'id', '--column', 'Id', '--add', 'Status/Hot', '--dry-run', '--out', 'out'];
    const { code, stderr } = await runCli(['tag', 'in.csv', ...flags], options);
    expect(code, stderr).toBe(1);
    expect(
      readFileSync(join(options.cwd, 'out', 'results.csv'), 'utf8')
        .trim()
        .split('\r\n'),
    ).toHaveLength(42);
  });
});

describe('tag rejects, before anything is sent,', () => {
  test.each([
    ['an ambiguous name, and lists its groups', ['--add', 'Hot'], 'write one of Status/Hot, Interest/Hot'],
    ['a missing tag, and suggests a similar one', ['--add', 'Premum'], 'Did you mean "Premium"?'],
    ['a new tag without a group', ['--add', 'Novelty', '--create-missing'], 'Group/Tag'],
    ['a name that is too long', ['--add', `New/${'x'.repeat(31)}`, '--create-missing'], '30 are allowed'],
    ['a missing tag to remove', ['--remove', 'New/Tag', '--create-missing'], 'matches no tag'],
    ['no tags', [], 'No tags given'],
    ['the same tag twice over', ['--add', 'Warm', '--remove', 'Warm'], 'at once'],
    ['a missing column', ['--add', 'Warm', '--add-column', 'Idd'], 'Did you mean "Id"?'],
    ['--where with a file', ['--add', 'Warm', '--where', 'isblack=1'], 'not both'],
  ])('%s', async (_, flags, words) => {
    await using tenant = await startTenant();
    const options = tagFolder(tenant.sandbox, ['Id', 'some id']);
    const { code, stderr } = await runCli(['tag', 'in.csv', '--by', 'id', '--column', 'Id', ...flags], options);
    expect(code, stderr).toBe(2);
    expect(stderr).toContain(words);
    const { saveTagGroup, saveTag, tagCustomer } = tenant.sandbox.stats().byEndpoint;
    expect([saveTagGroup, saveTag, tagCustomer]).toEqual([undefined, undefined, undefined]);
  });
});
