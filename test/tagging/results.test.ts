import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { runCli, startCli } from '../support/run-cli.ts';
import { startTenant } from '../support/sandbox-tenant.ts';
import { tagFolder, tagsByCustomer } from './tagging.ts';

type Line = Record<string, string>;

/** The lines in the order of their rows: a dry run leaves them as they came. */
const resultsIn = (cwd: string) =>
  (parse(readFileSync(join(cwd, 'out', 'results.csv')), { columns: true, bom: true }) as Line[]).sort(
    (a, b) => Number(a['_row']) - Number(b['_row']),
  );
const listed = (tags: readonly string[]) => [...tags].sort();
const split = (cell = '') => listed(cell.split('; ').filter((name) => name !== ''));

describe('results.csv of tag', () => {
  test('lists for each row the tags that its customer gained and lost, and its key as in the file', async () => {
    await using tenant = await startTenant({ customers: 60 });
    const before = await tagsByCustomer(tenant);
    const people = tenant.sandbox.snapshot().customers() as { id: string; email: string }[];
    const emails = people.map(({ email }) => email.toUpperCase());
    const options = tagFolder(tenant.sandbox, ['Note,E-mail', ...emails.map((email) => `n,${email}`), 'n,no@body.io']);
    const flags = ['--by', 'email', '--column', 'E-mail', '--add', 'Status/Hot', '--remove', 'Web', '--out', 'out'];
    expect((await runCli(['tag', 'in.csv', ...flags, '--dry-run'], options)).code).toBe(1);
    const preview = resultsIn(options.cwd);
    expect((await runCli(['tag', 'in.csv', ...flags], options)).code).toBe(1);
    const plain = resultsIn(options.cwd);
    const change = ({ _gained, _lost }: Line) => [_gained, _lost];
    expect(preview.map(change)).toEqual(plain.map(change));
    expect(Object.keys(plain[0] ?? {})).toEqual([
      '_row',
      '_status',
      '_action',
      '_id',
      'E-mail',
      '_reason',
      '_gained',
      '_lost',
    ]);
    const after = await tagsByCustomer(tenant);
    for (const [index, { id }] of people.entries()) {
      const [had = [], has = []] = [before.get(id), after.get(id)];
      const line = plain[index] ?? {};
      expect(line['E-mail']).toBe(emails[index]);
      expect([id, split(line['_gained']), split(line['_lost'])]).toEqual([
        id,
        listed(has.filter((tag) => !had.includes(tag))),
        listed(had.filter((tag) => !has.includes(tag))),
      ]);
    }
    expect(plain.at(-1)).toMatchObject({ 'E-mail': 'no@body.io', _status: 'rejected', _gained: '', _lost: '' });
  });
  test('lists them after a kill too, for the rows before and after it', async () => {
    await using tenant = await startTenant({ customers: 300, latencyMs: 10 });
    const { sandbox } = tenant;
    const before = await tagsByCustomer(tenant);
    const ids = [...before].flatMap(([id, tags]) => (tags.includes('Status/Hot') ? [] : [id]));
    const options = tagFolder(sandbox, ['Id', ...ids]);
    const flags = ['--by', 'id', '--column', 'Id', '--add', 'Status/Hot', '--out', 'out'];
    const { child, done } = startCli(['tag', 'in.csv', ...flags], options);
    const watch = setInterval(() => {
      if ((sandbox.stats().byEndpoint.tagCustomer ?? 0) >= 100) child.kill('SIGKILL');
    }, 5);
    expect((await done).signal).toBe('SIGKILL');
    clearInterval(watch);
    const { code, stderr } = await runCli(['resume'], options);
    expect(code, stderr).toBe(0);
    const lines = resultsIn(options.cwd);
    expect(lines.map(({ Id }) => Id)).toEqual(ids);
    const sent = lines.filter(({ _status }) => _status === 'done');
    expect(sent.every(({ _gained }) => _gained === 'Status/Hot')).toBe(true);
    // Whom the last moments before the kill had tagged is found tagged; of the others before it the ledger knows.
    expect(lines.length - sent.length).toBeLessThan(100);
  });

  test('processes the rows of one customer in order, however the address is spelled', async () => {
    await using tenant = await startTenant({ customers: 1, latencyMs: 5 });
    const [{ id, email } = { id: '', email: '' }] = tenant.sandbox.snapshot().customers() as {
      id: string;
      email: string;
    }[];
    const spelled = (index: number) => (index % 3 === 0 ? email : index % 3 === 1 ? email.toUpperCase() : ` ${email} `);
    const lines = Array.from({ length: 20 }, (_, at) => `${spelled(at)},${at % 2 === 0 ? 'Fair,' : ',Fair'}`);
    const options = tagFolder(tenant.sandbox, ['E-mail,Add,Remove', ...lines, `${email},Fair,`]);
    const flags = ['--by', 'email', '--column', 'E-mail', '--add-column', 'Add', '--remove-column', 'Remove'];
    const { code, stderr } = await runCli(['tag', 'in.csv', ...flags, '--out', 'out'], options);
    expect(code, stderr).toBe(0);
    expect((await tagsByCustomer(tenant)).get(id)).toContain('Channel/Fair');
    expect(resultsIn(options.cwd).map((line) => line['E-mail'])).toContain(email.toUpperCase());
  });
});
