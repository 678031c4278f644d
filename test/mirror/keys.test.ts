import { describe, expect, test } from 'vitest';
import { startMirroring } from './mirroring.ts';

async function mirrorOf(customers: readonly Readonly<Record<string, string>>[]) {
  const work = await startMirroring({ identifiedBy: ['partnerid'] });
  for (const [index, fields] of customers.entries()) {
    await work.post('user/save', { nick: `Person ${index}`, crm_status: 1, ...fields });
  }
  await work.refresh({ tags: false });
  const nicks = (...ids: readonly string[]) => ids.map((id) => work.mirror.get(id)?.row['nick']);
  return {
    work,
    find: (field: 'tel' | 'email' | 'nick' | 'partnerid', value: string) =>
      nicks(...work.mirror.find(field, value)).toSorted(),
  };
}

describe('finding customers in the mirror', () => {
  test.each([
    ['+49 30 1234567', '004930 123-45 67'],
    ['+49 30 1234567', '+49 (0)30 1234567'],
    ['+49 30 1234567', '030 1234567'],
    ['030/1234567', '+49 30 1234567'],
    ['13812345678', '+86 138 1234 5678'],
    ['8613812345678', '13812345678'],
    ['+49 30 1234567; 0171 5554443', '01715554443'],
    ['0171 5554443', '+49 30 1234567, +49 171 5554443'],
    ['extension', ' extension '],
  ])('finds the telephone number %s by %s', async (stored, sought) => {
    const { work, find } = await mirrorOf([{ tel: stored }, { tel: '+1 212 5550100' }]);
    await using _ = work;
    expect(find('tel', sought)).toEqual(['Person 0']);
  });

  test('does not find a number by the same digits with another country code', async () => {
    const { work, find } = await mirrorOf([{ tel: '+49 30 1234567' }]);
    await using _ = work;
    expect(find('tel', '+43 30 1234567')).toEqual([]);
    expect(find('tel', '')).toEqual([]);
  });

  test('finds e-mail addresses in any case, and docking ids and names exactly', async () => {
    const { work, find } = await mirrorOf([
      { email: 'Li.Na@Example.com;second@example.com', partnerid: 'K-1', nick: 'Zoe\u0308 Li' },
      { email: 'other@example.com', partnerid: 'k-1', nick: 'zoë li' },
    ]);
    await using _ = work;
    expect(find('email', ' li.na@example.com ')).toHaveLength(1);
    expect(find('email', 'SECOND@example.com')).toEqual(find('email', 'li.na@example.com'));
    expect(find('partnerid', ' K-1 ')).toHaveLength(1);
    expect(find('nick', 'Zoë Li')).toHaveLength(1);
    expect(find('nick', 'ZOË LI')).toEqual([]);
  });

  test('returns every customer with the value, each once', async () => {
    const { work, find } = await mirrorOf([
      { tel: '+49 30 1234567' },
      { tel: '030 1234567;+493012345 67' },
      { tel: '1' },
    ]);
    await using _ = work;
    expect(find('tel', '+49301234567')).toEqual(['Person 0', 'Person 1']);
  });
});
