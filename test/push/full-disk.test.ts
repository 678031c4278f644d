import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { newFolder } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { listening } from './listening.ts';
import { post, pushMessage } from './push-messages.ts';

/** A disk of this many kilobytes, if the machine allows one to be mounted. */
function smallDisk(kilobytes: number): string | undefined {
  const path = newFolder();
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', path]).status !== 0) return undefined;
  onTestFinished(() => {
    execFileSync('umount', ['-l', path]);
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

describe('a listener whose disk is full', () => {
  test('answers 503 with Retry-After, goes on when there is space again, and has everything that it answered', async ({
    skip,
  }) => {
    const home = smallDisk(600) ?? skip('no disk can be mounted here');
    await using listener = await listening({ env: { SOBOT_ETL_HOME: home } });
    const stored: string[] = [];
    let full: Response | undefined;
    for (let index = 0; full === undefined; index += 1) {
      const userid = `u${index}`;
      const answer = await post(listener.url, pushMessage('update', { userid, remark: 'x'.repeat(20_000) }));
      if (answer.status === 200) stored.push(userid);
      else full = answer;
    }
    expect(full.status).toBe(503);
    expect(full.headers.get('retry-after')).toBe('30');
    expect(stored.length).toBeGreaterThan(3);
    expect(listener.messages.join('\n')).toContain('answered with 503 until that works again');

    execFileSync('mount', ['-o', 'remount,size=64m', home]);
    expect((await post(listener.url, pushMessage('update', { userid: 'later' }))).status).toBe(200);
    expect(listener.messages).toContain('Pushes are stored again.');
    await until(() => listener.lines().length === stored.length + 1);
    expect(listener.lines().map(({ userid }) => userid)).toEqual([...stored, 'later']);
  });
});
