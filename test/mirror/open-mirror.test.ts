import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SobotError } from '../../src/api/index.ts';
import { openRefreshedMirror } from '../../src/app/change/open-mirror.ts';
import { tryLock } from '../../src/ledger/index.ts';
import { MirrorError } from '../../src/mirror/index.ts';
import { Stopped } from '../../src/resilience/index.ts';
import { until } from '../support/until.ts';
import { type Mirroring, startMirroring } from './mirroring.ts';

/** Opens the mirror as commands do; returns the error, if it is refused. */
async function opening({ session }: Mirroring, stop = new AbortController().signal, messages: string[] = []) {
  const run = { signals: { stop }, reporter: { message: (_: unknown, text: unknown) => messages.push(String(text)) } };
  try {
    const { mirror, refreshed } = await openRefreshedMirror(session, run, { tags: false });
    const status = mirror.status();
    mirror.close();
    return { status, refreshed };
  } catch (error) {
    return { error };
  }
}

describe('a command that needs the mirror', () => {
  test('gets it up to date, whatever the API’s numbers and the members of its list look like', async () => {
    await using work = await startMirroring({ customers: 130, stringNumbers: true, listMembers: 'basic' });
    expect(await opening(work)).toMatchObject({
      status: { complete: true, customers: 130 },
      refreshed: { kind: 'full' },
    });
    expect(await opening(work)).toMatchObject({ refreshed: { kind: 'changes', changed: 0, added: 0 } });
  });

  test('is refused an incomplete one, with the reason and the next command', async () => {
    const countsTooMany = { answer: (answer: Record<string, unknown>) => Object.assign(answer, { total_count: 500 }) };
    await using work = await startMirroring({ customers: 130 }, countsTooMany);
    const { error } = await opening(work);
    expect(error).toBeInstanceOf(MirrorError);
    expect(error).toMatchObject({ code: 'mirror-incomplete' });
    expect(String(error)).toContain('sobot-etl mirror refresh --full');
  });

  test('ends with the error of the server during an outage', async () => {
    await using work = await startMirroring({ customers: 130 });
    work.sandbox.setFaults({ '500': 1 });
    expect((await opening(work)).error).toBeInstanceOf(SobotError);
    work.sandbox.setFaults({});
    expect(await opening(work)).toMatchObject({ status: { complete: true } });
  });

  test('waits while another process refreshes it, and can be stopped meanwhile', async () => {
    await using work = await startMirroring({ customers: 130 });
    const lock = await tryLock(work.mirror.path.replace(/\.db$/, '.lock'));
    const stop = new AbortController();
    const messages: string[] = [];
    const stopped = opening(work, stop.signal, messages);
    const waiting = opening(work);
    await until(() => messages.join().includes('Another process is refreshing the mirror'));
    stop.abort();
    expect((await stopped).error).toBeInstanceOf(Stopped);
    await lock?.release();
    expect(await waiting).toMatchObject({ status: { complete: true } });
  });

  test('makes a new one if its file was deleted', async () => {
    await using work = await startMirroring({ customers: 30 });
    await opening(work);
    work.mirror.close();
    for (const end of ['', '-wal', '-shm']) rmSync(`${work.mirror.path}${end}`, { force: true });
    expect(await opening(work)).toMatchObject({ status: { customers: 30 }, refreshed: { kind: 'full' } });
  });
});
