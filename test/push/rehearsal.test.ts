import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseFaults, startSandbox } from '../../src/sandbox/index.ts';
import { seededRandom } from '../../src/sandbox/seeded-values.ts';
import { sessionWith, takeToken } from '../sandbox/session.ts';
import { newFolder, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { linesOf } from './listening.ts';

const SEED = process.env['SEED'] ?? (process.env['SOAK'] ? String(Date.now() % 1_000_000) : '4');
const CUSTOMERS = process.env['SOAK'] ? 400 : 60;

describe(`a tenant that pushes with repeats and in disorder (seed ${SEED})`, () => {
  test('has every change in the output once, although the listener is killed at random moments', async () => {
    const random = seededRandom(SEED);
    const folder = newFolder();
    let listener = await listen(folder, 0);
    const { port } = new URL(listener.url);
    await using sandbox = await startSandbox({
      pushUrl: listener.url,
      tokensStay: true,
      faults: parseFaults('push-repeat=0.2,push-reorder=0.2'),
      faultSeed: SEED,
    });
    const session = sessionWith(sandbox, await takeToken(sandbox));
    const expected = new Map<string, number>();
    const expectOne = (kind: string, userid: string, detail = '') => {
      const change = `${kind} ${userid} ${detail}`;
      expected.set(change, (expected.get(change) ?? 0) + 1);
    };
    const ids: string[] = [];
    for (let index = 0; index < CUSTOMERS; index += 1) {
      const { data } = await session.post('user/save', { nick: `N${index}`, crm_status: 2 });
      const { userid } = data as { userid: string };
      ids.push(userid);
      expectOne('add', userid, `N${index}`);
      if (random() < 0.5) {
        await session.post(`user/update/${userid}`, { nick: `E${index}` });
        expectOne('update', userid, `E${index}`);
      }
      if (random() < 0.1 && ids.length > 2) {
        const [merged = ''] = ids.splice(Math.floor(random() * (ids.length - 1)), 1);
        const kept = ids.at(-1) ?? '';
        const nick = String(sandbox.snapshot().customers({ id: kept })[0]?.['nick']);
        sandbox.combine(kept, merged);
        expectOne('update', kept, nick);
        expectOne('combine', kept, merged);
      }
      if (random() < 4 / CUSTOMERS) {
        listener.child.kill('SIGKILL');
        await listener.done;
        listener = await listen(folder, Number(port));
      }
    }
    await until(() => sandbox.stats().pushes?.pending === 0);
    listener.child.kill('SIGINT');
    const { code, stderr } = await listener.done;
    expect(code, stderr).toBe(0);
    const found = linesOf(join(folder, 'changes.jsonl')).map(({ kind, userid, content }) => {
      return `${kind} ${userid} ${kind === 'combine' ? content['merged_userid'] : content['user_nick']}`;
    });
    const { repeated = 0, reordered = 0 } = sandbox.stats().pushes ?? {};
    expect([repeated > 0, reordered > 0]).toEqual([true, true]);
    expect(new Set(found)).toEqual(new Set(expected.keys()));
    // The same content within a second, such as a customer that is combined twice, is one push.
    expect(found.length).toBeLessThanOrEqual([...expected.values()].reduce((sum, count) => sum + count, 0));
    expect(found.length).toBeGreaterThanOrEqual(expected.size);
  });
});

async function listen(folder: string, port: number) {
  const env = { SOBOT_ETL_HOME: join(folder, 'home') };
  const started = startCli(['listen', '--port', String(port), '-o', 'changes.jsonl', '--json'], { cwd: folder, env });
  const [first] = (await Promise.race([
    once(started.child.stdout ?? started.child, 'data'),
    started.done.then(({ stderr }) => Promise.reject(new Error(stderr))),
  ])) as [string];
  return { ...started, url: (JSON.parse(first) as { url: string }).url };
}
