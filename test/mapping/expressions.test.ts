import { describe, expect, test } from 'vitest';
import type { Cell } from '../../src/files/row.ts';
import { compileText, customerMapping, mapOne, noLookups, rowOf } from '../support/map-rows.ts';

const text = (expression: string, more = '') =>
  customerMapping(
    `fields:\n  nick: { const: x }\n  crm_status: { const: 1 }\n  remark: { expr: ${JSON.stringify(expression)}${more} }\n`,
  );

async function evaluate(expression: string, row: Record<string, Cell>) {
  const { payload, problems } = await mapOne(text(expression), row);
  return payload === undefined ? problems : payload['remark'];
}

describe('an expression', () => {
  test('sees the columns by their names', async () => {
    expect(await evaluate('A & "-" & `B C`', { A: 'x', 'B C': 'y' })).toBe('x-y');
  });

  test('sees numbers and booleans of a workbook with their types', async () => {
    expect(await evaluate('A + 1', { A: { kind: 'number', text: '1,234', value: 1234 } })).toBe('1235');
    expect(await evaluate('A ? "yes" : "no"', { A: { kind: 'boolean', text: 'TRUE', value: true } })).toBe('yes');
  });

  test('can return text, a number, a boolean, a list, or nothing', async () => {
    expect(await evaluate('2.5', { A: '' })).toBe('2.5');
    expect(await evaluate('true', { A: '' })).toBe('true');
    expect(await evaluate('["a", A, "b"]', { A: '' })).toBe('a,b');
    expect(await evaluate('null', { A: '' })).toBeUndefined();
    expect(await evaluate('$lookup({}, "x")', { A: '' })).toBeUndefined();
  });

  test('that returns something else, or fails, is a problem of its row', async () => {
    expect(await evaluate('{ "a": A }', { A: 'x' })).toMatchObject([{ code: 'bad-expression-value', column: 'A' }]);
    expect(await evaluate('$number(A)', { A: 'x' })).toMatchObject([
      { code: 'expression-failed', field: 'remark', value: 'x' },
    ]);
    expect(await evaluate('1e300 * 10', { A: '' })).toMatchObject([{ code: 'bad-number' }]);
  });

  test('goes through transforms, values and checks like a column', async () => {
    const mapping = customerMapping(
      'fields:\n  nick: { expr: \'First & " " & Last\', transform: [title, { slice: 50 }] }\n  crm_status: { expr: \'First = "ANA" ? "vip" : "other"\', values: { vip: 3, other: 4 } }\n  liable_serviceid: { const: a }\n',
    );
    expect(await mapOne(mapping, { First: 'ANA', Last: 'RUIZ' })).toMatchObject({
      payload: { nick: 'Ana Ruiz', crm_status: 3 },
    });
  });

  test("does not see the tool's own columns", async () => {
    await expect(compileText(text('_message'), ['A', '_message'])).rejects.toThrow('has no column "_message"');
  });

  test('a column with the name of an inherited member is only a column', async () => {
    const mapper = await compileText(text('constructor & "!" & A'), ['constructor', 'A']);
    expect(await mapper.map(rowOf(['x', 'y']))).toMatchObject({ payload: { remark: 'x!y' } });
  });
});

describe('before a row is read', () => {
  test('an invalid expression is reported with its position', async () => {
    await expect(compileText(text('A & ('), ['A'])).rejects.toThrow(
      /mapping\.yaml:6:19: The expression cannot be read: .* at character \d+/,
    );
  });

  test.each([
    'Nme & "x"',
    '$uppercase(Nme)',
    '[Nme, 1]',
    'A = "x" ? Nme : A',
    '($n := Nme; $n)',
    'Nme ~> $trim',
    '-$number(Nme)',
    'A[$ = Nme] & Nme',
  ])('a name that is not a column is reported: %s', async (expression) => {
    await expect(compileText(text(expression), ['A', 'Name'])).rejects.toThrow(
      'rows.csv has no column "Nme". Did you mean "Name"?',
    );
  });

  test.each([
    '$split(A, ",")[0]',
    '$map([1, 2], function($i) { $string($i) & x })',
    '{ "x": A }.x',
    '[{ "x": A }].x',
    '$sum([{ "n": 1 }].n)',
  ])('names within a step are not columns: %s', async (expression) => {
    await expect(compileText(text(expression), ['A'])).resolves.toBeDefined();
  });
});

describe('no expression hangs a run', () => {
  test.each([
    ['a loop without end', '($f := function($n) { $f($n + 1) }; $f(0))'],
    ['a recursion without end', '($f := function($n) { 1 + $f($n + 1) }; $f(0))'],
    ['a sequence too long', '$count([1..9999999])'],
    ['a sum over too much', '$sum([1..5000].([1..5000]))'],
  ])('%s is stopped', async (_, expression) => {
    const mapper = await compileText(text(expression), ['A'], noLookups, { exprTimeoutMs: 100 });
    const start = performance.now();
    expect(await mapper.map(rowOf(['x']))).toMatchObject({ problems: [{ code: 'expression-failed' }] });
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test('a pattern that would backtrack for ever takes linear time', async () => {
    const start = performance.now();
    expect(await evaluate('$match(A, /^(a+)+$/) ? "yes" : "no"', { A: `${'a'.repeat(20_000)}!` })).toBe('no');
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test('patterns behave as in JavaScript', async () => {
    expect(await evaluate('$replace(A, /(\\w+)@(\\w+)/i, "$2 at $1")', { A: 'one@two, three@four' })).toBe(
      'two at one, four at three',
    );
    expect(await evaluate('$join($match(A, /[0-9]+/).match, "-")', { A: 'a1b22c333' })).toBe('1-22-333');
    expect(await evaluate('$join($split(A, /[,;] ?/), "|")', { A: 'a, b;c' })).toBe('a|b|c');
    expect(await evaluate('$contains(A, /ÄB/i) ? "yes" : "no"', { A: 'xäby' })).toBe('yes');
  });

  test('a pattern that does not run in linear time is reported', async () => {
    expect(await evaluate('$contains(A, /(?=x)/)', { A: 'x' })).toMatchObject([{ code: 'expression-failed' }]);
  });
});

test('an expression refers to columns of the same name by number, and to the first also by name', async () => {
  const mapper = await compileText(text('Note & `Note#1` & `Note#2`'), ['Note', 'Note']);
  expect(await mapper.map(rowOf(['a', 'b']))).toMatchObject({ payload: { remark: 'aab' } });
});
