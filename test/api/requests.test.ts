import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { endpoints } from '../../src/api/endpoints/index.ts';

/** The paths of what a schema refuses. */
function refused(request: z.ZodType, input: unknown): string[] {
  return (request.safeParse(input).error?.issues ?? []).map((issue) => issue.path.join('.'));
}

const CUSTOMER = { nick: 'Ann', crm_status: 1 };

describe('user/save', () => {
  const { request } = endpoints.saveCustomer;

  it('takes the two parameters whose names are missing in the document', () => {
    expect(refused(request, { ...CUSTOMER, email: 'a@b.example', qq: '12345' })).toEqual([]);
  });

  it('takes the names that look like typos', () => {
    expect(refused(request, { ...CUSTOMER, proviceid: '1', provice_name: 'x', faceBookids: ['f'] })).toEqual([]);
    expect(refused(request, { ...CUSTOMER, provinceid: '1' })).toEqual(['']);
  });

  it('needs a nickname of 1 to 50 characters and a status', () => {
    expect(refused(request, { nick: 'n'.repeat(50), uname: 'u'.repeat(50), crm_status: 4 })).toEqual([]);
    expect(refused(request, { nick: 'n'.repeat(51), uname: 'u'.repeat(51), crm_status: 4 })).toEqual(['nick', 'uname']);
    expect(refused(request, { nick: '' })).toEqual(['nick', 'crm_status']);
  });

  it('has status and gender as numbers and the VIP flag as text', () => {
    expect(refused(request, { nick: 'Ann', crm_status: '1', sex: '2', is_vip: 1 })).toEqual([
      'sex',
      'is_vip',
      'crm_status',
    ]);
    expect(refused(request, { nick: 'Ann', crm_status: 3, sex: 2, is_vip: '1' })).toEqual([]);
  });

  it('allows optional text to be cleared', () => {
    expect(refused(request, { ...CUSTOMER, tel: '', remark: '', ex_field_str: '' })).toEqual([]);
  });

  it('needs the agent of a customer in follow-up', () => {
    expect(endpoints.saveCustomer.requiredWhen).toEqual([
      { field: 'crm_status', equals: 3, requires: 'liable_serviceid' },
    ]);
  });

  it('takes custom fields only as a JSON array in a string', () => {
    const entries = [
      { fieldid: 'a', field_value: '1,2' },
      { field_params: 'fruit', field_value: 'apple' },
    ];
    expect(refused(request, { ...CUSTOMER, ex_field_str: JSON.stringify(entries) })).toEqual([]);
    for (const wrong of [
      entries,
      '{}',
      '[',
      '[{"fieldid":"a"}]',
      '[{"fieldid":"a","field_value":1}]',
      '[{"field_value":"1"}]',
    ]) {
      expect(refused(request, { ...CUSTOMER, ex_field_str: wrong }), JSON.stringify(wrong)).toEqual(['ex_field_str']);
    }
  });
});

describe('user/update', () => {
  it('needs id and nickname and takes what happens to custom fields', () => {
    const { request } = endpoints.updateCustomer;
    expect(refused(request, { upset_ex_field_str: 1 })).toEqual(['id', 'nick']);
    expect(refused(request, { id: 'i', nick: 'n', upset_ex_field_str: '1' })).toEqual(['upset_ex_field_str']);
    expect(refused(request, { id: 'i', nick: 'n', crm_status: 1 })).toEqual(['']);
  });
});

describe('user/list_by_page', () => {
  const { request } = endpoints.listCustomers;
  const page = { page_no: 1, page_size: 15 };

  it('takes numeric filters as numbers and as digits, since a query is text', () => {
    expect(
      refused(request, { ...page, search_type: 4, module_type: '3', isblack: 0, create_start_time: '1625138677' }),
    ).toEqual([]);
    expect(
      refused(request, { ...page, search_type: '4', module_type: 3, isblack: '0', create_start_time: 1625138677 }),
    ).toEqual([]);
    expect(refused(request, { ...page, search_type: 'tel', module_type: 7 })).toEqual(['search_type', 'module_type']);
  });

  it('spells wx_build_unionId with a capital letter here and nowhere else', () => {
    expect(refused(request, { ...page, wx_build_unionId: 'u' })).toEqual([]);
    expect(refused(request, { ...page, wx_build_unionid: 'u' })).toEqual(['']);
    expect(refused(endpoints.saveCustomer.request, { ...CUSTOMER, wx_build_unionid: 'u' })).toEqual([]);
  });
});

