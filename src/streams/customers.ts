import { endpoints } from '../api/endpoints/index.ts';
import { defineStream } from './stream.ts';

/** Partitioned by creation time, which never changes: pages of a partition do not shift when customers are added. */
export const customers = defineStream({
  name: 'customers',
  title: 'Customers',
  summary: 'All customers, or those that match the filters of the customer list.',
  endpoint: endpoints.listCustomers,
  id: ['id'],
  times: ['create_time', 'create_date', 'update_time'],
  names: {
    source: { list: endpoints.listSources, value: 'value', label: 'label' },
    vip_level: { list: endpoints.listLevels, value: 'data_value', label: 'data_name' },
  },
  custom: { member: 'ex_field_str', list: endpoints.listCustomerFields },
  partitionBy: { member: 'create_time', start: 'create_start_time', end: 'create_end_time' },
  span: { start: 'update_start_time', end: 'update_end_time', unit: 'seconds', member: 'update_time' },
  lookups: { liable_serviceid: 'agent', stageid: 'stage', user_label: 'tag' },
  filterWords: {
    email: ['search_type=email', 'search_value'],
    phone: ['search_type=phone', 'search_value'],
    tel: ['search_type=phone', 'search_value'],
    nick: ['search_type=nickname', 'search_value'],
    nickname: ['search_type=nickname', 'search_value'],
    uname: ['search_type=real-name', 'search_value'],
    'real-name': ['search_type=real-name', 'search_value'],
    company: ['search_type=company', 'search_value'],
    owner: ['liable_serviceid'],
    stage: ['stageid'],
    tag: ['user_label'],
  },
  details: endpoints.getCustomer,
  tags: { endpoint: endpoints.listCustomerTags, batch: 100 },
  personal: {
    nick: 'initials',
    uname: 'initials',
    email: 'hash',
    tel: 'last4',
    qq: 'hash',
    wx: 'hash',
    partnerid: 'hash',
    visitorids: 'hash',
    wx_build_unionid: 'hash',
    external_userid: 'hash',
    wx_external_userids: 'hash',
    wx_unionids: 'hash',
    wx_openids: 'hash',
    whatsappids: 'hash',
    faceBookids: 'hash',
    instagramids: 'hash',
    lineids: 'hash',
    telegramids: 'hash',
    discordids: 'hash',
    liable_service_name: 'initials',
    create_service_name: 'initials',
    update_user_name: 'initials',
    remark: 'remove',
    extend_fields: 'remove',
    fixed_fields: 'remove',
    follow_user: 'remove',
  },
});

/** `biz_time` is in seconds or in milliseconds, as the document's example shows. */
export const behaviors = defineStream({
  name: 'behaviors',
  title: 'Behaviors',
  summary: 'What happened to each customer. Takes one call per customer.',
  endpoint: endpoints.listBehaviors,
  id: ['id'],
  times: ['biz_time', 'create_time'],
  added: ['userid', 'nick'],
  parents: { stream: customers, parameter: 'userid', member: 'id', adds: { nick: 'nick' } },
  personal: { nick: 'initials', biz_content: 'remove' },
});

/** Customers who are no longer listed have `black_type` not-listed and no times. */
export const blacklistedCustomers = defineStream({
  name: 'blacklist',
  title: 'Blacklist',
  summary: 'The customers who are or were on the blacklist.',
  endpoint: endpoints.listBlacklist,
  id: ['user_id'],
  times: ['black_time', 'black_end_time'],
  span: { start: 'start_time', end: 'end_time', unit: 'seconds', member: 'black_time' },
  personal: { nick: 'initials', black_reason: 'remove' },
});
