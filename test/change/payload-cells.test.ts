import { describe, expect, test } from 'vitest';
import { cannotBlank, cellsOfPayload, companionsOfPayload, fieldGroup, updatePayload } from '../../src/change/index.ts';
import type { CellValue } from '../../src/ledger/index.ts';
import { type Payload, type Target, targets } from '../../src/targets/index.ts';
import fc from '../support/property.ts';
import { CONTEXT, DEFINITIONS } from './tenant.ts';

const creation = targets.get('customer') as Target;
const edit = targets.get('customer-update') as Target;

function cells(target: Target, payload: Payload, forExisting = true): Record<string, CellValue> {
  return Object.fromEntries(cellsOfPayload(target, payload, { definitions: DEFINITIONS, forExisting }));
}

describe('the cells of a payload', () => {
  test('are the values of the record, custom fields included, with null where it clears one', () => {
    const payload = {
      id: 'c1',
      nick: 'Ann',
      sex: 2,
      is_vip: '1',
      remark: '',
      whatsappids: ['1', '2'],
      lineids: [],
      upset_ex_field_str: 1,
      ex_field_str: JSON.stringify([
        { fieldid: 'text', field_value: 'a' },
        { field_params: 'fruit_param', field_value: '2' },
        { fieldid: 'date', field_value: '' },
      ]),
    };
    expect(cells(edit, payload)).toEqual({
      nick: 'Ann',
      sex: '2',
      is_vip: '1',
      remark: null,
      whatsappids: ['1', '2'],
      lineids: null,
      'custom:text': 'a',
      'custom:fruit': '2',
      'custom:date': null,
    });
  });

  test('leave out a name whose id the payload has', () => {
    const address = { proviceid: '1', provice_name: 'P', cityid: '', city_name: 'C', area_name: 'A' };
    const named = { enterpriseid: 'e', enterprise_name: 'E', liable_serviceid: 'a', liable_service_name: 'L' };
    expect(cells(edit, { id: 'c1', nick: 'Ann', ...address, ...named })).toEqual({
      nick: 'Ann',
      proviceid: '1',
      cityid: null,
      area_name: 'A',
      enterpriseid: 'e',
      liable_serviceid: 'a',
    });
  });

  test('leave out what a repeated creation does not change', () => {
    const payload = { nick: 'Ann', crm_status: 3, liable_serviceid: 'a', liable_service_name: 'L' };
    expect(cells(creation, payload)).toEqual({ nick: 'Ann' });
    expect(cells(creation, payload, false)).toEqual({ nick: 'Ann', crm_status: '3', liable_serviceid: 'a' });
  });

  test('cannot be told where an entry names an unknown field', () => {
    const ex_field_str = JSON.stringify([{ field_params: 'nothing', field_value: 'a' }]);
    expect(() => cells(edit, { id: 'c1', nick: 'Ann', ex_field_str })).toThrow(
      'no custom field has the param name nothing',
    );
  });
});