describe('assignment and recycling', () => {
  it('have one type as text and the other as a number', () => {
    const liable_list = [{ liable_serviceid: 'a', liable_service_name: 'Ann' }];
    expect(
      refused(endpoints.assignCustomers.request, { confirmids: 'a,b', liable_list, assign_biz_type: '5' }),
    ).toEqual([]);
    expect(refused(endpoints.assignCustomers.request, { confirmids: 'a,b', liable_list, assign_biz_type: 5 })).toEqual([
      'assign_biz_type',
    ]);
    expect(refused(endpoints.recycleCustomers.request, { confirmids: 'a,b', confirm_type: 1 })).toEqual([]);
    expect(refused(endpoints.recycleCustomers.request, { confirmids: 'a,b', confirm_type: '1' })).toEqual([
      'confirm_type',
    ]);
  });
});

describe('tags', () => {
  it('have names of at most 30 characters', () => {
    const name = 'n'.repeat(31);
    expect(refused(endpoints.saveTag.request, { name, groupid: 'g', param_name: name })).toEqual([
      'name',
      'param_name',
    ]);
    expect(refused(endpoints.updateTagGroup.request, { id: 'g', name })).toEqual(['name']);
  });

  it('belong to groupid, not groupId', () => {
    expect(refused(endpoints.saveTag.request, { name: 'x', groupId: 'g' })).toEqual(['groupid', '']);
  });

  it('are requested for 100 customers at a time', () => {
    const ids = Array.from({ length: 101 }, (_, index) => `c${index}`);
    expect(refused(endpoints.listCustomerTags.request, { ids })).toEqual(['ids']);
    expect(refused(endpoints.listCustomerTags.request, { ids: ids.slice(1) })).toEqual([]);
  });

  it('need one of the customer ids and something to add or remove', () => {
    expect(endpoints.tagCustomer.atLeastOneOf).toEqual([
      ['userid', 'unionid', 'external_userid'],
      ['add_tag', 'remove_tag'],
    ]);
  });
});

describe('other calls', () => {
  it('set a stage of type 1, 21, 22 or 23, never 2', () => {
    const stage = { userid: 'u', stageid: 's', stage_name: 'n' };
    for (const stage_type of [1, 21, 22, 23])
      expect(refused(endpoints.setStage.request, { ...stage, stage_type })).toEqual([]);
    expect(refused(endpoints.setStage.request, { ...stage, stage_type: 2 })).toEqual(['stage_type']);
  });

  it('blacklist for ever or for 24, 48 or 72 hours', () => {
    const listing = { user_id: 'u', black_reason: 'r' };
    for (const black_type of [-1, 24, 48, 72])
      expect(refused(endpoints.addToBlacklist.request, { ...listing, black_type })).toEqual([]);
    expect(refused(endpoints.addToBlacklist.request, { ...listing, black_type: 0 })).toEqual(['black_type']);
  });

  it('send custom fields of an enterprise as a real array', () => {
    const extend_fields = [{ fieldid: 'a', field_value: '1' }];
    expect(refused(endpoints.saveEnterprise.request, { enterprise_name: 'E', extend_fields })).toEqual([]);
    expect(
      refused(endpoints.saveEnterprise.request, { enterprise_name: 'E', extend_fields: JSON.stringify(extend_fields) }),
    ).toEqual(['extend_fields']);
  });

  it('count assignments by day, with days as yyyy-MM-dd', () => {
    const span = { liable_serviceid: 'a', start_date: '2022-05-02', end_date: '2022-06-02', timezone: '+08:00' };
    expect(refused(endpoints.listAssignmentStats.request, span)).toEqual([]);
    expect(
      refused(endpoints.listAssignmentStats.request, { ...span, start_date: '2022-13-02', timezone: 'GMT' }),
    ).toEqual(['start_date', 'timezone']);
  });
});
