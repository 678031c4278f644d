import { afterAll, beforeAll, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import { compileText, lookupsOf, rowOf } from '../support/map-rows.ts';
import fc from '../support/property.ts';
import { type SandboxTenant, startTenant } from '../support/sandbox-tenant.ts';

let tenant: SandboxTenant;
beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant[Symbol.asyncDispose]());

const MAPPING = `version: 1
target: customer
fields:
  nick: Name
  email: Email
  crm_status: { const: to-be-assigned }
  sex: Sex
  remark: Note
  liable_serviceid: { column: Owner, lookup: agent }
  proviceid: { column: Province, lookup: province }
  cityid: { column: City, lookup: city }
  timezoneid: { column: Zone, lookup: timezone }
  language: { column: Language, lookup: language }
  lineids: { column: LINE, split: ";" }
custom:
  Notes: Memo
  History: History
  Birthday: Born
  Call time: Time
  Credit limit: Limit
  Favourite fruit: Fruit
  Interests: { column: Interests, split: ";" }
  Plan: Plan
  Region: { column: Region, split: "/", path: true }
`;
const header =
  'Name,Email,Sex,Note,Owner,Province,City,Zone,Language,LINE,Memo,History,Born,Time,Limit,Fruit,Interests,Plan,Region'.split(
    ',',
  );

const text = (maxLength: number) =>
  fc
    .string({ unit: 'grapheme', maxLength })
    .map((value) => value.toWellFormed().trim().slice(0, maxLength).toWellFormed().trim());
const blankOr = (...names: string[]) => fc.constantFrom('', ...names);

const customer = fc.record({
  Name: text(40).map((name) => `n${name}`),
  Sex: blankOr('male', 'female'),
  Note: text(200),
  Owner: blankOr('Li Na', 'Tom Müller', 'Support/Chen Jie'),
  place: fc.constantFrom(
    ['', ''],
    ['Hebei Province', 'Xinhua City'],
    ['Guangdong Province', 'Xinhua City'],
    ['Beijing', ''],
  ),
  Zone: blankOr('GMT+08:00 Beijing', 'GMT+01:00 Berlin'),
  Language: blankOr('German', 'Japanese'),
  LINE: fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,8}$/), { maxLength: 3 }),
  Memo: text(100),
  History: text(100),
  Born: fc
    .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
  Time: blankOr('09:05', '23:59'),
  Limit: fc.oneof(fc.constant(''), fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map(String)),
  Fruit: blankOr('Apple', 'Banana', 'Watermelon'),
  Interests: fc.uniqueArray(fc.constantFrom('Fishing', 'Reading', 'Music', 'Travel')),
  Plan: blankOr('Free', 'Pro', 'Enterprise'),
  Region: blankOr('APAC/China/Shanghai', 'EMEA/France', 'Americas'),
});

test('what is imported by name is exported by name', async () => {
  const mapper = await compileText(MAPPING, header, lookupsOf({ read: tenant.read }));
  const definitions = (await tenant.client.call(endpoints.listCustomerFields, {})).items;
  let count = 0;
  await fc.assert(
    fc.asyncProperty(customer, async ({ place, ...given }) => {
      count += 1;
      const row: Record<string, string> = {
        ...given,
        Email: `c${count}@example.com`,
        Province: place[0] ?? '',
        City: place[1] ?? '',
        LINE: given.LINE.join('; '),
        Interests: given.Interests.join(';'),
      };
      const { payload, problems } = await mapper.map(rowOf(header.map((name) => row[name] ?? '')));
      expect(problems).toEqual([]);
      const { data } = await tenant.client.call(endpoints.saveCustomer, payload as never, { mayRepeat: true });
      const { item } = await tenant.client.call(endpoints.getCustomer, { id: data.userid });
      expect(item).toMatchObject({ nick: row['Name'], email: row['Email'] });
      expect(item?.remark ?? '').toBe(row['Note']);
      expect(item?.sex ?? '').toBe({ male: 1, female: 2 }[row['Sex'] ?? ''] ?? '');
      const [listed] = (await tenant.read(endpoints.listCustomers, { search_type: 5, search_value: row['Email'] })) as {
        liable_service_name?: string;
      }[];
      expect(listed?.liable_service_name ?? '').toBe((row['Owner'] ?? '').replace('Support/', ''));
      expect([item?.provice_name ?? '', item?.city_name ?? '']).toEqual(place);
      expect(item?.timezone_value ?? '').toBe(row['Zone']);
      expect(item?.language_value ?? '').toBe(row['Language']);
      expect(item?.lineids ?? []).toEqual(given.LINE);

      const values = new Map(
        (JSON.parse(item?.ex_field_str || '[]') as { fieldid: string; field_value: string }[]).map((entry) => [
          entry.fieldid,
          entry.field_value,
        ]),
      );
      const shown = Object.fromEntries(
        definitions.map((field) => {
          const value = values.get(field.field_id) ?? '';
          const options = new Map(
            field.cus_field_data_info_list.map((option) => [option.data_value, option.data_name]),
          );
          const names =
            options.size === 0 || value === ''
              ? value
              : value
                  .split(',')
                  .map((part) => options.get(part))
                  .join('/');
          return [field.field_name, names];
        }),
      );
      expect(shown).toEqual({
        Notes: row['Memo'],
        History: row['History'],
        Birthday: row['Born'],
        'Call time': row['Time'],
        'Credit limit': row['Limit'],
        'Favourite fruit': row['Fruit'],
        Interests: given.Interests.join('/'),
        Plan: row['Plan'],
        Region: row['Region'],
      });
    }),
    { numRuns: 150 },
  );
});
