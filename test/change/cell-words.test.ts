import { describe, expect, test } from 'vitest';
import { fieldLabel, shownValue } from '../../src/change/index.ts';
import type { CellValue } from '../../src/ledger/index.ts';
import { CONTEXT } from './tenant.ts';

describe('a field', () => {
  test.each([
    ['email', 'E-mail'],
    ['crm_status', 'Status'],
    ['vip_level', 'VIP level'],
    ['custom:fruit', 'fruit'],
    ['custom:unknown', 'unknown'],
    ['tag:t1', 'Tag Interest/Beach'],
    ['tag:t9', 'Tag t9'],
    ['stage', 'Stage'],
    ['blacklist', 'Blacklist'],
    ['agent', 'Agent'],
    ['something', 'something'],
  ])('%s is called %s', (field, label) => {
    expect(fieldLabel(field, CONTEXT)).toBe(label);
  });
});

describe('a value', () => {
  test.each<[string, CellValue, string]>([
    ['email', null, ''],
    ['email', ' ', ''],
    ['email', 'a@x', 'a@x'],
    ['remark', 'a\nb', 'a\nb'],
    ['sex', '2', 'female'],
    ['sex', '0', '0'],
    ['is_vip', '0', 'general'],
    ['is_vip', null, ''],
    ['crm_status', '3', 'follow-up'],
    ['countryid', '49', 'Germany'],
    ['countryid', '50', '50'],
    ['vip_level', '2', 'Gold'],
    ['liable_serviceid', 'a1', 'Mia'],
    ['whatsappids', ['1', '2'], '1; 2'],
    ['whatsappids', [], ''],
    ['custom:text', 'a', 'a'],
    ['custom:fruit', '2', '3'],
    ['custom:fruit', '9', '9'],
    ['custom:interests', '7,6', 'Music; Reading, writing'],
    ['custom:interests', '7,99', '7,99'],
    ['custom:region', '10,11,12', 'APAC / China / Shanghai'],
    ['custom:region', '12', 'APAC / China / Shanghai'],
    ['custom:unknown', 'x', 'x'],
    ['tag:t1', 'yes', 'yes'],
    ['tag:t1', null, ''],
    ['stage', ['s1', 'Won', '21'], 'Won'],
    ['stage', ['s1', '', '21'], 'Won'],
    ['stage', ['s9'], 's9'],
    ['agent', ['a1', 'Noah'], 'Noah'],
    ['agent', ['a1'], 'Mia'],
    ['blacklist', ['-1', 'spam'], 'forever: spam'],
    ['blacklist', ['24', ''], '24h'],
    ['blacklist', null, ''],
  ])('%s %j is shown as %j', (field, value, shown) => {
    expect(shownValue(field, value, CONTEXT)).toBe(shown);
  });
});
