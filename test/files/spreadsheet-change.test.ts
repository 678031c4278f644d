import { describe, expect, test } from 'vitest';
import { canonicalNumber, spreadsheetChange } from '../../src/files/index.ts';

const CHANGED: readonly (readonly [before: string, after: string, change: string])[] = [
  // What LibreOffice 25 makes of a CSV that it opens and saves.
  ['007', '7', 'lost-zeros'],
  ['12345678901234567', '1.23456789012346E+016', 'scientific-notation'],
  ['1E5', '100000', 'scientific-notation'],
  ['1250.00', '1250', 'respelled'],
  ['+4917112345678', '4917112345678', 'lost-plus'],
  ['3.141592653589793', '3.14159265358979', 'rounded-digits'],
  ['0.10', '0.1', 'respelled'],
  ['=1+1', '2', 'formula-result'],
  // What Excel makes of it.
  ['000', '0', 'lost-zeros'],
  ['12345678901234567', '1.23457E+16', 'scientific-notation'],
  ['123456789012', '1.23457E+11', 'scientific-notation'],
  ['6217000010012345678', '6217000010012340000', 'rounded-digits'],
  ['6217000010012345678', '6.217E+18', 'scientific-notation'],
  ['0086138', '86138', 'lost-zeros'],
  ['3.14159265358979', '3.141592654', 'rounded-digits'],
  ['1-2', '2-Jan', 'date'],
  ['1-2', '01.02.2026', 'date'],
  ['1/2', '1-Feb', 'date'],
  ['3-4', 'Mar-04', 'date'],
  ['MARCH1', '1-Mar', 'date'],
  ['2024-03-05', '3/5/2024', 'date'],
  ['2024-03-05', '05.03.2024', 'date'],
  ['2024-03-05', '05-03-2024', 'date'],
  ['2024-03-05', '2024/3/5', 'date'],
  ['2024-03-05', '05-Mar-24', 'date'],
  ['2024-03-05', '5. März 2024', 'date'],
  ['2024-03-05', '2024年3月5日', 'date'],
  ['2024-03-05', '45356', 'date'],
  ['2024-03-05 10:20:30', '3/5/2024 10:20', 'date'],
  ['2024-03-05T10:20:30', '05.03.2024 10:20:30', 'date'],
  ['10:20', '10:20:00', 'date'],
  ['22:20', '10:20 PM', 'date'],
  ['03/04/2024', '3/4/2024', 'date'],
  ['true', 'TRUE', 'boolean'],
  ['False', 'FALSCH', 'boolean'],
  ['true', '1', 'boolean'],
  ['5%', '0.05', 'respelled'],
  ['1250', '1,250.00', 'respelled'],
  ['1250.5', '1250,5', 'respelled'],
  ['1250', '1 250,00', 'respelled'],
  ['1250', '$1,250.00', 'respelled'],
  ['1250', '1250.00 €', 'respelled'],
  ["'=1+1", '=1+1', 'text-mark'],
  ['="00123"', '00123', 'text-mark'],
  ['line\nbreak', ' line\r\nbreak', 'spacing'],
  ['-foo', '#NAME?', 'formula-result'],
  ['x'.repeat(40_000), 'x'.repeat(32_767), 'cut-text'],
  [`${'x'.repeat(32_766)}😀 and more`, 'x'.repeat(32_766), 'cut-text'],
  ['Müller', 'MÃ¼ller', 'mojibake'],
  ['张伟', 'å¼ ä¼Ÿ', 'mojibake'],
  ['Zoë Łukasz', 'ZoĂ« Ĺukasz', 'mojibake'],
  ['Łukasz 张伟', '?ukasz ??', 'lost-characters'],
  ['Hi 😀', 'Hi ??', 'lost-characters'],
];

const EDITED: readonly (readonly [before: string, after: string])[] = [
  ['', 'x'],
  ['x', ''],
  ['7', '007'],
  ['007', '08'],
  ['007', '0007'],
  ['4917112345678', '+4917112345678'],
  ['1250.00', '1251'],
  ['1250.456', '1250.46'],
  ['1.5', '15'],
  ['12345678901234567', '1.3E+16'],
  ['12345678901234567', '12345678901234568901'],
  ['123456', '123'],
  ['2024-03-05', '2024-05-03'],
  ['2024-03-05', '2024-03-06'],
  ['2024-03-05', '3/6/2024'],
  ['03/04/2024', '04/03/2024'],
  ['2024-03-05 10:20', '2024-03-05 11:20'],
  ['2024-03-05 10:20', '2024-03-05'],
  ['10:20', '10:21'],
  ['true', 'FALSE'],
  ['true', 'yes'],
  ['5', '5%'],
  ['Müller', 'Mueller'],
  ['Müller', 'Muller'],
  ['Zoë', 'Zo?x'],
  ['May', 'June'],
  ['Anna May', 'Anna Mai'],
  ['x'.repeat(40_000), 'x'.repeat(32_000)],
  ['=1+1', 'two'],
];

describe('what a spreadsheet program does to a cell', () => {
  test.each(CHANGED)('%s becomes %s: %s', (before, after, change) => {
    expect(spreadsheetChange(before, after)).toBe(change);
  });

  test.each(EDITED)('%s becomes %s: an edit', (before, after) => {
    expect(spreadsheetChange(before, after)).toBeUndefined();
  });

  test('an equal cell has not changed', () => {
    for (const text of ['', '007', 'Müller', '2024-03-05']) expect(spreadsheetChange(text, text)).toBeUndefined();
  });
});

test.each([
  ['1250.00', '1250'],
  ['0.10', '0.1'],
  ['-3.50', '-3.5'],
  ['-0.0', '0'],
  ['007.50', '007.50'],
  ['+1.50', '+1.50'],
  ['1.2.0', '1.2.0'],
  ['100', '100'],
  ['v1.0', 'v1.0'],
])('%s is the number %s', (text, value) => {
  expect(canonicalNumber(text)).toBe(value);
});
