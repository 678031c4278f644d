import { describe, expect, test } from 'vitest';
import { compileText, customerMapping, mapOne } from '../support/map-rows.ts';

const BASE = 'fields:\n  nick: { const: x }\n  crm_status: { const: 2 }\n';

async function field(line: string, row: Parameters<typeof mapOne>[1]) {
  const { payload, problems } = await mapOne(customerMapping(`${BASE}  ${line}\n`), row);
  if (payload === undefined)
    return problems.map(({ code, message, column, value }) => ({ code, message, column, value }));
  const { nick, crm_status, ...rest } = payload;
  return rest;
}

describe('a text', () => {
  test('is trimmed, unless keep is given', async () => {
    expect(await field('remark: A', { A: ' \u3000x y\u00a0 ' })).toEqual({ remark: 'x y' });
    expect(await field('remark: { column: A, transform: [keep] }', { A: '  x ' })).toEqual({ remark: '  x ' });
  });

  test('keeps leading zeros, line breaks, quotes and emoji', async () => {
    for (const text of ['007', 'a\r\nb', '"quoted", and more', '👩‍💻', '=1+1', '１２']) {
      expect(await field('remark: A', { A: text })).toEqual({ remark: text });
    }
  });

  test('that is too long is reported with the limit', async () => {
    expect(await field('uname: A', { A: 'x'.repeat(51) })).toEqual([
      {
        code: 'too-long',
        message: `"${'x'.repeat(51)}" has 51 characters, but at most 50 are allowed`,
        column: 'A',
        value: 'x'.repeat(51),
      },
    ]);
  });

  test('of a workbook is what a person sees', async () => {
    expect(await field('remark: A', { A: { kind: 'number', text: '1,234.50', value: 1234.5 } })).toEqual({
      remark: '1,234.50',
    });
    expect(await field('remark: A', { A: { kind: 'date', text: '2025-04-03' } })).toEqual({ remark: '2025-04-03' });
  });

  test('that is a formula error is rejected', async () => {
    expect(await field('remark: A', { A: { kind: 'error', text: '#N/A' } })).toMatchObject([
      { code: 'formula-error', value: '#N/A' },
    ]);
  });

  test('shown in a message is shortened to one line', async () => {
    const [problem] = (await field('uname: A', { A: `${'long '.repeat(30)}\nend` })) as { value: string }[];
    expect(problem?.value).toMatch(/^long .*…$/);
    expect(problem?.value.length).toBeLessThanOrEqual(60);
  });
});

describe('a code', () => {
  test.each(['1', 'male', 'Male', 'ＭＡＬＥ', '男', 'M'])('goes by value or name: %s', async (text) => {
    expect(await field('sex: A', { A: text })).toEqual({ sex: 1 });
  });

  test('has the type of the wire', async () => {
    expect(await field('is_vip: A', { A: 'yes' })).toEqual({ is_vip: '1' });
    expect(await field('is_vip: A', { A: { kind: 'number', text: '1.00', value: 1 } })).toEqual({ is_vip: '1' });
    expect(await field('is_vip: A', { A: { kind: 'boolean', text: 'TRUE', value: true } })).toEqual({ is_vip: '1' });
  });

  test('that is unknown is reported with all allowed codes', async () => {
    expect(await field('sex: A', { A: 'femal' })).toMatchObject([
      {
        code: 'not-allowed',
        message: '"femal" is not one of male (1), female (2). Did you mean "female"?',
        column: 'A',
      },
    ]);
  });

  test.each(['constructor', '__proto__', 'toString'])(
    'does not find names that every object inherits: %s',
    async (text) => {
      expect(await field('sex: A', { A: text })).toMatchObject([{ code: 'not-allowed' }]);
      expect(await field('sex: { column: A, values: { x: 1 } }', { A: text })).toMatchObject([{ code: 'not-allowed' }]);
    },
  );
});

