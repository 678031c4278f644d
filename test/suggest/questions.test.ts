import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { askAboutUncertain } from '../../src/cli/map-questions.ts';
import type { Cell } from '../../src/files/row.ts';
import { createSuggester, type Suggestion, type TenantFacts } from '../../src/suggest/index.ts';
import { placeOf, profileRows, targetOf } from '../support/suggest.ts';

const ENTER = '\r';
const DOWN = '\u001b[B';
const BREAK_OFF = '\u0003';

describe('on a terminal', () => {
  test('a column that fits two fields is asked about, and goes to the chosen one', async () => {
    const { suggestion, shown } = await converse(
      ['Name', 'Notes'],
      [
        ['Li Na', 'calls back'],
        ['Wang Wei', 'none'],
      ],
      [[DOWN, ENTER]],
    );
    expect(shown).toContain('Which field is "Notes"? It holds calls back, none');
    expect(placeOf(suggestion, 'Notes')).toBe('remark');
  });

  test('a column can be left out', async () => {
    const { suggestion } = await converse(['Name', 'Notes'], [['Li Na', 'calls back']], [[DOWN, DOWN, ENTER]]);
    expect(placeOf(suggestion, 'Notes')).toBeNull();
    expect(suggestion.unplaced.map(({ reason }) => reason)).toEqual(['Left out, as you decided']);
  });

  test('a column that the target needs is asked for', async () => {
    const { suggestion, shown } = await converse(
      ['Zzz', 'Xxx'],
      [
        ['red', 'blue'],
        ['green', 'grey'],
      ],
      [[DOWN, ENTER], [ENTER]],
      'follow-up',
    );
    expect(shown).toContain('Every record needs Customer (userid). Which column holds it?');
    expect(placeOf(suggestion, 'Xxx')).toBe('userid');
    expect(placeOf(suggestion, 'Zzz')).toBe('content');
  });

  test('dates that could be read in two ways are asked about', async () => {
    const rows = [
      ['Li Na', '03/04/1985'],
      ['Wang Wei', '01/02/1990'],
    ];
    const { suggestion, shown } = await converse(['Name', 'Birthday'], rows, [[DOWN, ENTER]]);
    expect(shown).toContain('How should "Birthday" be read? It holds 03/04/1985, 01/02/1990');
    const birthday = suggestion.placements.find(({ candidate }) => candidate.label === 'Birthday');
    expect(birthday?.spec).toEqual({ transform: [{ date: 'MM/DD/YYYY' }] });
  });

  test('rows whose value would not be sent can be rejected instead', async () => {
    const rows = [
      ['Li Na', 'Male'],
      ['Wang Wei', 'Female'],
      ['Ann Lee', 'Male'],
      ['Bo Dahl', 'Other'],
    ];
    const { suggestion, shown } = await converse(['Name', 'Gender'], rows, [[DOWN, ENTER]]);
    expect(shown).toContain('"Other" (Gender, 1 row)');
    const gender = suggestion.placements.find(({ candidate }) => candidate.key === 'sex');
    expect(gender?.spec.values).toBeUndefined();
    expect(gender?.unsent).toEqual([]);
  });

  test('cancelling writes nothing', async () => {
    const answer = converse(['Name', 'Notes'], [['Li Na', 'calls back']], [[BREAK_OFF]]);
    await expect(answer).rejects.toThrow('Cancelled; nothing was written');
  });
});

const field = (field_name: string, field_type: number, variable: string) => ({
  field_id: variable,
  field_name,
  field_variable: variable,
  field_type,
  cus_field_data_info_list: [],
});
const FACTS: TenantFacts = {
  customFields: [field('Notes', 1, 'customField1'), field('Birthday', 3, 'customField3')] as never,
  rejectedBy: () => Promise.resolve(undefined),
};

/** Asks with the given keys as answers, each typed once its question is there. */
async function converse(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  answers: readonly (readonly string[])[],
  target = 'customer',
): Promise<{ suggestion: Suggestion; shown: string }> {
  const input = new PassThrough();
  const output = new PassThrough();
  const left = [...answers];
  let shown = '';
  // A question that waits begins with a filled diamond; once it is answered, the diamond is hollow.
  output.setEncoding('utf8').on('data', (text: string) => {
    const isNew = text.includes('◆');
    shown += text;
    if (isNew) for (const key of left.shift() ?? []) setImmediate(() => input.write(key));
  });
  const suggester = await createSuggester(targetOf(target), await profileRows(header, rows), FACTS);
  return { suggestion: await askAboutUncertain(suggester, { input, output }), shown };
}
