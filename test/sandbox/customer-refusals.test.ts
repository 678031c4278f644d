import { describe, expect, it } from 'vitest';
import { agentIds, openSession } from './session.ts';

const NOWHERE = '0123456789abcdef0123456789abcdef';

/** The error, the return code, and the parameter that the message names. */
const REFUSALS: readonly [wrong: string, members: object, code: string, param: string][] = [
  ['no nick', { nick: undefined }, '400001', 'nick'],
  ['a blank nick', { nick: '  ' }, '400001', 'nick'],
  ['a nick of 51 characters', { nick: 'x'.repeat(51) }, '400003', 'nick'],
  ['a nick that is a number', { nick: 5 }, '400002', 'nick'],
  ['a real name of 51 characters', { uname: '名'.repeat(51) }, '400003', 'uname'],
  ['no crm_status', { crm_status: undefined }, '400001', 'crm_status'],
  ['a crm_status that is text', { crm_status: '2' }, '400002', 'crm_status'],
  ['a crm_status of 5', { crm_status: 5 }, '400004', 'crm_status'],
  ['follow-up without an agent', { crm_status: 3 }, '400001', 'liable_serviceid'],
  ['an unknown agent', { crm_status: 3, liable_serviceid: NOWHERE }, '400012', 'liable_serviceid'],
  ['an unknown agent though nobody follows up', { liable_serviceid: NOWHERE }, '400012', 'liable_serviceid'],
  ['a sex of 3', { sex: 3 }, '400004', 'sex'],
  ['a sex that is text', { sex: '1' }, '400002', 'sex'],
  ['an is_vip that is a number', { is_vip: 1 }, '400002', 'is_vip'],
  ['an is_vip of 2', { is_vip: '2' }, '400004', 'is_vip'],
  ['a telephone that is a number', { tel: 13_214_599_999 }, '400002', 'tel'],
  ['an unknown enterprise', { enterpriseid: NOWHERE }, '400013', 'enterpriseid'],
  ['an unknown country', { countryid: '999' }, '400019', 'countryid'],
  ['an unknown time zone', { timezoneid: 'Mars/Olympus' }, '400019', 'timezoneid'],
  ['an unknown language', { language: 'tlh' }, '400019', 'language'],
  ['an unknown province', { proviceid: '999999' }, '400017', 'proviceid'],
  ['a city of another province', { proviceid: '110000', cityid: '130300' }, '400017', 'cityid'],
  ['a district of another city', { cityid: '130100', areaid: '130303' }, '400017', 'areaid'],
  ['channel ids as text', { whatsappids: 'w1,w2' }, '400002', 'whatsappids'],
  ['channel ids that are numbers', { lineids: [1] }, '400002', 'lineids'],
  ['custom fields as an array', { ex_field_str: [] }, '400002', 'ex_field_str'],
];

describe('user/save refuses', () => {
  it.each(REFUSALS)('%s', async (_wrong, members, code, param) => {
    await using session = await openSession();
    const answer = await session.post('user/save', { nick: 'Ann', crm_status: 2, tel: '1', ...members });
    expect(answer).toEqual({ ret_code: code, ret_msg: expect.stringMatching(new RegExp(`^${param}: `)) });
    expect(session.sandbox.snapshot().customerCount()).toBe(0);
  });

  it('nothing at the exact limits', async () => {
    await using session = await openSession();
    const [agent] = await agentIds(session, 'Wang Wei');
    const right = [
      { nick: '名'.repeat(50) },
      { nick: '👍'.repeat(50) },
      { uname: null, sex: null, whatsappids: null },
      { crm_status: 3, liable_serviceid: agent },
      { sex: 1, is_vip: '1', unknown_member: 'is passed over' },
    ];
    for (const members of right) {
      const answer = await session.post('user/save', { nick: 'Ann', crm_status: 2, ...members });
      expect(answer).toMatchObject({ ret_code: '000000', action: 'add' });
    }
  });
});