describe('values and otherwise', () => {
  test('a text that is not listed is an error by default', async () => {
    expect(await field('sex: { column: A, values: { Herr: 1, Frau: 2 } }', { A: 'Firma' })).toMatchObject([
      { code: 'not-allowed', message: '"Firma" is not one of Herr, Frau' },
    ]);
  });

  test.each([
    ['blank', {}],
    ['keep', { remark: 'Firma' }],
    ['other', { remark: 'other' }],
    ['null', {}],
    ['7', { remark: '7' }],
  ])('otherwise: %s', async (otherwise, payload) => {
    expect(await field(`remark: { column: A, values: { a: b }, otherwise: ${otherwise} }`, { A: 'Firma' })).toEqual(
      payload,
    );
  });

  test('null leaves the field out, numbers and booleans are values too', async () => {
    expect(await field('sex: { column: A, values: { none: null, 1: male } }', { A: 'none' })).toEqual({});
    expect(await field('sex: { column: A, values: { none: null, 1: male } }', { A: '1' })).toEqual({ sex: 1 });
    expect(await field('is_vip: { column: A, values: { true: 1, false: 0 } }', { A: 'TRUE' })).toEqual({ is_vip: '1' });
  });

  test('numbers of a workbook are matched by value, however they are displayed', async () => {
    const cell = { kind: 'number', text: '1.00', value: 1 } as const;
    expect(await field('sex: { column: A, values: { 1: female } }', { A: cell })).toEqual({ sex: 2 });
    expect(await field('sex: { column: A, values: { 1.00: female } }', { A: cell })).toEqual({ sex: 2 });
  });

  test('each part of a split is mapped', async () => {
    expect(await field('lineids: { column: A, split: ",", values: { a: A, b: B } }', { A: 'a, B' })).toEqual({
      lineids: ['A', 'B'],
    });
  });

  test('their results are checked before a row is read', async () => {
    const expectError = (line: string) => expect(compileText(customerMapping(`${BASE}  ${line}\n`), ['A'])).rejects;
    await expectError('sex: { column: A, values: { a: 1, b: 3 } }').toThrow(
      'mapping.yaml:6:40: "3" is not one of male (1), female (2).',
    );
    await expectError('sex: { column: A, values: { a: 1 }, otherwise: other }').toThrow(
      'mapping.yaml:6:50: "other" is not one of',
    );
    await expectError(`uname: { column: A, values: { a: ${'x'.repeat(51)} } }`).toThrow(
      'has 51 characters, but at most 50 are allowed',
    );
  });
});

describe('several columns', () => {
  test('the first that is not blank counts, and messages name it', async () => {
    expect(await field('tel: { column: [A, B] }', { A: ' ', B: '2' })).toEqual({ tel: '2' });
    expect(await field('uname: { column: [A, B] }', { A: '', B: 'x'.repeat(60) })).toMatchObject([{ column: 'B' }]);
  });
});

describe('blank cells', () => {
  test('leave the field out', async () => {
    expect(await field('remark: A', { A: ' ' })).toEqual({});
  });

  test('clear the fields that can be cleared if the mapping says so', async () => {
    const text = customerMapping(
      `blank: clear\n${BASE}  remark: A\n  sex: A\n  lineids: A\n  uname: { column: A, blank: omit }\n`,
    );
    expect((await mapOne(text, { A: '' })).payload).toEqual({ nick: 'x', crm_status: 2, remark: '', lineids: [] });
  });

  test('of a required field are reported with its column', async () => {
    const { problems } = await mapOne(customerMapping('blank: clear\nfields:\n  nick: A\n  crm_status: B\n'), {
      A: '',
      B: '',
    });
    expect(problems).toEqual([
      { code: 'required', message: 'Nickname (nick) is required, but it is blank', field: 'nick', column: 'A' },
      {
        code: 'required',
        message: 'Status (crm_status) is required, but it is blank',
        field: 'crm_status',
        column: 'B',
      },
    ]);
  });
});