describe('the edit of a customer', () => {
  const edited = (values: Readonly<Record<string, CellValue>>, companions: Readonly<Record<string, CellValue>> = {}) =>
    updatePayload({
      id: 'c1',
      nick: 'Ann',
      cells: new Map(Object.entries(values)),
      companions: new Map(Object.entries(companions)),
    });
  const start = { id: 'c1', nick: 'Ann', upset_ex_field_str: 1 };

  test('has the changed fields in the types of the API, and keeps other custom fields', () => {
    const values = {
      sex: '2',
      is_vip: '1',
      email: 'a@x',
      whatsappids: ['1'],
      lineids: '1;2',
      'custom:text': 'a',
      'custom:number': '5',
    };
    expect(edited(values)).toEqual({
      ...start,
      sex: 2,
      is_vip: '1',
      email: 'a@x',
      whatsappids: ['1'],
      lineids: ['1', '2'],
      ex_field_str: '[{"fieldid":"text","field_value":"a"},{"fieldid":"number","field_value":"5"}]',
    });
    expect(edit.endpoint.request.safeParse(edited(values)).success).toBe(true);
  });

  test('repeats the name of the customer unless this changes', () => {
    expect(edited({ remark: 'x' })).toEqual({ ...start, remark: 'x' });
    expect(edited({ nick: 'Anne' })).toEqual({ ...start, nick: 'Anne' });
  });

  test('clears texts, lists and custom fields with blanks', () => {
    expect(edited({ email: null, visitorids: null, lineids: null, 'custom:date': null, is_vip: null })).toEqual({
      ...start,
      email: '',
      visitorids: '',
      lineids: [],
      is_vip: '0',
      ex_field_str: '[{"fieldid":"date","field_value":""}]',
    });
  });

  test('is refused for what an edit cannot set or clear', () => {
    for (const field of ['sex', 'nick']) expect(() => edited({ [field]: null })).toThrow(RangeError);
    for (const field of ['crm_status', 'tag:t1', 'stage', 'id', 'update_time', 'upset_ex_field_str']) {
      expect(() => edited({ [field]: '1' })).toThrow(RangeError);
    }
    expect(() => edited({ sex: 'x' })).toThrow('cannot set sex to "x"');
  });

  test('takes the other fields of a group from its companions', () => {
    const region = { proviceid: '1', provice_name: 'P', cityid: '11', city_name: 'C', areaid: null, area_name: null };
    expect(edited({ cityid: '11' }, { ...region, enterpriseid: 'e', remark: 'x' })).toEqual({
      ...start,
      proviceid: '1',
      provice_name: 'P',
      cityid: '11',
      city_name: 'C',
      areaid: '',
      area_name: '',
    });
    expect(edited({ enterpriseid: 'e' }, { enterprise_name: 'E' })).toEqual({
      ...start,
      enterpriseid: 'e',
      enterprise_name: 'E',
    });
    expect(edited({ enterprise_name: 'E' }, { enterpriseid: 'e' })).toEqual({
      ...start,
      enterpriseid: 'e',
      enterprise_name: 'E',
    });
    expect(edited({ liable_serviceid: 'a' })).toEqual({ ...start, liable_serviceid: 'a' });
  });

  test('never sends the name of another id', () => {
    expect(edited({ cityid: '12' }, { cityid: '11', city_name: 'C' })).toEqual({ ...start, cityid: '12' });
    expect(edited({ enterpriseid: null }, { enterpriseid: 'e', enterprise_name: 'E' })).toEqual({
      ...start,
      enterpriseid: '',
      enterprise_name: '',
    });
  });

  test('of the cells of a payload sends what the payload sends', () => {
    const text = fc.constantFrom('', 'a', 'b c');
    const list = fc.array(fc.constantFrom('1', '2', '3'), { maxLength: 3 });
    const payloads = fc.record(
      {
        email: text,
        remark: text,
        sex: fc.constantFrom(1, 2),
        is_vip: fc.constantFrom('0', '1'),
        whatsappids: list,
        visitorids: text,
        proviceid: text,
        provice_name: text,
        cityid: text,
        city_name: text,
        enterpriseid: text,
        enterprise_name: text,
        liable_serviceid: text,
        ex_field_str: fc
          .uniqueArray(fc.constantFrom('text', 'date', 'fruit'), { minLength: 1 })
          .map((ids) => JSON.stringify(ids.map((fieldid) => ({ fieldid, field_value: 'v' })))),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(payloads, (values) => {
        const payload: Payload = { id: 'c1', nick: 'Ann', ...values };
        const found = cellsOfPayload(edit, payload, { definitions: DEFINITIONS, forExisting: true });
        const sent = updatePayload({ id: 'c1', nick: 'Ann', cells: found, companions: companionsOfPayload(payload) });
        const again = cellsOfPayload(edit, sent, { definitions: DEFINITIONS, forExisting: true });
        expect(Object.fromEntries(again)).toEqual(Object.fromEntries(found));
        for (const [name, id] of [
          ['provice_name', 'proviceid'],
          ['city_name', 'cityid'],
          ['enterprise_name', 'enterpriseid'],
        ] as const) {
          // A name goes with its id: both are cleared together.
          const expected = values[id] === '' ? '' : values[name];
          expect(sent[name]).toBe(expected);
        }
        expect(edit.endpoint.request.safeParse(sent).success).toBe(true);
      }),
    );
  });
});

describe('fields', () => {
  test('that belong together are a group', () => {
    expect(fieldGroup('cityid')).toEqual(['proviceid', 'provice_name', 'cityid', 'city_name', 'areaid', 'area_name']);
    expect(fieldGroup('enterprise_name')).toEqual(['enterpriseid', 'enterprise_name']);
    expect(fieldGroup('liable_serviceid')).toEqual(['liable_serviceid', 'liable_service_name']);
    expect(fieldGroup('email')).toEqual(['email']);
    expect(fieldGroup('custom:x')).toEqual(['custom:x']);
  });

  test('that the API cannot clear are the name, codes and required custom fields', () => {
    const fields = [
      'nick',
      'sex',
      'crm_status',
      'is_vip',
      'email',
      'whatsappids',
      'custom:text',
      'custom:date',
      'tag:t1',
    ];
    expect(fields.filter((field) => cannotBlank(field, CONTEXT.definitions))).toEqual([
      'nick',
      'sex',
      'crm_status',
      'custom:text',
    ]);
  });
});
