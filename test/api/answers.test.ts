import { describe, expect, it } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';

const SUCCESS = { ret_code: '000000', ret_msg: 'Success' };

describe('an answer', () => {
  it('may have counters that are numbers, digits, blank or absent', () => {
    const { answer } = endpoints.listCustomers;
    expect(answer.parse({ ...SUCCESS, page_no: '2', page_count: 3, total_count: '', items: [] })).toEqual({
      ...SUCCESS,
      page_no: 2,
      page_count: 3,
      total_count: null,
      items: [],
    });
  });

  it('has an empty list where items are null or absent', () => {
    expect(endpoints.listSources.answer.parse({ ...SUCCESS, items: null }).items).toEqual([]);
    expect(endpoints.listBlacklist.answer.parse(SUCCESS).items).toEqual([]);
  });

  it('keeps unknown members', () => {
    const items = [{ userid: 'u', label_set: [{ id: 't', shade: 1 }], more: [2] }];
    expect(endpoints.listCustomerTags.answer.parse({ ...SUCCESS, items, extra: 3 })).toEqual({
      ...SUCCESS,
      items,
      extra: 3,
    });
  });

  it('has ids as text even where the server sends numbers', () => {
    const items = [{ provinceid: 110000, province_name: 'Beijing' }];
    expect(endpoints.listProvinces.answer.parse({ ...SUCCESS, items }).items[0]?.provinceid).toBe('110000');
  });

  it('is refused without its essential member', () => {
    expect(endpoints.saveCustomer.answer.safeParse({ ...SUCCESS, data: {} }).success).toBe(false);
    expect(endpoints.getToken.answer.safeParse({ ...SUCCESS, item: { token: '', expires_in: '1' } }).success).toBe(
      false,
    );
  });

  it('may have no message if the call has no payload', () => {
    expect(endpoints.saveTag.answer.parse({ ret_code: '000000' })).toEqual({ ret_code: '000000' });
  });
});

describe('the token', () => {
  it('has its lifetime in seconds as a number, although it arrives as text', () => {
    expect(
      endpoints.getToken.answer.parse({ ...SUCCESS, item: { token: 't', expires_in: '86400' } }).item.expires_in,
    ).toBe(86400);
  });
});

describe("a customer's details", () => {
  const read = (item: unknown) => endpoints.getCustomer.answer.parse({ ...SUCCESS, item }).item;

  it('are converted from the camelCase of the table to snake_case', () => {
    expect(
      read({ id: 'c', visitorIds: 'v', cityName: 'Tianjin', isVip: '1', createTime: '1632806109', wxOpenIds: ['o'] }),
    ).toEqual({
      id: 'c',
      visitorids: 'v',
      city_name: 'Tianjin',
      is_vip: '1',
      create_time: 1632806109,
      wx_openids: ['o'],
    });
  });

  it('keep the snake_case of the example', () => {
    const item = { id: 'c', create_type: 1, wx_build_unionid: 'u', user_label: 'a,b', faceBookids: ['f'] };
    expect(read(item)).toEqual(item);
  });

  it('prefer the snake_case name if both are present, unless it is null', () => {
    expect(read({ id: 'c', city_name: 'Right', cityName: 'Left' })).toMatchObject({ city_name: 'Right' });
    expect(read({ id: 'c', cityName: 'Left', city_name: null })).toMatchObject({ city_name: 'Left' });
  });

  it('are absent for an unknown customer', () => {
    expect(read(null)).toBeNull();
    expect(read(undefined)).toBeUndefined();
  });
});

describe('oddities of single lists', () => {
  it('a WeCom employee may be an object or in a list', () => {
    const rows = [{ id: 'a', follow_user: { userid: 'w' } }, { id: 'b', follow_user: [{ userid: 'w' }] }, { id: 'c' }];
    const { items } = endpoints.listCustomers.answer.parse({ ...SUCCESS, items: rows });
    expect(items.map((row) => row.follow_user)).toEqual([[{ userid: 'w' }], [{ userid: 'w' }], undefined]);
  });

  it('the content of a behavior may be an object, text or null', () => {
    const items = [{ stageType: '1' }, '{"stageType":"1"}', null].map((biz_content, id) => ({
      id: `${id}`,
      biz_content,
    }));
    expect(endpoints.listBehaviors.answer.parse({ ...SUCCESS, items }).items).toEqual(items);
  });

  it('an agent is found at any depth', () => {
    const agent = { id: 'a', type: 2, sub_list: null };
    const items = [{ id: 'd', type: '1', sub_list: [{ id: 'e', type: 1, sub_list: [agent] }] }];
    const [top] = endpoints.listAgents.answer.parse({ ...SUCCESS, items }).items;
    expect(top).toEqual({
      id: 'd',
      type: 1,
      sub_list: [{ id: 'e', type: 1, sub_list: [{ id: 'a', type: 2, sub_list: [] }] }],
    });
  });

  it('a custom field without options has an empty list of options', () => {
    const items = [{ field_id: 'f', field_type: '2', cus_field_data_info_list: null }];
    const [field] = endpoints.listCustomerFields.answer.parse({ ...SUCCESS, items }).items;
    expect(field).toEqual({ field_id: 'f', field_type: 2, cus_field_data_info_list: [] });
  });
});