describe('a row', () => {
  test('reports all its problems at once', async () => {
    const text = customerMapping(
      'fields:\n  nick: A\n  crm_status: B\n  sex: C\n  email: { column: D, transform: [email] }\n',
    );
    const { payload, problems } = await mapOne(text, { A: '', B: '9', C: 'x', D: 'y' });
    expect(payload).toBeUndefined();
    expect(problems.map(({ field: name, code }) => `${name} ${code}`)).toEqual([
      'crm_status not-allowed',
      'sex not-allowed',
      'email bad-email',
      'nick required',
    ]);
  });

  test('in follow-up needs its agent', async () => {
    const text = customerMapping('fields:\n  nick: A\n  crm_status: B\n  liable_serviceid: C\n');
    expect((await mapOne(text, { A: 'x', B: 'follow-up', C: '' })).problems).toEqual([
      {
        code: 'required',
        message: 'Agent (liable_serviceid) is required when Status (crm_status) is follow-up, but it is blank',
        field: 'liable_serviceid',
        column: 'C',
      },
    ]);
    expect((await mapOne(text, { A: 'x', B: 'pool', C: '' })).problems).toEqual([]);
  });

  test.each([
    [
      'liable_serviceid: { column: C, values: { Jane: null, Li: 7 } }',
      'the mapping sends nothing for "jane" (its value is null): correct the cell, or say what it becomes under fields.liable_serviceid.values in the mapping',
    ],
    [
      'liable_serviceid: { column: C, values: { Li: 7 }, otherwise: blank }',
      'the mapping sends nothing for "jane" (otherwise is blank): correct the cell, or say what it becomes under fields.liable_serviceid.values in the mapping',
    ],
    [
      'liable_serviceid: { column: C, transform: [digits] }',
      'the mapping sends nothing for "jane": correct the cell, or fields.liable_serviceid in the mapping',
    ],
  ])('the message quotes a cell that the mapping leaves out: %s', async (field, reason) => {
    const text = customerMapping(`fields:\n  nick: A\n  crm_status: B\n  ${field}\n`);
    expect((await mapOne(text, { A: 'x', B: 'follow-up', C: 'jane' })).problems).toEqual([
      {
        code: 'required',
        message: `Agent (liable_serviceid) is required when Status (crm_status) is follow-up, but ${reason}`,
        field: 'liable_serviceid',
        column: 'C',
      },
    ]);
  });

  test('says that a text counts as blank by the nulls of its mapping', async () => {
    const text = customerMapping('nulls: [N/A]\nfields:\n  nick: A\n  crm_status: { const: 1 }\n');
    expect((await mapOne(text, { A: 'n/a' })).problems).toMatchObject([
      { message: 'Nickname (nick) is required, but "n/a" counts as blank by the mapping\'s nulls', column: 'A' },
    ]);
  });

  test('is mapped synchronously where nothing has to wait', async () => {
    const mapper = await compileText(customerMapping(BASE), ['A']);
    expect(mapper.map({ number: 2, cells: ['x'] })).not.toBeInstanceOf(Promise);
  });

  test('can be shorter or longer than the header', async () => {
    const mapper = await compileText(customerMapping('fields:\n  nick: A\n  crm_status: { const: 1 }\n  remark: B\n'), [
      'A',
      'B',
    ]);
    expect(await mapper.map({ number: 2, cells: ['x'] })).toMatchObject({ payload: { nick: 'x' } });
    expect(await mapper.map({ number: 2, cells: ['x', 'y', 'z'] })).toMatchObject({ payload: { remark: 'y' } });
  });
});

describe('a constant', () => {
  test('that is invalid is a fault of the mapping, not of the rows', async () => {
    await expect(
      compileText(customerMapping('fields:\n  nick: A\n  crm_status: { const: 5 }\n'), ['A']),
    ).rejects.toThrow(
      'mapping.yaml:5:24: "5" is not one of first-inquiry (1), to-be-assigned (2), follow-up (3), customer-pool (4)',
    );
  });

  test('can be a list', async () => {
    expect(await field('lineids: { const: [a, b] }', { A: '' })).toEqual({ lineids: ['a', 'b'] });
    expect(await field('visitorids: { const: [a, 2] }', { A: '' })).toEqual({ visitorids: 'a,2' });
  });
});

describe('targets with defaults and nested lists', () => {
  test('an edit of a customer merges custom fields by default', async () => {
    const edit = 'version: 1\ntarget: customer-update\nfields:\n  id: A\n  nick: B\n';
    expect((await mapOne(edit, { A: '1', B: 'x' })).payload).toEqual({ id: '1', nick: 'x', upset_ex_field_str: 1 });
    expect((await mapOne(`${edit}  upset_ex_field_str: { const: overwrite }\n`, { A: '1', B: 'x' })).payload).toEqual({
      id: '1',
      nick: 'x',
      upset_ex_field_str: 0,
    });
  });

  test('members of an assignment are put into its list, ids are joined', async () => {
    const text =
      'version: 1\ntarget: assignment\nkey: confirmids\nfields:\n  confirmids: { column: A, split: ";" }\n  assign_biz_type: B\n  liable_serviceid: C\n  liable_service_name: D\n';
    expect(await mapOne(text, { A: '1; 2', B: 'To be assigned', C: 'a1', D: 'Li Na' })).toEqual({
      key: '1,2',
      payload: {
        confirmids: '1,2',
        assign_biz_type: '1',
        liable_list: [{ liable_serviceid: 'a1', liable_service_name: 'Li Na' }],
      },
      problems: [],
    });
    expect((await mapOne(text, { A: '1', B: '1', C: 'a1', D: '' })).problems).toMatchObject([
      { field: 'liable_service_name', column: 'D' },
    ]);
  });

  test('tags of a new group are names', async () => {
    const text =
      'version: 1\ntarget: tag-group\nfields:\n  name: A\n  color_value: B\n  is_multiple_choice: C\n  label_list: { column: D, split: ";" }\n';
    expect((await mapOne(text, { A: 'G', B: '#fff', C: 'no', D: 'a;b' })).payload).toEqual({
      name: 'G',
      color_value: '#fff',
      is_multiple_choice: 0,
      label_list: [{ name: 'a' }, { name: 'b' }],
    });
    expect((await mapOne(text, { A: 'G', B: '#fff', C: 'no', D: `a;${'b'.repeat(31)}` })).problems).toMatchObject([
      { code: 'too-long', column: 'D' },
    ]);
  });
});
