import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { scopeOf } from '../../src/ledger/index.ts';
import { mirrorPath, openMirror } from '../../src/mirror/index.ts';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import type { Alteration } from '../export/altered-server.ts';
import { startMirroring } from '../mirror/mirroring.ts';
import { sessionWith, takeToken } from '../sandbox/session.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { linesOf, listening } from './listening.ts';

const PUSHED_AT = Date.parse('2026-11-30T12:00:00Z');

describe('a mirror that pushes told of changes', () => {
  test('trusts no details and tags of a customer until it is read again', async () => {
    await using work = await startMirroring({ customers: 20 });
    await work.refresh();
    const { mirror } = work;
    const [id = ''] = work.sandbox.snapshot().customerIds();
    mirror.putDetail(id, { id, update_time: mirror.get(id)?.row['update_time'] }, Date.now() + 10_000);
    mirror.putTags(new Map([[id, ['tag']]]), Date.now() + 10_000);
    expect(mirror.get(id)).toMatchObject({ detail: {}, tags: ['tag'] });
    mirror.notePushes([{ id, changedAt: Math.floor(Date.now() / 1000) + 60 }], PUSHED_AT);
    expect(mirror.get(id)?.detail).toBeUndefined();
    expect(mirror.get(id)?.tags).toBeUndefined();
    expect(mirror.status().pushed).toBe(1);
    const before = work.sandbox.stats().byEndpoint.getCustomer ?? 0;
    await work.refresh();
    expect(work.sandbox.stats().byEndpoint.getCustomer).toBe(before + 1);
    expect(mirror.parts.pushed.hasMarks).toBe(false);
    await work.refresh();
    expect(work.sandbox.stats().byEndpoint.getCustomer).toBe(before + 1);
  });

  test('reads a change by its details that the list does not show yet, and finds the customer by it', async () => {
    const hidden = new Set<string>();
    await using work = await startMirroring({ customers: 20 }, hideFromList(hidden));
    await work.refresh();
    const [id = ''] = work.sandbox.snapshot().customerIds();
    hidden.add(id);
    await work.post(`user/update/${id}`, { nick: 'Edited', tel: '13900139000', email: '' });
    const { state } = work.mirror;
    work.mirror.notePushes([{ id, changedAt: Math.floor(Date.now() / 1000) }], PUSHED_AT);
    const { changed, complete } = await work.refresh();
    expect([changed, complete]).toEqual([1, true]);
    expect(work.mirror.find('tel', '13900139000')).toEqual([id]);
    expect(work.mirror.get(id)?.row).toMatchObject({ nick: 'Edited' });
    expect(work.mirror.state).not.toBe(state);
    hidden.clear();
    // The details were put into the form of the row, so the list shows nothing new.
    const shown = await work.refresh({ full: true });
    const cells = [...work.mirror.changesSince(0)].filter(({ kind }) => kind === 'changed');
    expect(shown.vanished).toBe(0);
    expect(cells.flatMap((change) => Object.keys(change.cells)).sort()).toEqual(
      ['email', 'nick', 'tel', 'update_time'].filter((name) => cells.some((change) => name in change.cells)),
    );
  });

  test('removes a customer that is no more, and keeps no mark of it', async () => {
    await using work = await startMirroring({ customers: 20 });
    await work.refresh();
    const [kept = '', gone = ''] = work.sandbox.snapshot().customerIds();
    work.sandbox.combine(kept, gone);
    work.mirror.notePushes([{ id: gone, changedAt: Math.floor(Date.now() / 1000) }], PUSHED_AT);
    const { vanished } = await work.refresh();
    expect(vanished).toBe(1);
    expect(work.mirror.get(gone)).toBeUndefined();
    expect(work.mirror.parts.pushed.hasMarks).toBe(false);
    expect(work.mirror.status()).toMatchObject({ complete: true, customers: 19 });
  });

  test('finds whoever was combined as the one that is left, until another has the value', async () => {
    await using work = await startMirroring({ customers: 20 });
    const [one, two, three] = await Promise.all(
      ['13900000001', '13900000002', '13900000003'].map(async (tel, index) => {
        const { data } = await work.post('user/save', { nick: `P${index}`, tel, crm_status: 2 });
        return String((data as { userid: string }).userid);
      }),
    );
    if (one === undefined || two === undefined || three === undefined) throw new Error('no customers');
    await work.refresh();
    const { mirror } = work;
    mirror.notePushes(
      [
        { id: two, changedAt: 1, mergedId: one },
        { id: three, changedAt: 2, mergedId: two },
      ],
      PUSHED_AT,
    );
    expect(mirror.find('tel', '13900000001')).toEqual([three]);
    expect(mirror.find('tel', '13900000002')).toEqual([three]);
    expect(mirror.currentId(one)).toBe(three);
    expect(mirror.combinationsFound).toEqual(
      expect.arrayContaining([
        { mergedId: one, intoId: three },
        { mergedId: two, intoId: three },
      ]),
    );
    expect(mirror.get(one)).toBeUndefined();
    const vanished = [...mirror.changesSince(0)].filter(({ kind }) => kind === 'vanished').map(({ id }) => id);
    expect(vanished.sort()).toEqual([one, two].sort());
  });

  test('is corrected by the next reading if the customers exist after all', async () => {
    await using work = await startMirroring({ customers: 20 });
    await work.refresh();
    const [kept = '', other = ''] = work.sandbox.snapshot().customerIds();
    const tel = String(work.mirror.get(other)?.row['tel']);
    work.mirror.notePushes([{ id: kept, changedAt: 1, mergedId: other }], PUSHED_AT);
    expect(work.mirror.find('tel', tel)).toEqual([kept]);
    await work.refresh({ full: true });
    expect(work.mirror.find('tel', tel)).toEqual([other]);
    expect(work.mirror.currentId(other)).toBe(other);
    expect(work.mirror.status()).toMatchObject({ customers: 20 });
  });
});

