import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../files/support/seeded-random.ts';
import { newFolder, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { linesOf } from './listening.ts';
import { post, pushMessage } from './push-messages.ts';

const SEED = Number(process.env['SEED'] ?? (process.env['SOAK'] ? Date.now() % 1_000_000 : 21));
const ROUNDS = process.env['SOAK'] ? 25 : 4;
const SENDERS = 12;
/** Longest life of a listener under load. */
const MAX_LIFE_MS = 400;

describe(`a listener that is killed at random moments under load (seed ${SEED})`, () => {
  test('loses nothing that it answered, and stores and writes nothing twice', async () => {
    const random = seededRandom(SEED);
    const folder = newFolder();
    const answered = new Set<string>();
    let next = 0;
    for (let round = 0; round <= ROUNDS; round += 1) {
      const isLast = round === ROUNDS;
      const { child, done, url } = await start(folder);
      let isDead = false;
      void once(child, 'exit').then(() => {
        isDead = true;
      });
      const senders = Array.from({ length: SENDERS }, async () => {
        while (!isDead) {
          // As the CRM does, what was not answered is sent again: here by the next round, beside new ones.
          const userid = random() < 0.2 && next > 0 ? `u${Math.floor(random() * next)}` : `u${next++}`;
          const status = await post(url, pushMessage('update', { userid })).then(
            (answer) => answer.status,
            () => undefined,
          );
          if (status === 200) answered.add(userid);
          if (isLast && answered.size > 500) return;
        }
      });
      const enough = answered.size + Math.floor(random() * 200) + 1;
      const killAt = performance.now() + random() * MAX_LIFE_MS;
      if (!isLast) {
        await until(() => answered.size >= enough && performance.now() >= killAt);
        child.kill('SIGKILL');
      }
      await Promise.all(senders);
      if (isLast) child.kill('SIGINT');
      const { code, signal, stderr } = await done;
      expect([code, signal], stderr).toEqual(isLast ? [0, null] : [null, 'SIGKILL']);
    }
    const lines = linesOf(join(folder, 'changes.jsonl'));
    const written = lines.map(({ userid }) => String(userid));
    expect(answered.size).toBeGreaterThan(500);
    expect([...answered].filter((userid) => !written.includes(userid))).toEqual([]);
    expect(new Set(written).size).toBe(written.length);
    const seqs = lines.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.toSorted((one, other) => one - other));
  });
});

async function start(folder: string) {
  const env = { SOBOT_ETL_HOME: join(folder, 'home') };
  const started = startCli(['listen', '--port', '0', '-o', 'changes.jsonl', '--json'], { cwd: folder, env });
  const [first] = (await once(started.child.stdout ?? started.child, 'data')) as [string];
  return { ...started, url: (JSON.parse(first) as { url: string }).url };
}
