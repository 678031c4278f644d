import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileText, lookupsOf, rowOf } from '../support/map-rows.ts';
import { type SandboxTenant, startTenant } from '../support/sandbox-tenant.ts';

let tenant: SandboxTenant;
beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant[Symbol.asyncDispose]());

const MAPPING = `version: 1
target: customer
key: partnerid                  # the row's identity
source:                         # optional; detected otherwise
  sheet: Customers
  header: 1
  encoding: gb18030
  delimiter: ";"
fields:
  nick: Full name
  partnerid: No.
  tel: { column: [Mobile, Phone], transform: [digits] }
  email: { column: Email, transform: [trim, lower] }
  sex: { column: Gender, values: { Male: 1, Female: 2 }, otherwise: reject }
  crm_status: { const: 3 }
  liable_serviceid: { column: Owner, lookup: agent }
  proviceid: { column: Province, lookup: province }
  cityid: { column: City, lookup: city, within: proviceid }
  enterpriseid: { column: Company, lookup: enterprise }
  remark: { expr: '$join([Notes, Source], " · ")' }
  lineids: { column: LINE, split: "," }
custom:
  Favourite fruit: Fruit
  customField3: { column: Birthday, transform: [{ date: DD/MM/YYYY }] }
  Interests: { column: Hobbies, split: ";" }
  Region: { column: [Area, Country, Town], path: true }
tags:
  add: { column: Tags, split: ";" }
`;

test('all features of the language work together', async () => {
  const row = {
    'Full name': 'Ana Ruiz',
    'No.': '007',
    Mobile: '',
    Phone: '+34 600',
    Email: 'Ana@Example.COM',
    Gender: 'female',
    Owner: 'li na',
    Province: 'Hebei Province',
    City: 'Xinhua City',
    Company: 'E-1',
    Notes: 'new',
    Source: 'fair',
    LINE: 'a,b',
    Fruit: 'Apple',
    Birthday: '03/04/1990',
    Hobbies: 'Music',
    Area: 'EMEA',
    Country: 'France',
    Town: '',
    Tags: 'Premium;Status/Hot',
    _row: '7',
    _message: 'x',
  };
  const learned = async (target: string, key: string) =>
    target === 'enterprise' && key === 'E-1' ? 'enterprise-id' : undefined;
  const mapper = await compileText(MAPPING, Object.keys(row), lookupsOf({ read: tenant.read, learned }));
  const { key, payload, followUps: steps, problems } = await mapper.map(rowOf(Object.values(row)));
  expect(problems).toEqual([]);
  expect(key).toBe('007');
  expect(payload).toEqual({
    nick: 'Ana Ruiz',
    partnerid: '007',
    tel: '34600',
    email: 'ana@example.com',
    sex: 2,
    crm_status: 3,
    liable_serviceid: expect.stringMatching(/^\w{32}$/),
    liable_service_name: 'Li Na',
    proviceid: '130000',
    provice_name: 'Hebei Province',
    cityid: '139900',
    city_name: 'Xinhua City',
    enterpriseid: 'enterprise-id',
    remark: 'new · fair',
    lineids: ['a', 'b'],
    ex_field_str: expect.stringMatching(/^\[(\{"fieldid":"\w{32}","field_value":"[\d,-]+"\},?){4}\]$/),
  });
  expect(steps).toEqual([
    { target: 'customer-tagging', payload: { add_tag: [expect.any(String), expect.any(String)] } },
  ]);
});