/** Leaves customers out of the list, as a list that is late does. */
function hideFromList(hidden: ReadonlySet<string>): Alteration {
  return {
    answer(answer) {
      const items = answer['items'] as { id: unknown }[];
      const shown = items.filter(({ id }) => !hidden.has(String(id)));
      answer['items'] = shown;
      answer['total_count'] = Number(answer['total_count']) - (items.length - shown.length);
    },
  };
}

describe('a listener beside a mirror', () => {
  test('passes on what it receives, so that a plan finds combined customers and says so', async () => {
    const folder = newFolder();
    await using listener = await startTenant(folder, { customers: 30 });
    const { sandbox, env, cwd } = listener;
    const refreshed = await runCli(['mirror', 'refresh', '--json'], { cwd, env });
    expect(refreshed.code, refreshed.stderr).toBe(0);
    const [kept = '', merged = ''] = sandbox.snapshot().customerIds();
    const [{ tel } = { tel: '' }] = sandbox.snapshot().customers({ id: merged }) as { tel: string }[];
    sandbox.combine(kept, merged);
    const session = sessionWith(sandbox, await takeToken(sandbox));
    await session.post(`user/update/${kept}`, { nick: 'Combined' });
    await until(() => sandbox.stats().pushes?.pending === 0);
    await listener.stop();
    expect(linesOf(join(folder, 'changes.jsonl')).map(({ kind }) => kind)).toEqual(['update', 'combine', 'update']);
    writeFileSync(join(folder, 'rows.csv'), `Name,Tel\nAgain,${tel}\n`);
    writeFileSync(
      join(folder, 'map.yaml'),
      'version: 1\ntarget: customer\nidentifiedBy: [tel]\nfields: { nick: Name, tel: Tel, crm_status: { const: 2 } }\n',
    );
    const planned = await runCli(['plan', 'rows.csv', '-m', 'map.yaml', '--json'], { cwd, env });
    expect(planned.code, planned.stderr).toBe(0);
    const { rows, notices } = JSON.parse(planned.stdout) as { rows: unknown; notices: string[] };
    expect(rows).toMatchObject({ read: 1, create: 0, update: 1 });
    expect(notices.join('\n')).toContain(`${merged} is now ${kept}`);
  });

  test('answers at once while another process writes the mirror, and passes the pushes on afterwards', async () => {
    const folder = newFolder();
    await using tenant = await startTenant(folder, { customers: 10 });
    const { sandbox, env, cwd } = tenant;
    expect((await runCli(['mirror', 'refresh', '--json'], { cwd, env })).code).toBe(0);
    const path = mirrorPath(join(folder, 'home'), scopeOf(sandbox.url, sandbox.appId));
    const writer = new DatabaseSync(path);
    writer.exec('BEGIN IMMEDIATE');
    const [id = ''] = sandbox.snapshot().customerIds();
    const session = sessionWith(sandbox, await takeToken(sandbox));
    await session.post(`user/update/${id}`, { nick: 'Edited' });
    await until(() => sandbox.stats().pushes?.pending === 0);
    await until(() => tenant.lines().length === 1);
    writer.exec('ROLLBACK');
    writer.close();
    const mirror = openMirror(path);
    await until(() => mirror.parts.pushed.marks().some((marked) => marked.id === id));
    mirror.close();
  });

  test('makes no mirror where there is none', async () => {
    const folder = newFolder();
    await using tenant = await startTenant(folder, {});
    const session = sessionWith(tenant.sandbox, await takeToken(tenant.sandbox));
    await session.post('user/save', { nick: 'One', crm_status: 2 });
    await until(() => tenant.sandbox.stats().pushes?.pending === 0);
    await tenant.stop();
    expect(existsSync(join(folder, 'home', 'mirrors'))).toBe(false);
  });
});

/** A sandbox that pushes to a listener with its credentials. */
async function startTenant(folder: string, options: SandboxOptions) {
  const placeholder = await startSandbox();
  const env = sandboxEnv(placeholder, folder);
  await placeholder.close();
  const port = Number(new URL(placeholder.url).port);
  const { SOBOT_ETL_HOME: home = '', ...credentials } = env;
  const listener = await listening({ folder, env: { ...credentials, SOBOT_ETL_HOME: home } });
  const sandbox = await startSandbox({ ...options, port, tokensStay: true, pushUrl: listener.url });
  return {
    sandbox,
    env,
    cwd: folder,
    lines: () => listener.lines(),
    stop: () => listener.stop(),
    async [Symbol.asyncDispose]() {
      await sandbox.close();
      await listener.stop();
    },
  };
}
