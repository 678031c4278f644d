import { describe, expect, test } from 'vitest';
import { ERROR_COLUMNS } from '../../src/files/header.ts';
import { MappingError } from '../../src/mapping/index.ts';
import { compileText, customerMapping, mapOne, rowOf } from '../support/map-rows.ts';

const FIELDS = 'fields:\n  nick: Name\n  crm_status: { const: 2 }\n';

async function errorOf(text: string, header: readonly string[]): Promise<string> {
  const error = await compileText(text, header).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(MappingError);
  return (error as MappingError).message;
}

describe('columns are found', () => {
  test('by their exact name first', async () => {
    const { payload } = await mapOne(customerMapping(FIELDS), { name: 'lower', Name: 'exact' });
    expect(payload).toEqual({ nick: 'exact', crm_status: 2 });
  });

  test.each(['NAME', ' name ', 'Ｎａｍｅ'])('without regard to case, space and width: "%s"', async (column) => {
    const { payload } = await mapOne(customerMapping(FIELDS), { [column]: 'Li Na' });
    expect(payload?.['nick']).toBe('Li Na');
  });

  test('by their number where the header has a name twice', async () => {
    const noteOf = async (column: string, header = ['Name', 'Note', 'Note']) => {
      const mapper = await compileText(customerMapping(`${FIELDS}  remark: ${column}\n`), header);
      return (await mapper.map(rowOf(['Li Na', 'first', 'second']))).payload?.['remark'];
    };
    expect(await noteOf('Note#1')).toBe('first');
    expect(await noteOf('Note#2')).toBe('second');
    expect(await noteOf('note#1')).toBe('first');
    expect(await noteOf('NOTE#2', ['Name', 'Note', 'note'])).toBe('second');
    expect(await noteOf('Note', ['Name', 'Note', 'note'])).toBe('first');
  });
});

describe('before a row is read', () => {
  test('unknown columns are reported all at once, with file, line and suggestion', async () => {
    const message = await errorOf(customerMapping(`${FIELDS}  tel: { column: [Mobil, Phone] }\n  email: E-Mail`), [
      'Name',
      'Mobile',
      'Email',
    ]);
    expect(message).toContain('3 problems in the mapping');
    expect(message).toContain(
      'mapping.yaml:6:19: rows.csv has no column "Mobil". Did you mean "Mobile"?\n  6 |   tel: { column: [Mobil, Phone] }',
    );
    expect(message).toContain('mapping.yaml:6:26: rows.csv has no column "Phone". It has Name, Mobile, Email.');
    expect(message).toContain('mapping.yaml:7:10: rows.csv has no column "E-Mail". Did you mean "Email"?');
  });

  test('a column number that does not exist is reported', async () => {
    expect(await errorOf(customerMapping(`${FIELDS}  remark: Note#3`), ['Name', 'Note', 'Note'])).toContain(
      'rows.csv has no column "Note#3"',
    );
  });

  test('a name that two columns share is reported', async () => {
    expect(await errorOf(customerMapping(`${FIELDS}  remark: Note`), ['Name', 'Note', 'Note'])).toContain(
      'rows.csv has 2 columns named "Note". Write "Note#1" for the first, "Note#2" for the second, or rename one.',
    );
  });

  test.each(ERROR_COLUMNS)('%s, which errors.csv adds, cannot be mapped', async (name) => {
    const message = await errorOf(customerMapping(`${FIELDS}  remark: ${name}`), ['Name', name]);
    expect(message).toContain(`"${name}" is a column that errors.csv adds to a file; it is never mapped`);
  });

  test('another column that begins with _ is mapped where it is named, and never offered', async () => {
    const mapping = customerMapping(`${FIELDS}  partnerid: _id\n  remark: { expr: '$uppercase(_id)' }`);
    const { payload } = await mapOne(mapping, { Name: 'Li Na', _id: 'a7' });
    expect(payload).toMatchObject({ partnerid: 'a7', remark: 'A7' });
    expect(await errorOf(customerMapping(`${FIELDS}  remark: Idd`), ['Name', '_id'])).not.toContain('_id');
  });

  test('a missing key column is reported', async () => {
    expect(await errorOf(customerMapping(`key: { column: Kee }\n${FIELDS}`), ['Name', 'Key'])).toContain(
      '3:16: rows.csv has no column "Kee"',
    );
  });
});

describe('the key', () => {
  test('is the payload value of its field, and its column is known', async () => {
    const text = customerMapping(`key: partnerid\n${FIELDS}  partnerid: { column: ID, transform: [upper] }`);
    const mapper = await compileText(text, ['Name', 'id']);
    expect(mapper.keyColumn).toBe('id');
    expect(await mapper.map(rowOf(['Li Na', ' 007a ']))).toMatchObject({ key: '007A', payload: { partnerid: '007A' } });
  });

  test('may be a column that is not sent', async () => {
    const mapper = await compileText(customerMapping(`key: { column: Account }\n${FIELDS}`), ['Name', 'Account']);
    expect(mapper.keyColumn).toBe('Account');
    expect(await mapper.map(rowOf(['Li Na', 'A-1']))).toEqual({
      key: 'A-1',
      payload: { nick: 'Li Na', crm_status: 2 },
      problems: [],
    });
  });

  test('is returned for rejected rows too, and is absent where it is blank', async () => {
    const mapper = await compileText(customerMapping(`key: { column: Account }\n${FIELDS}`), ['Name', 'Account']);
    expect(await mapper.map(rowOf(['', 'A-1']))).toMatchObject({ key: 'A-1', problems: [{ code: 'required' }] });
    expect(await mapper.map(rowOf(['Li Na', '']))).not.toHaveProperty('key');
  });
});

test('a row with a problem found by the reader is rejected for it', async () => {
  const mapper = await compileText(customerMapping(`${FIELDS}  remark: Extra\n`), ['Name', 'Extra']);
  const problems = [
    { code: 'rounded-number', message: '"1.23E+17" was rounded by Excel', column: 1 },
    { code: 'ragged-row', message: 'has 3 cells' },
  ];
  expect(await mapper.map({ ...rowOf(['Li Na', '1']), problems })).toEqual({
    problems: [
      { code: 'rounded-number', message: '"1.23E+17" was rounded by Excel', column: 'Extra' },
      { code: 'ragged-row', message: 'has 3 cells' },
    ],
  });
});

test('a problem in a cell that the mapping does not read does not reject a row, unless it affects the whole row', async () => {
  const header = ['Name', 'Extra', 'Note'];
  const problem = { code: 'formula-error', message: '#N/A', column: 1 };
  const mapper = await compileText(customerMapping(FIELDS), header);
  const row = rowOf(['Li Na', '1', '2']);
  expect(await mapper.map({ ...row, problems: [problem] })).toMatchObject({ payload: { nick: 'Li Na' } });
  expect(await mapper.map({ ...row, problems: [{ ...problem, ofRow: true }] })).toMatchObject({ problems: [{}] });
  for (const expr of ['Name & Extra', '$join($.*)', '$string($)']) {
    const all = await compileText(customerMapping(`${FIELDS}  remark: { expr: ${JSON.stringify(expr)} }\n`), header);
    expect(await all.map({ ...row, problems: [problem] })).toMatchObject({ problems: [{ column: 'Extra' }] });
  }
});
