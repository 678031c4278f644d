import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { pushOutputOf } from '../../src/app/push/push-output.ts';
import { wallClock } from '../../src/export/index.ts';
import { cellText, openTable } from '../../src/files/index.ts';
import { decodePush, NO_NAMES, openFeedOutput, PushStore, type StoredPush } from '../../src/push/index.ts';
import { readPushMessage } from '../../src/push/read-push.ts';
import { readAll } from '../files/support/read-all.ts';
import { newFolder } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { type Line, linesOf, listening } from './listening.ts';
import { post, pushMessage } from './push-messages.ts';

const MIDNIGHT = Date.parse('2026-11-30T00:00:00Z');
const clock = wallClock('UTC');

/** A store with pushes that were received at times, and an output to a file of that name. */
async function writing(name: string, customFields: readonly string[] = []) {
  const folder = newFolder();
  const store = new PushStore(join(folder, 'pushes.db'));
  const { pathAt, format } = pushOutputOf(join(folder, name), clock);
  const open = (fields = customFields) =>
    openFeedOutput(format, {
      pathAt,
      decode: (push) => decodePush(push, { names: NO_NAMES, clock }),
      customFields: () => fields,
      isOwn: (push) => store.isOwn(push),
      receivedBetween: (from, to) => store.receivedBetween(from, to),
    });
  return {
    folder,
    store,
    open,
    path: (file: string) => join(folder, file),
    async receive(receivedAt: number, ...messages: unknown[]): Promise<StoredPush[]> {
      const after = store.read(0, 1_000_000).at(-1)?.seq ?? 0;
      for (const message of messages) {
        const pushes = readPushMessage(Buffer.from(JSON.stringify(message)));
        if ('reason' in pushes) throw new Error(pushes.reason);
        await store.add(pushes, receivedAt);
      }
      return store.read(after, 1_000_000);
    },
  };
}

const user = (userid: string, members = {}) => pushMessage('update', { userid, ...members });
const usersIn = (lines: readonly Line[]) => lines.map(({ userid }) => userid);
const rowsOf = (path: string) =>
  parse(readFileSync(path), { columns: true, bom: true }) as readonly Readonly<Record<string, string>>[];

describe('the output in JSON lines', () => {
  test('shows times as ISO text, codes as words, and custom fields by what is known of them', async () => {
    const work = await writing('changes.jsonl');
    const output = work.open();
    await output.write(await work.receive(MIDNIGHT, pushMessage('update'), pushMessage('combine')));
    await output.close();
    const [update, combine] = linesOf(work.path('changes.jsonl'));
    expect(update).toMatchObject({
      seq: 1,
      received_at: '2026-11-30T00:00:00Z',
      kind: 'update',
      userid: 'e5708e9626514ddb9b4f02f7e5fe659b',
      changed_at: '2021-02-25T03:12:36Z',
      content: {
        sex: 'female',
        crm_status: 'to-be-assigned',
        status: 'normal',
        create_type: 'agent',
        create_datetime: '2021-02-25T03:12:36Z',
        user_tels: '17789890000',
        wx_build_unionid: '',
        custom: { '62deb0e13ddc4d67ad3ecfd505e42964': 'fishing', ecc35bf9e94e482b9ffe839be6d221a5: '1980-11-27' },
      },
    });
    expect(update?.content).not.toHaveProperty('extend_field_values');
    const odd = decodePush(
      { ...(await work.receive(MIDNIGHT, user('odd', { extend_field_values: 'weird' })))[0] } as StoredPush,
      {
        names: NO_NAMES,
        clock,
      },
    );
    expect(odd.content).toMatchObject({ extend_field_values: 'weird' });
    expect(combine).toMatchObject({ kind: 'combine', content: { merged_userid: '6c8e6562d1e448b397e6b7a046673423' } });
  });

  test('continues after a crash at any moment: nothing twice, nothing missing', async () => {
    const work = await writing('changes.jsonl');
    const pushes = await work.receive(MIDNIGHT, user('a'), user('b'), user('c'));
    const path = work.path('changes.jsonl');
    const first = work.open();
    await first.write(pushes);
    await first.close();
    const whole = readFileSync(path);
    for (let length = 0; length <= whole.length; length += 97) {
      writeFileSync(path, whole.subarray(0, length));
      // The note of the end was not written: all come again.
      const again = work.open();
      expect(await again.write(pushes)).toBe(3);
      await again.close();
      expect(readFileSync(path).equals(whole), `cut at ${length}`).toBe(true);
    }
  });

  test('goes to a new file for each day, and to a new one after the old was moved away', async () => {
    const work = await writing('changes-{date}.jsonl');
    const output = work.open();
    const pushes = [
      ...(await work.receive(MIDNIGHT - 1, user('a'))),
      ...(await work.receive(MIDNIGHT, user('b'))),
      ...(await work.receive(MIDNIGHT + 1, user('c'))),
    ];
    await output.write(pushes);
    expect(usersIn(linesOf(work.path('changes-2026-11-29.jsonl')))).toEqual(['a']);
    expect(usersIn(linesOf(work.path('changes-2026-11-30.jsonl')))).toEqual(['b', 'c']);
    renameSync(work.path('changes-2026-11-30.jsonl'), work.path('rotated'));
    await output.write(await work.receive(MIDNIGHT + 2, user('d')));
    await output.close();
    expect(usersIn(linesOf(work.path('changes-2026-11-30.jsonl')))).toEqual(['d']);
    expect(usersIn(linesOf(work.path('rotated')))).toEqual(['b', 'c']);
  });

  test('is never appended to a file of something else', async () => {
    const work = await writing('changes.jsonl');
    writeFileSync(work.path('changes.jsonl'), '{"mine":1}\n');
    const pushes = await work.receive(MIDNIGHT, user('a'));
    await expect(work.open().write(pushes)).rejects.toThrow('was not written by sobot-etl listen');
    expect(readFileSync(work.path('changes.jsonl'), 'utf8')).toBe('{"mine":1}\n');
  });
});

