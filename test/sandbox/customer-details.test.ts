import { describe, expect, it } from 'vitest';
import { addCustomer, handClock, openSession } from './session.ts';

describe('user/detail', () => {
  it("answers in the style of the document's example: snake case, numbers as text, all custom fields", async () => {
    const clock = handClock();
    await using session = await openSession({ now: clock.now });
    const id = await addCustomer(session, {
      partnerid: 'p',
      sex: 1,
      countryid: '104',
      visitorids: 'v',
      lineids: ['l'],
    });
    const { item } = await session.post('user/detail', { id });
    expect(item).toEqual({
      id,
      nick: 'Ann',
      partnerid: 'p',
      visitorids: 'v',
      countryid: '104',
      country_name: 'Germany',
      lineids: ['l'],
      sex: '1',
      is_vip: '0',
      user_status: '0',
      ex_field_str: expect.any(String),
      source: '8',
      create_type: '1',
      create_time: String(clock.now() / 1000),
      create_date: expect.stringMatching(/^\d+$/),
      update_time: String(clock.now() / 1000),
    });
    const entries = JSON.parse(String(item['ex_field_str'])) as { field_type: string; field_value: string }[];
    expect(entries.map(({ field_type, field_value }) => [field_type, field_value])).toEqual(
      ['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((type) => [type, '']),
    );
  });

  it('answers in the camel case of the table if the option is set', async () => {
    await using session = await openSession({ camelCaseDetail: true });
    const id = await addCustomer(session, { partnerid: 'p', wx_openids: ['o'], proviceid: '110000' });
    expect((await session.post('user/detail', { id })).item).toMatchObject({
      partnerId: 'p',
      wxOpenIds: ['o'],
      proviceId: '110000',
      proviceName: 'Beijing',
      userStatus: '0',
      ex_field_str: expect.any(String),
    });
  });

  it('refuses an unknown customer and a missing id', async () => {
    await using session = await openSession();
    expect(await session.post('user/detail', { id: 'ffff' })).toEqual({
      ret_code: '400011',
      ret_msg: 'id: no customer has the id ffff',
    });
    expect(await session.post('user/detail', {})).toMatchObject({ ret_code: '400001' });
  });
});
