import { describe, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { recordValues } from '../../src/change/index.ts';
import { readApiFixture } from '../support/api-fixtures.ts';
import { DEFINITIONS } from './tenant.ts';

const NONE: Readonly<Record<string, unknown>> = { id: 'c1', nick: 'Ann' };
const custom = (...entries: readonly (readonly [string, string])[]): string =>
  JSON.stringify(entries.map(([fieldid, field_value]) => ({ fieldid, field_value, field_type: '1' })));

describe('the values of a customer', () => {
  test('are raw texts and lists; numbers become texts, and blank ones null', () => {
    const detail = {
      ...NONE,
      email: ' A@x ',
      tel: 4915,
      sex: 2,
      remark: ' ',
      uname: null,
      whatsappids: ['1', 2, null, ''],
    };
    const values = recordValues({ detail }, []);
    expect(['email', 'tel', 'sex', 'remark', 'uname', 'qq'].map((field) => values.get(field))).toEqual([
      ' A@x ',
      '4915',
      '2',
      null,
      null,
      null,
    ]);
    expect(values.get('whatsappids')).toEqual(['1', '2', '']);
    expect(values.get('lineids')).toBeNull();
  });

  test('of a list that arrives joined are a list, and of a text that arrives as a list a text', () => {
    const values = recordValues(
      { detail: { ...NONE, whatsappids: '1; 2,3', visitorids: ['a', 'b'], lineids: [] } },
      [],
    );
    expect(['whatsappids', 'visitorids', 'lineids'].map((field) => values.get(field))).toEqual([
      ['1', '2', '3'],
      'a,b',
      null,
    ]);
  });

  test('are known as far as the answers tell them', () => {
    const fields = [
      'email',
      'vip_level',
      'countryid',
      'whatsappids',
      'liable_serviceid',
      'crm_status',
      'custom:text',
      'tag:t1',
      'x',
    ];
    const known = (answers: Parameters<typeof recordValues>[0]) =>
      fields.filter((field) => recordValues(answers, DEFINITIONS).knows(field));
    expect(known({})).toEqual([]);
    expect(known({ row: NONE })).toEqual(['email', 'vip_level']);
    expect(known({ detail: NONE })).toEqual(['email', 'vip_level', 'countryid', 'whatsappids', 'custom:text']);
    expect(known({ row: { ...NONE, crm_status: 1, liable_serviceid: '' } })).toEqual([
      'email',
      'vip_level',
      'liable_serviceid',
      'crm_status',
    ]);
    expect(known({ row: { ...NONE, crm_status: 1 }, detail: NONE })).toEqual([
      'email',
      'vip_level',
      'countryid',
      'whatsappids',
      // Only a customer who is followed up has an agent.
      'liable_serviceid',
      'crm_status',
      'custom:text',
    ]);
  });

  test('of custom fields are known from details, and from a row that has entries', () => {
    const known = (answers: Parameters<typeof recordValues>[0]) => {
      const values = recordValues(answers, DEFINITIONS);
      return values.knows('custom:text') ? values.get('custom:text') : 'not known';
    };
    expect(known({ row: { ...NONE, ex_field_str: custom(['text', 'a']) } })).toBe('a');
    expect(known({ row: { ...NONE, ex_field_str: custom(['lines', 'a']) } })).toBeNull();
    for (const ex_field_str of [undefined, null, '', '[]', '{', '{}', 'null']) {
      expect([ex_field_str, known({ row: { ...NONE, ex_field_str } })]).toEqual([ex_field_str, 'not known']);
    }
    expect(known({ detail: { ...NONE, ex_field_str: custom(['text', 'a']) } })).toBe('a');
    // The document lists it as optional: a customer without custom values may come without it.
    for (const ex_field_str of [undefined, null, '', '[]', custom(['text', ''])]) {
      expect([ex_field_str, known({ detail: { ...NONE, ex_field_str } })]).toEqual([ex_field_str, null]);
    }
    for (const ex_field_str of ['{', '{}']) {
      expect([ex_field_str, known({ detail: { ...NONE, ex_field_str } })]).toEqual([ex_field_str, 'not known']);
    }
  });

  test('come from the details where both answers tell them', () => {
    const row = {
      id: 'c1',
      nick: 'Ann',
      email: 'old',
      qq: '5',
      update_time: 10,
      ex_field_str: custom(['text', 'old']),
    };
    const detail = { id: 'c1', nick: 'Anne', email: 'new', update_time: '20', ex_field_str: custom(['text', 'new']) };
    const values = recordValues({ row, detail }, DEFINITIONS);
    expect([values.id, values.nick, values.updateTime]).toEqual(['c1', 'Anne', 20]);
    expect(['email', 'qq', 'custom:text'].map((field) => values.get(field))).toEqual(['new', null, 'new']);
  });

  test('have a time of change in seconds, if they have one', () => {
    const timeOf = (update_time: unknown) => recordValues({ row: { ...NONE, update_time } }, []).updateTime;
    expect([1636516394, '1636516394', 1636516394000, 0, '', null, undefined, 'x'].map(timeOf)).toEqual([
      1636516394,
      1636516394,
      1636516394,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('that are known are those that an edit can set, blank ones included', () => {
    const row = { ...NONE, sex: 1, crm_status: 3, source: 8, update_time: 5, user_label: 'x', liable_serviceid: 'a1' };
    const known = recordValues(
      { row: { ...row, ex_field_str: custom(['text', 'a'], ['gone', 'b']) } },
      DEFINITIONS,
    ).known();
    expect(known).toMatchObject({ nick: 'Ann', sex: '1', email: null, liable_serviceid: 'a1' });
    expect(known).toMatchObject({ 'custom:text': 'a', 'custom:lines': null, 'custom:gone': 'b' });
    for (const field of [
      'id',
      'crm_status',
      'source',
      'update_time',
      'user_label',
      'countryid',
      'upset_ex_field_str',
    ]) {
      expect(known).not.toHaveProperty(field);
    }
  });

  test('of the examples of the API document are read', () => {
    const { answer } = readApiFixture(endpoints.getCustomer);
    const { item } = endpoints.getCustomer.answer.parse(answer);
    const values = recordValues({ detail: item as Readonly<Record<string, unknown>> }, []);
    expect([values.nick, values.get('tel'), values.get('sex'), values.updateTime]).toEqual([
      'admin2',
      '13168765122',
      '1',
      1636516394,
    ]);
    expect(values.get('custom:fbf6a75380b74098a097090c7a8f7284')).toBe('607592524201284');
    expect(values.get('custom:81632fdcc05d41ef92b024979e489c17')).toBeNull();
    const list = endpoints.listCustomers.answer.parse(readApiFixture(endpoints.listCustomers).answer);
    const [first] = list.items.map((row) => recordValues({ row }, []));
    expect([first?.nick, first?.get('crm_status'), first?.get('liable_serviceid'), first?.knows('custom:x')]).toEqual([
      'admin',
      '3',
      '52e5ed05ee984a4f8bb0b3f921ba2b05',
      false,
    ]);
  });
});