describe('the output as CSV', () => {
  test('has a column for each member and custom field, and the rest as JSON', async () => {
    const work = await writing('changes.csv', ['62deb0e13ddc4d67ad3ecfd505e42964']);
    const output = work.open();
    await output.write(await work.receive(MIDNIGHT, pushMessage('update', { new_member: '=1+1', remark: 'a\n"b"' })));
    await output.write(await work.receive(MIDNIGHT, pushMessage('combine')));
    await output.close();
    const [update, combine] = rowsOf(work.path('changes.csv'));
    expect(update).toMatchObject({
      seq: '1',
      kind: 'update',
      sex: 'female',
      remark: 'a\n"b"',
      'custom: 62deb0e13ddc4d67ad3ecfd505e42964': 'fishing',
    });
    expect(JSON.parse(update?.['other'] ?? '')).toEqual({
      new_member: '=1+1',
      'custom: ecc35bf9e94e482b9ffe839be6d221a5': '1980-11-27',
    });
    expect(combine).toMatchObject({ kind: 'combine', merged_userid: '6c8e6562d1e448b397e6b7a046673423', sex: '' });
  });

  test('continues after a crash, and with the columns that the file has', async () => {
    const work = await writing('changes.csv', ['Hobby']);
    const path = work.path('changes.csv');
    const pushes = await work.receive(MIDNIGHT, user('a', { remark: 'line\r\n"line"\n' }), user('b'), user('c'));
    const first = work.open();
    await first.write(pushes.slice(0, 2));
    await first.close();
    const header = readFileSync(path, 'utf8').split('\r\n')[0];
    const size = statSync(path).size;
    truncateSync(path, size - 20);
    const again = work.open(['Hobby', 'New field']);
    await again.write(pushes);
    await again.close();
    expect(rowsOf(path).map(({ seq, userid }) => `${seq}${userid}`)).toEqual(['1a', '2b', '3c']);
    expect(readFileSync(path, 'utf8').split('\r\n')[0]).toBe(header);
    appendFileSync(path, '99,2026');
    const third = work.open();
    await third.write(await work.receive(MIDNIGHT, user('d')));
    await third.close();
    expect(rowsOf(path).map(({ seq }) => seq)).toEqual(['1', '2', '3', '4']);
  });

  test('is never appended to another table', async () => {
    const work = await writing('changes.csv');
    writeFileSync(work.path('changes.csv'), 'Name,Email\r\nA,a@example.com\r\n');
    const pushes = await work.receive(MIDNIGHT, user('a'));
    await expect(work.open().write(pushes)).rejects.toThrow('was not written by sobot-etl listen');
  });
});

