/**
 * Measures rows per second of the mapping alone, with warm lookups: 20 columns, of which 10 are plain fields, 5 use value maps or
 * lookups, and 5 are custom fields. Run it with: node bench/mapping.ts
 */

import { endpoints } from '../src/api/endpoints/index.ts';
import type { Row } from '../src/files/row.ts';
import { compileMapping, createLookups, parseMapping } from '../src/mapping/index.ts';
import { hold, median, whole } from './figures.ts';

const mapping = `
version: 1
target: customer
key: partnerid
fields:
  partnerid: Id
  nick: Name
  uname: Real name
  tel: { column: Phone, transform: [digits] }
  email: { column: Mail, transform: [lower] }
  qq: QQ
  wx: WeChat
  remark: Note
  visitorids: Visitor
  lineids: { column: LINE, split: ";" }
  sex: { column: Gender, values: { Male: 1, Female: 2 }, otherwise: blank }
  crm_status: { column: Status, values: { New: 1, Open: 3, Pool: 4 } }
  liable_serviceid: { column: Owner, lookup: agent }
  countryid: { column: Country, lookup: country }
  timezoneid: { column: Zone, lookup: timezone }
custom:
  Memo: Memo
  Birthday: { column: Born, transform: [{ date: DD/MM/YYYY }] }
  Limit: { column: Limit, transform: [number] }
  Fruit: Fruit
  Hobbies: { column: Hobbies, split: ";" }
`;

const header =
  'Id,Name,Real name,Phone,Mail,QQ,WeChat,Note,Visitor,LINE,Gender,Status,Owner,Country,Zone,Memo,Born,Limit,Fruit,Hobbies'.split(
    ',',
  );

const options = (...names: string[]) =>
  names.map((name, index) => ({
    data_id: `o${name}`,
    data_value: `60759250018${index}`,
    data_name: name,
    data_params: name.toLowerCase(),
  }));

const field = (place: number, name: string, type: number, list: ReturnType<typeof options> = []) => ({
  field_id: `f${place}`.padEnd(32, '0'),
  field_name: name,
  field_variable: `customField${place}`,
  field_type: type,
  fill_flag: 0,
  field_status: 1,
  cus_field_data_info_list: list,
});

/** The tenant's lists, as if they had been read. */
const lists = new Map<unknown, readonly unknown[]>([
  [
    endpoints.listAgents,
    [
      {
        id: 'd1',
        name: 'Sales',
        type: 1,
        path: 'c|d1',
        sub_list: Array.from({ length: 200 }, (_, i) => ({ id: `a${i}`, name: `Agent ${i}`, type: 2, sub_list: [] })),
      },
    ],
  ],
  [
    endpoints.listCountries,
    Array.from({ length: 200 }, (_, i) => ({ countryid: String(i), country_name: `Country ${i}` })),
  ],
  [
    endpoints.listTimezones,
    Array.from({ length: 100 }, (_, i) => ({ timezoneid: `Zone/${i}`, timezone_value: `GMT ${i}` })),
  ],
  [
    endpoints.listCustomerFields,
    [
      field(1, 'Memo', 1),
      field(3, 'Birthday', 3),
      field(5, 'Limit', 5),
      field(6, 'Fruit', 6, options('Apple', 'Banana', 'Watermelon')),
      field(7, 'Hobbies', 7, options('Fishing', 'Reading', 'Music', 'Travel')),
    ],
  ],
]);

const pick = (list: readonly string[], place: number): string => list[place % list.length] ?? '';

const rows = Array.from({ length: 20_000 }, (_, i): Row => {
  const day = String(1 + (i % 28)).padStart(2, '0');
  return {
    number: i + 2,
    cells: [
      String(i).padStart(8, '0'),
      `Customer ${i}`,
      `Real Name ${i}`,
      `+86 138 0013 ${String(i % 10_000).padStart(4, '0')}`,
      `Mail.${i}@Example.com`,
      String(100_000 + i),
      `wx_${i}`,
      `Note number ${i}, "quoted"`,
      `v${i}`,
      `line${i};line-${i}`,
      pick(['Male', 'Female', ''], i),
      pick(['New', 'Open', 'Pool'], i),
      `Agent ${i % 200}`,
      `Country ${i % 200}`,
      `GMT ${i % 100}`,
      `Memo ${i}`,
      `${day}/0${1 + (i % 9)}/19${50 + (i % 50)}`,
      `${i % 90},${String(i % 1000).padStart(3, '0')}.50`,
      pick(['Apple', 'banana', 'WATERMELON', 'Watermelon'], i),
      pick(['Fishing; Music', 'Reading', 'Travel; Music; Reading'], i),
    ],
  };
});

const lookups = createLookups({
  read: async (endpoint) => lists.get(endpoint) ?? [],
  ttlMs: 0,
  offline: false,
  now: Date.now,
});
const mapper = await compileMapping(parseMapping(mapping, 'bench.yaml'), { header, inputPath: 'bench.csv', lookups });

/** Rows per second of processor time, which does not depend on other programs on the machine. */
function pass(): number {
  const before = process.cpuUsage();
  for (const row of rows) {
    const mapped = mapper.map(row);
    if (mapped instanceof Promise || mapped.payload === undefined) {
      throw new Error(`row ${row.number} was not mapped at once: ${JSON.stringify(mapped)}`);
    }
  }
  const { user, system } = process.cpuUsage(before);
  return rows.length / ((user + system) / 1_000_000);
}

const rates = Array.from({ length: 15 }, pass).slice(5);
const rate = median(rates);
hold({
  what: 'mapping alone, 20 columns, lookups warm',
  measured: `${whole(rate)} rows/s of one core (median of ${rates.length} passes of ${whole(rows.length)} rows)`,
  target: '≥ 100,000 rows/s',
  met: rate >= 100_000,
  series: { unit: 'rows/s', better: 'more', values: rates },
});
