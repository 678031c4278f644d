import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { fold, spellings } from '../../src/mapping/fold.ts';
import { NameIndex } from '../../src/mapping/lookups/name-index.ts';
import { lookupsOf, mapOne } from '../support/map-rows.ts';
import { type SandboxTenant, startTenant } from '../support/sandbox-tenant.ts';

let tenant: SandboxTenant;
const ids = new Map<string, string>();
beforeAll(async () => {
  tenant = await startTenant();
  for (const nick of ["Sinéad O'Brien", 'Zoë–Ann', 'Twin–A', 'Twin-A']) {
    const answer = await tenant.client.call(endpoints.saveCustomer, {
      nick,
      email: `${ids.size}@x.example`,
      crm_status: 1,
    });
    ids.set(nick, answer.data.userid);
  }
});
afterAll(() => tenant[Symbol.asyncDispose]());

test.each([
  ['O’Brien', "O'Brien"],
  ['O´Brien', 'O`Brien'],
  ['Sine\u0301ad', 'Sinéad'],
  ['Müller–Lüdenscheidt', 'MÜLLER-LÜDENSCHEIDT'],
  ['“Best” GmbH', '"best" gmbh'],
  ['ＡＢＣ　株式会社', 'abc 株式会社'],
  ['ｶﾀｶﾅ', 'カタカナ'],
  ['Zhang\u200b Wei', 'zhang wei'],
  ['a\u00a0\u2009b', 'A b'],
  ['Straße', 'STRASSE'],
  ['1\u20112', '1-2'],
])('%s is spelled like %s', (one, other) => {
  expect(fold(one)).toBe(fold(other));
});

test.each([
  ['A', 'B'],
  ['Ann', 'Anne'],
  ['Sinead', 'Sinéad'],
  ['a/b', 'a-b'],
])('%s is not %s', (one, other) => {
  expect(fold(one)).not.toBe(fold(other));
});

test('a name is searched as it is, with plain punctuation and with that of word processors', () => {
  expect(spellings("O'Brien")).toEqual(["O'Brien", 'O’Brien']);
  expect(spellings('O´Brien–Lee')).toEqual(['O´Brien–Lee', "O'Brien-Lee", 'O’Brien–Lee']);
  expect(spellings('Ann')).toEqual(['Ann']);
});

describe('names of a list', () => {
  const index = new NameIndex('agent', [
    { id: '1', name: "Sinéad O'Brien" },
    { id: '2', name: 'Jean–Luc' },
    { id: '3', name: 'Jean-Luc' },
  ]);

  test('are found regardless of punctuation', () => {
    expect(index.find('Sinéad O’Brien')).toMatchObject({ id: '1', name: "Sinéad O'Brien" });
    expect(index.find('sine\u0301ad o`brien\u200b')).toMatchObject({ id: '1' });
    expect(index.find('Jean–Luc')).toMatchObject({ id: '2' });
  });

  test('are ambiguous where only their punctuation differs, and each is named', () => {
    expect(index.find('jean‑luc')).toMatchObject({
      code: 'ambiguous',
      predicate: 'is the name of 2 agents; write one of Jean–Luc, Jean-Luc',
    });
  });
});

describe('customers', () => {
  const unlist = 'version: 1\ntarget: unblacklist\nfields:\n  user_id: { column: A, lookup: customer, by: nick }\n';
  const find = (text: string) => mapOne(unlist, { A: text }, lookupsOf({ read: tenant.read }));

  test('are found regardless of punctuation in their names', async () => {
    expect(await find('Sinéad O’Brien')).toMatchObject({ payload: { user_id: ids.get("Sinéad O'Brien") } });
    expect(await find('Zoë–Ann')).toMatchObject({ payload: { user_id: ids.get('Zoë–Ann') } });
    expect(await find('Twin–A')).toMatchObject({ payload: { user_id: ids.get('Twin–A') } });
  });

  test('are not guessed', async () => {
    const spelledLikeBoth = await find('TWIN-A');
    expect(spelledLikeBoth.payload).toBeUndefined();
  });
});

describe('an invisible character', () => {
  const mapping = (fields: string, key = 'partnerid') =>
    `version: 1\ntarget: customer\nkey: ${key}\nfields:\n  crm_status: { const: 1 }\n${fields}`;
  const lookups = () => lookupsOf({ read: tenant.read });

  test('is removed from keys, addresses and numbers, and stays in text for people', async () => {
    const row = {
      Id: '\u200b7',
      Name: 'می‌خواهم\u200b 👩‍💻',
      Mail: 'an\u00adn@x.example',
      Phone: '\u202a+49 170 1234567\u202c',
      Note: 'a\u200bb',
    };
    const fields = '  partnerid: Id\n  nick: Name\n  email: Mail\n  tel: Phone\n  remark: Note\n';
    expect(await mapOne(mapping(fields), row, lookups())).toMatchObject({
      key: '7',
      payload: { partnerid: '7', nick: row.Name, email: 'ann@x.example', tel: '+49 170 1234567', remark: 'a\u200bb' },
    });
    const expressions =
      '  partnerid: Id\n  nick: Name\n  tel: { expr: Phone }\n  email: { column: Mail, transform: [lower] }\n';
    expect(await mapOne(mapping(expressions), row, lookups())).toMatchObject({
      payload: { tel: '+49 170 1234567', email: 'ann@x.example' },
    });
    const byColumn = '  nick: Name\n  tel: { column: Phone, transform: [phone] }\n';
    expect(await mapOne(mapping(byColumn, '{ column: Id }'), row, lookups())).toMatchObject({
      key: '7',
      payload: { tel: '+491701234567' },
    });
  });

  test('is blank where it stands alone', async () => {
    const fields = '  partnerid: Id\n  nick: Name\n';
    expect(await mapOne(mapping(fields), { Id: '1', Name: '\u200b\u3164 ' }, lookups())).toMatchObject({
      problems: [{ code: 'required', field: 'nick' }],
    });
  });

  test('is never a control character', async () => {
    const fields = '  partnerid: Id\n  nick: Name\n  remark: { column: Note, transform: [keep] }\n';
    const row = { Id: '1\0', Name: '\x02Ann\x0bLee', Note: '\x0b a\x00 ' };
    expect(await mapOne(mapping(fields), row, lookups())).toMatchObject({
      key: '1',
      payload: { partnerid: '1', nick: 'Ann\nLee', remark: expect.not.stringMatching(/\p{Cc}(?<!\n)/u) },
    });
  });

  test('is shown by its code in messages', async () => {
    const fields = '  partnerid: Id\n  nick: Id\n  liable_serviceid: { column: Owner, lookup: agent }\n';
    const { problems } = await mapOne(mapping(fields), { Id: '1', Owner: 'No\u200bbody' }, lookups());
    expect(problems[0]?.message).toContain('No<U+200B>body');
  });

  test('does not make one of two values that the mapping names', async () => {
    const fields = '  partnerid: Id\n  nick: Id\n  remark: { column: A, values: { "a-b": x, "a–b": y, "c’d": z } }\n';
    const find = (A: string) => mapOne(mapping(fields), { Id: '1', A }, lookups());
    expect(await find('a–b')).toMatchObject({ payload: { remark: 'y' } });
    expect(await find("C'D")).toMatchObject({ payload: { remark: 'z' } });
    expect(await find('A-B')).toMatchObject({ problems: [{ code: 'ambiguous' }] });
  });
});
