import { expect, test } from 'vitest';
import { destructiveActionsOf, parseMapping } from '../../src/mapping/index.ts';

const actionsOf = (text: string) => destructiveActionsOf(parseMapping(`version: 1\n${text}`, 'mapping.yaml'));
const EDIT = 'target: customer-update\nfields:\n  id: A\n  nick: B\n';

test('removals, replaced tags and the blacklist are destructive, edits and new records are not', () => {
  expect(actionsOf('target: tag-remove\nfields:\n  id: A\n')).toEqual(['deletes tags, which customers lose']);
  expect(actionsOf('target: customer-tags\nfields:\n  id: A\n  list: B\n')).toHaveLength(1);
  expect(actionsOf(`${EDIT}blacklist:\n  black_type: { const: 24h }\n  black_reason: C\n`)).toEqual([
    'adds customers to the blacklist',
  ]);
  expect(actionsOf(EDIT)).toEqual([]);
  expect(actionsOf(`${EDIT}tags:\n  add: C\n`)).toEqual([]);
});

test('overwriting custom fields is destructive, merging them is not', () => {
  expect(actionsOf(`${EDIT}  upset_ex_field_str: { const: 1 }\n`)).toEqual([]);
  expect(actionsOf(`${EDIT}  upset_ex_field_str: { const: merge }\n`)).toEqual([]);
  expect(actionsOf(`${EDIT}  upset_ex_field_str: { const: 0 }\n`)).toEqual([
    expect.stringContaining('overwrites every custom field'),
  ]);
  expect(actionsOf(`${EDIT}  upset_ex_field_str: C\n`)).toHaveLength(1);
});
