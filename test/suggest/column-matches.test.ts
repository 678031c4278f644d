import { describe, expect, test } from 'vitest';
import type { Cell } from '../../src/files/row.ts';
import { renderMapping, type Suggestion } from '../../src/suggest/index.ts';
import { placeOf, profileRows, suggestFor } from '../support/suggest.ts';

async function suggest(header: readonly string[], ...rows: readonly (readonly Cell[])[]): Promise<Suggestion> {
  return suggestFor(await profileRows(header, rows));
}

const textOf = (suggestion: Suggestion): string =>
  renderMapping(suggestion, { input: 'people.csv', output: 'people.yaml' });

describe('a column is matched where', () => {
  test.each([
    ['E-Mail-Address', 'a@x.example', 'email'],
    ['e_mail', 'a@x.example', 'email'],
    ['Adress email', 'a@x.example', 'email'],
    ['CELL PHONE NO.', '+14155552671', 'tel'],
    ['联系人电话', '+8613800138000', 'tel'],
    ['AssignedTo', 'Li Na', 'liable_serviceid'],
    ['Gender (M/F)', 'F', 'sex'],
    ['WhatsApp', '14155552671', 'whatsappids'],
  ])('its name decides: %s', async (name, value, place) => {
    expect(placeOf(await suggest(['Full name', name], ['Li Na', value]), name)).toBe(place);
  });

  test.each(['Customer 001', 'Test User 1000', 'C-10000'])(
    'its name is that of the field, with doubt: Name, %s',
    async (value) => {
      const suggestion = await suggest(['Name', 'Email'], [value, 'a@x.example'], [`${value}1`, 'b@x.example']);
      expect(placeOf(suggestion, 'Name')).toBe('nick');
      expect(
        suggestion.placements.filter(({ isDoubtful }) => isDoubtful).map(({ candidate }) => candidate.key),
      ).toEqual(['nick']);
    },
  );

  test('its values decide, if the name does not', async () => {
    const suggestion = await suggest(
      ['Name', 'Column 2', 'Column 3'],
      ['Li', 'a@x.example', '男'],
      ['Na', 'b@x.example', '女'],
    );
    expect(placeOf(suggestion, 'Column 2')).toBe('email');
    expect(placeOf(suggestion, 'Column 3')).toBe('sex');
    expect(suggestion.placements.filter(({ isDoubtful }) => isDoubtful).map(({ candidate }) => candidate.key)).toEqual([
      'email',
      'sex',
    ]);
  });
});

describe('a column is not matched where', () => {
  test.each([
    ['Email', 'yes'],
    ['Email Opt Out', 'false'],
    ['Fax', '+1 212 736 5009'],
    ['Assistant phone', '+1 212 736 5009'],
    ['Created by', 'Li Na'],
    ['Last modified', '2024-05-01'],
    ['Gender', 'purple'],
    ['公司地址', '上海市徐汇区'],
  ])('name or values speak against it: %s, %s', async (name, value) => {
    expect(placeOf(await suggest(['Full name', name], ['Li Na', value]), name)).toBeNull();
  });

  test('it belongs to the tool or is unnamed; columns of the same name are numbered', async () => {
    const suggestion = await suggest(
      ['Name', '_message', '', 'Email', 'Email'],
      ['Li', 'a@x.example', 'b@x.example', 'c@x.example', 'd@x.example'],
    );
    expect(suggestion.placements.flatMap(({ columns }) => columns.map(({ written }) => written))).toEqual([
      'Name',
      'Email#1',
      'Email#2',
    ]);
    expect(suggestion.unplaced).toEqual([]);
  });
});

describe('several columns', () => {
  test('form a name together', async () => {
    const text = textOf(await suggest(['Last Name', 'First Name'], ['Na', 'Li']));
    expect(text).toContain('nick: { column: [First Name, Last Name], transform: [{ join: " " }] }');
  });

  test('of Chinese names are joined without space, the family name first', async () => {
    expect(textOf(await suggest(['名', '姓'], ['娜', '李']))).toContain(
      'nick: { column: [姓, 名], transform: [{ join: "" }] }',
    );
  });

  test('are alternatives where the first is blank', async () => {
    const text = textOf(await suggest(['Name', 'Phone', 'Mobile'], ['Li', '+14155552671', '+14155552672']));
    expect(text).toContain('tel: { column: [Phone, Mobile], transform: [phone] }');
  });

  test('of similar meaning are not all matched: a company and its contact person are told apart', async () => {
    const suggestion = await suggest(['Customer name', 'Contact person'], ['Harbour Ltd', 'Priya Shah']);
    expect([placeOf(suggestion, 'Customer name'), placeOf(suggestion, 'Contact person')]).toEqual([
      'enterprise_name',
      'nick',
    ]);
  });
});

describe('unknown values of a list of choices', () => {
  test('are listed to be filled in, and not sent', async () => {
    const text = textOf(await suggest(['Name', 'Gender'], ['Li', 'Female'], ['Na', 'Other']));
    expect(text).toContain('sex: { column: Gender, values: { Other: null }, otherwise: keep }');
    expect(text).toContain('# No gender: "Other" (1×).');
  });

  test('of a required field become its usual value', async () => {
    const text = textOf(await suggest(['Name', 'Status'], ['Li', 'New'], ['Na', 'Frozen'], ['Bo', '']));
    expect(text).toContain('values: { Frozen: first-inquiry }');
    expect(text).toContain('transform: [{ default: first-inquiry }]');
  });
});

test('a repeated id is reported, since the CRM would treat two rows as one record', async () => {
  const rows = Array.from({ length: 9 }, (_, index) => [`Li ${index}`, `K${index === 7 ? 3 : index}`]);
  expect(textOf(await suggest(['Name', 'Customer ID'], ...rows))).toContain(
    '# 1 row has the value of an earlier row: the CRM may treat them as one record.',
  );
});

describe('the key', () => {
  test('is a column that every row has and no two rows share', async () => {
    const { key } = await suggest(
      ['Name', 'Email', 'Customer ID'],
      ['Li', 'a@x.example', '1'],
      ['Na', 'b@x.example', '2'],
    );
    expect(key?.key).toBe('partnerid');
  });

  test('can be repeated in a few of many rows, which is reported', async () => {
    const rows = Array.from({ length: 200 }, (_, index) => ['Li', String(index === 7 ? 3 : index)]);
    const { key } = await suggest(['Name', 'Customer ID'], ...rows);
    expect(key).toEqual({
      key: 'partnerid',
      reason: 'Every row has one, but 1 row repeats the value of an earlier row and would be rejected.',
    });
  });

  test('is never a name of a person, nor a column with blank or repeated values', async () => {
    const { key } = await suggest(['Name', 'Email', 'Customer ID'], ['Li', 'a@x.example', '1'], ['Na', '', '1']);
    expect(key).toBeUndefined();
  });
});
