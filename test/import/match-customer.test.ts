import { describe, expect, test } from 'vitest';
import { matchCustomer } from '../../src/import/reconcile/customer-lookup.ts';

describe('matchCustomer', () => {
  const sent = { nick: 'Ada', partnerid: 'P1', tel: '+8613800138000', crm_status: 1 };

  test.each([
    ['same', { nick: 'Ada', partnerid: 'P1', tel: '+8613800138000' }, 'all is equal'],
    ['same', { nick: 'Ada', partnerid: 'P1' }, 'the list does not show all'],
    ['same', { nick: ' Ada ', partnerid: 'P1', tel: null }, 'blanks do not count'],
    ['other', { nick: 'Ada', partnerid: 'P12', tel: '+8613800138000' }, 'one identity differs'],
    ['other', { nick: 'Ada', tel: '+8613900139000' }, 'the telephone differs'],
    ['unsure', { nick: 'Ada', partnerid: 'p1' }, 'only the case differs'],
    ['unsure', { nick: 'Ada', partnerid: 'P1', tel: '138 0013 8000' }, 'the server may have rewritten the telephone'],
    ['unsure', { nick: 'Ada L.', partnerid: 'P1' }, 'the name differs'],
    ['unsure', { nick: 'Ada' }, 'a namesake of whom nothing else is known'],
    ['other', { nick: 'Adam' }, 'the loose search found somebody else'],
  ] as const)('finds a listed customer %s: %j', (expected, row, _why) => {
    expect(matchCustomer(sent, row)).toBe(expected);
  });

  test('never matches a customer by its name alone', () => {
    expect(matchCustomer({ nick: 'Ada' }, { nick: 'Ada', partnerid: 'P9' })).toBe('unsure');
  });
});
