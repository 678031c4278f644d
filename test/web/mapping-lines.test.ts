import { describe, expect, test } from 'vitest';
import {
  columnsOf,
  linesOf,
  transformsOf,
  withLine,
  writtenTransforms,
} from '../../src/web/client/pages/import/map/mapping-lines.ts';
import { rulesOf, withoutRule } from '../../src/web/client/pages/import/map/mapping-rules.ts';

const content = {
  version: 1,
  target: 'customer',
  fields: { nick: 'Full name', tel: { column: ['Mobile', 'Phone'], transform: ['phone'] } },
  tags: { add: { column: 'Labels', split: ';' } },
  stage: 'Stage',
};

describe('the lines of a mapping in the form', () => {
  test('are those of all sections, with a bare column in its long form', () => {
    expect(linesOf(content)).toEqual([
      { id: 'fields.nick', spec: { column: 'Full name' } },
      { id: 'fields.tel', spec: { column: ['Mobile', 'Phone'], transform: ['phone'] } },
      { id: 'tags.add', spec: { column: 'Labels', split: ';' } },
      { id: 'stage.stageid', spec: { column: 'Stage', lookup: 'stage' } },
    ]);
  });

  test('keep their place when one of them is changed, and a bare column is written as its name', () => {
    expect(withLine(content, 'fields.nick', { column: 'Name', transform: undefined })['fields']).toEqual({
      nick: 'Name',
      tel: content.fields.tel,
    });
    expect(Object.keys(withLine(content, 'fields.nick', { column: 'Name' })['fields'] as object)).toEqual([
      'nick',
      'tel',
    ]);
  });

  test('are added at the end of their section, which is made if it is missing', () => {
    expect(withLine(content, 'custom.Birthday', { column: 'Born' })['custom']).toEqual({ Birthday: 'Born' });
    expect(Object.keys(withLine(content, 'fields.sex', { const: 1 })['fields'] as object)).toEqual([
      'nick',
      'tel',
      'sex',
    ]);
  });

  test('take their section with them when the last one is removed', () => {
    expect(withLine(content, 'tags.add', undefined)).not.toHaveProperty('tags');
    expect(withLine(content, 'stage.stageid', undefined)).not.toHaveProperty('stage');
    expect(withLine(content, 'fields.nick', undefined)['fields']).toEqual({ tel: content.fields.tel });
  });

  test('turn the short form of a stage into its long form when it is changed', () => {
    expect(withLine(content, 'stage.stageid', { column: 'Phase', lookup: 'stage' })['stage']).toEqual({
      stageid: { column: 'Phase', lookup: 'stage' },
    });
  });

  test('name the columns that they read', () => {
    expect(linesOf(content).map(({ spec }) => columnsOf(spec))).toEqual([
      ['Full name'],
      ['Mobile', 'Phone'],
      ['Labels'],
      ['Stage'],
    ]);
    expect(columnsOf({ const: 3 })).toEqual([]);
  });

  test('write transforms as they were read', () => {
    const transform = ['trim', { date: 'DD/MM/YYYY' }, { slice: [0, 3] }];
    expect(writtenTransforms(transformsOf({ transform }))).toEqual(transform);
    expect(transformsOf({ transform: 'upper' })).toEqual([{ name: 'upper', parameter: undefined }]);
    expect(writtenTransforms([])).toBeUndefined();
  });
});

test('the rules of a mapping are shown as text, stay when a line changes, and can be removed one by one', () => {
  const rules = [
    { field: 'tel', match: '^1', message: 'a number', level: 'warn' },
    { column: 'Age', min: 1, length: { min: 2, max: 3 }, 'one-of': ['A', 'B'], unique: 'mirror' },
  ];
  const ruled = { ...content, where: 'A = 1', rules };
  expect(rulesOf(ruled)).toEqual([
    {
      ...{ index: 0, field: 'tel', column: undefined, unique: undefined, message: 'a number', isWarning: true },
      checks: [{ check: 'match', value: '^1' }],
    },
    {
      ...{ index: 1, field: undefined, column: 'Age', unique: 'mirror', message: undefined, isWarning: false },
      checks: [
        { check: 'min', value: '1' },
        { check: 'length', value: '2–3' },
        { check: 'one-of', value: 'A, B' },
      ],
    },
  ]);
  expect(withLine(ruled, 'fields.nick', { column: 'Name' })).toMatchObject({ where: 'A = 1', rules });
  expect(withoutRule(ruled, 0)['rules']).toEqual([rules[1]]);
  expect(Object.keys(withoutRule({ ...ruled, rules: rules.slice(1) }, 0))).not.toContain('rules');
});
