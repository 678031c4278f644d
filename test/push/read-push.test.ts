import { describe, expect, test } from 'vitest';
import { readPushMessage } from '../../src/push/read-push.ts';
import fc from '../support/property.ts';
import { pushMessage } from './push-messages.ts';

const read = (message: unknown) => readPushMessage(Buffer.from(JSON.stringify(message)));
const first = (message: unknown) => {
  const pushes = read(message);
  if ('reason' in pushes) throw new Error(pushes.reason);
  return pushes[0];
};

describe('a message push', () => {
  test('is an addition, an update or a combination, as the examples of the document show', () => {
    expect(first(pushMessage('add'))).toMatchObject({
      kind: 'add',
      userid: 'c9187ee3eb184ea7b297002e1066641d',
      changedAt: 1_631_821_183,
    });
    expect(first(pushMessage('update'))).toMatchObject({ kind: 'update', changedAt: 1_614_222_756 });
    expect(first(pushMessage('combine'))).toMatchObject({ kind: 'combine', changedAt: 1_614_222_177 });
  });

  test('is an update if it was changed after its creation, also without an updater type', () => {
    expect(first(pushMessage('add', { update_datetime: '1631821184' }))?.kind).toBe('update');
    expect(first(pushMessage('add', { create_datetime: '' }))?.kind).toBe('update');
    expect(first(pushMessage('add', { update_datetime: '' }))?.kind).toBe('add');
  });

  test('may have several entries, or a bare one instead of a list', () => {
    const [one] = pushMessage('add').content;
    const [other] = pushMessage('update').content;
    expect(read({ ...pushMessage('add'), content: [one, other] })).toMatchObject([{ kind: 'add' }, { kind: 'update' }]);
    expect(read({ ...pushMessage('add'), content: one })).toMatchObject([{ kind: 'add' }]);
  });

  test('has equal digests for equal contents only', () => {
    const digest = (message: unknown) => Buffer.from(first(message)?.digest ?? []).toString('hex');
    expect(digest(pushMessage('add'))).toBe(digest(pushMessage('add')));
    expect(digest(pushMessage('add'))).not.toBe(digest(pushMessage('add', { remark: 'x' })));
    expect(digest(pushMessage('add'))).toHaveLength(32);
  });

  test('keeps members that the document does not list, and names that objects have', () => {
    const content = '{"userid":"a","__proto__":{"x":1},"constructor":"y","new_member":1}';
    const pushes = readPushMessage(Buffer.from(`{"content":[${content}]}`));
    expect(pushes).toMatchObject([{ userid: 'a', content }]);
  });
});

describe('any body', () => {
  test('is either pushes with a customer each, or has a reason why not', () => {
    const entry = fc.oneof(fc.jsonValue(), fc.record({ userid: fc.jsonValue(), merged_userid: fc.jsonValue() }));
    const message = fc.oneof(
      fc.jsonValue(),
      fc.record({ type: fc.jsonValue(), content: fc.oneof(entry, fc.array(entry)) }),
    );
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      message.map((value) => new Uint8Array(Buffer.from(JSON.stringify(value)))),
    );
    fc.assert(
      fc.property(body, (bytes) => {
        const outcome = readPushMessage(bytes);
        if ('reason' in outcome) return outcome.reason !== '';
        return outcome.length > 0 && outcome.every(({ userid, content }) => userid !== '' && JSON.parse(content));
      }),
    );
  });
});

describe('a message that is no push', () => {
  const reasonOf = (body: string | Uint8Array) => {
    const outcome = readPushMessage(typeof body === 'string' ? Buffer.from(body) : body);
    return 'reason' in outcome ? `${outcome.code}: ${outcome.reason}` : 'a push';
  };

  test.each([
    ['', 'push-not-json'],
    ['nonsense', 'push-not-json'],
    ['{"content":[{"userid":"a"}]', 'push-not-json'],
    ['null', 'not an object'],
    ['[]', 'not an object'],
    ['"text"', 'not an object'],
    ['{}', '"content" is missing or empty'],
    ['{"content":""}', '"content" is missing or empty'],
    ['{"content":[]}', '"content" is missing or empty'],
    ['{"content":[{"userid":"a"},{"userid":" "}]}', 'entry 2 of "content" has no "userid"'],
    ['{"content":["a"]}', 'entry 1 of "content" has no "userid"'],
    ['{"content":[null]}', 'entry 1 of "content" has no "userid"'],
  ])('%s is rejected with a reason', (body, reason) => {
    expect(reasonOf(body)).toContain(reason);
  });

  test('is rejected if it is not UTF-8, or nested without end', () => {
    expect(reasonOf(Uint8Array.of(0x7b, 0xff, 0x7d))).toContain('push-not-utf8');
    const deep = `{"content":[{"userid":"a","x":${'['.repeat(200_000)}${']'.repeat(200_000)}}]}`;
    expect(reasonOf(deep)).toMatch(/push-not-(json|push)/);
  });
});