describe('an output with the pushes of another store', () => {
  test.each(['changes.jsonl', 'changes.csv', 'changes-{date}.xlsx'])(
    '%s is refused, and stays as it is',
    async (name) => {
      const theirs = await writing(name);
      const output = theirs.open();
      await output.write(await theirs.receive(MIDNIGHT, user('a'), user('b'), user('c')));
      await output.close();
      const path = theirs.path(name.replace('{date}', '2026-11-30'));
      const before = readFileSync(path);
      const ours = await writing(name);
      copyFileSync(path, ours.path(name.replace('{date}', '2026-11-30')));
      const pushes = await ours.receive(MIDNIGHT + 5000, user('x'), user('y'), user('z'), user('new'));
      const message = 'is not in the store of this listener';
      await expect(ours.open().check(MIDNIGHT + 5000)).rejects.toThrow(message);
      const refused = ours.open();
      await expect(refused.write(pushes).then(() => refused.close())).rejects.toThrow(message);
      expect(readFileSync(ours.path(name.replace('{date}', '2026-11-30'))).equals(before)).toBe(true);
      // The one that wrote it goes on.
      const again = theirs.open();
      await again.check(MIDNIGHT);
      await again.write(await theirs.receive(MIDNIGHT + 9000, user('d')));
      await again.close();
      expect(readFileSync(path).equals(before)).toBe(false);
    },
  );

  test('is noticed when both write at the same time', async () => {
    const one = await writing('changes.jsonl');
    const output = one.open();
    await output.write(await one.receive(MIDNIGHT, user('a')));
    const foreign = JSON.stringify({ seq: 2, received_at: '2026-11-30T00:00:07Z', kind: 'update', userid: 'x' });
    appendFileSync(one.path('changes.jsonl'), `${foreign}\n`);
    const next = await one.receive(MIDNIGHT + 1000, user('b'));
    await expect(output.write(next)).rejects.toThrow('is not in the store of this listener');
    await output.close();
  });

  test('is continued when its last push has been deleted from the store', async () => {
    const work = await writing('changes.jsonl');
    const output = work.open();
    const last = await output.write(await work.receive(MIDNIGHT, user('a'), user('b')));
    await output.close();
    work.store.setPosition('output', last ?? 0);
    work.store.prune(MIDNIGHT + 1, 2);
    const again = work.open();
    await again.check(MIDNIGHT + 2);
    await again.write(await work.receive(MIDNIGHT + 3, user('c')));
    await again.close();
    expect(usersIn(linesOf(work.path('changes.jsonl')))).toEqual(['a', 'b', 'c']);
  });
});

describe('the output as workbooks', () => {
  test('is written once a day is over, at the stop, and as a whole after a restart', async () => {
    const work = await writing('changes-{date}.xlsx');
    const [yesterday, today] = [work.path('changes-2026-11-29.xlsx'), work.path('changes-2026-11-30.xlsx')];
    const output = work.open();
    const early = await work.receive(MIDNIGHT - 2, user('a'), user('b'));
    expect(await output.write(early)).toBeUndefined();
    expect(await output.idle(MIDNIGHT - 1)).toBeUndefined();
    expect(existsSync(yesterday)).toBe(false);
    expect(await output.idle(MIDNIGHT)).toBe(2);
    expect(await userids(yesterday)).toEqual(['a', 'b']);
    expect(await output.write(await work.receive(MIDNIGHT + 1, user('c')))).toBeUndefined();
    expect(await output.close()).toBe(3);
    const again = work.open();
    await again.write(await work.receive(MIDNIGHT + 2, user('d')));
    expect(await again.close()).toBe(4);
    expect(await userids(today)).toEqual(['c', 'd']);
  });

  test('needs a date in its name', () => {
    expect(() => pushOutputOf('changes.xlsx', clock)).toThrow('write {date} into its name');
    expect(() => pushOutputOf('changes-{time}.csv', clock)).toThrow('{time} is none of {date}, {month}');
    expect(() => pushOutputOf('changes.txt', clock)).toThrow('end it in .csv, .xlsx or .jsonl');
  });
});

async function userids(path: string): Promise<string[]> {
  const { header, rows } = await readAll(await openTable(path));
  return rows.map(({ cells }) => cellText(cells[header.indexOf('userid')]));
}

describe('the output of a listener', () => {
  test('is refused at the start if it is a file of something else', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'changes.jsonl'), '{"mine":1}\n');
    await expect(listening({ folder })).rejects.toThrow('was not written by sobot-etl listen');
  });

  test('is standard output in JSON lines', async () => {
    const stdout = new PassThrough();
    let text = '';
    stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    await using listener = await listening({ output: '-', streams: { stdout } });
    await post(listener.url, user('a'));
    await until(() => text.endsWith('\n'));
    expect(JSON.parse(text)).toMatchObject({ seq: 1, userid: 'a' });
  });

  test('ends the listener when nobody reads standard output any more, and keeps what is not written', async () => {
    const stdout = new PassThrough();
    const first = await listening({ output: '-', streams: { stdout } });
    stdout.destroy();
    expect((await post(first.url, user('a'))).status).toBe(200);
    const { written } = await first.ended;
    expect(written).toBe(0);
    const second = await listening({ folder: first.folder });
    await second.stop();
    expect(usersIn(second.lines())).toEqual(['a']);
  });

  test('continues with what was stored while it could not be written', async () => {
    const first = await listening({ output: 'gone/changes.jsonl' });
    await until(() => first.messages.some((text) => text.includes('Create the folder first. This is tried again')));
    expect((await post(first.url, user('a'))).status).toBe(200);
    expect(await first.stop()).toMatchObject({ written: 0, waiting: 1 });
    const second = await listening({ folder: first.folder });
    expect((await post(second.url, user('b'))).status).toBe(200);
    expect(await second.stop()).toMatchObject({ written: 2, waiting: 0 });
    expect(usersIn(second.lines())).toEqual(['a', 'b']);
    rmSync(first.folder, { recursive: true });
  });
});
