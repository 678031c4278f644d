import { z } from 'zod';
import {
  dataAnswer,
  itemAnswer,
  optionalInteger,
  optionalText,
  pageAnswer,
  plainAnswer,
  renameMembersTo,
  wireList,
  wireText,
} from '../answer-schemas.ts';
import {
  blacklisted,
  crmStatus,
  customFieldUpdate,
  developmentMode,
  gender,
  moduleType,
  searchType,
  vipFlag,
} from '../codes.ts';
import { defineEndpoint } from '../endpoint.ts';
import { code, filledText, integerOrDigits, optional, pageNumber, queryCode, required, text } from '../parameters.ts';
import { customFieldEntry, customFieldText } from './custom-fields.ts';

const ids = z.array(z.string());

/**
 * What `user/save` and `user/update` have in common. `email` and `qq` are the rows of the table that lost their names;
 * `proviceid` and `provice_name` are spelt so on the wire.
 */
const customerParameters = {
  nick: required(filledText(50), 'Customer nickname (50 chars max)'),
  uname: optional(text(50), 'Real name (50 chars max)'),
  email: optional(text(), 'Email'),
  tel: optional(text(), 'Telephone'),
  qq: optional(text(), 'QQ number'),
  wx: optional(text(), 'WeChat ID'),
  partnerid: optional(text(), 'Docking ID: the id in your own system'),
  sex: optional(code(gender), 'Gender (1: male, 2: female)'),
  liable_serviceid: optional(text(), 'Agent id (required when the customer status is follow-up)'),
  liable_service_name: optional(text(), 'Agent name'),
  countryid: optional(text(), 'Country id'),
  proviceid: optional(text(), 'Province id'),
  provice_name: optional(text(), 'Province name'),
  cityid: optional(text(), 'City id'),
  city_name: optional(text(), 'City name'),
  areaid: optional(text(), 'District id'),
  area_name: optional(text(), 'District name'),
  remark: optional(text(), 'Note'),
  enterpriseid: optional(text(), 'Enterprise id (different from company id)'),
  enterprise_name: optional(text(), 'Enterprise name'),
  is_vip: optional(code(vipFlag), 'Customer level, as text (0: general, 1: vip)'),
  ex_field_str: optional(
    customFieldText,
    'Custom fields: a JSON array of {fieldid, field_value} serialised into a string',
  ),
  wx_build_unionid: optional(text(), 'WeChat unionId of the customer, self-built app'),
  visitorids: optional(text(), 'Visitor ID'),
  wx_external_userids: optional(ids, 'WeChat external user ids'),
  wx_unionids: optional(ids, 'WeChat union ids'),
  wx_openids: optional(ids, 'WeChat open ids'),
  whatsappids: optional(ids, 'WhatsApp ids'),
  faceBookids: optional(ids, 'Facebook ids'),
  instagramids: optional(ids, 'Instagram ids'),
  lineids: optional(ids, 'LINE ids'),
  telegramids: optional(ids, 'Telegram ids'),
  discordids: optional(ids, 'Discord ids'),
  timezoneid: optional(text(), 'Time zone id'),
  language: optional(text(), 'Language identification'),
};

/** A WeCom employee who is connected with the customer. The table says one object, the example has a list: both are parsed to a list. */
const followUser = z.looseObject({
  userid: optionalText,
  remark: optionalText,
  createtime: optionalInteger,
  add_way: optionalInteger,
  status: optionalInteger,
});

/** The members of a customer that `user/list_by_page` and `user/detail` share, including those that only the examples show. */
const customer = {
  id: wireText,
  nick: optionalText,
  uname: optionalText,
  visitorids: optionalText,
  partnerid: optionalText,
  email: optionalText,
  tel: optionalText,
  qq: optionalText,
  wx: optionalText,
  sex: optionalInteger,
  remark: optionalText,
  enterpriseid: optionalText,
  enterprise_name: optionalText,
  is_vip: optionalText,
  vip_level: optionalText,
  user_status: optionalInteger,
  crm_status: optionalInteger,
  liable_serviceid: optionalText,
  liable_service_name: optionalText,
  proviceid: optionalText,
  provice_name: optionalText,
  cityid: optionalText,
  city_name: optionalText,
  areaid: optionalText,
  area_name: optionalText,
  user_label: optionalText,
  biz_label: optionalText,
  ex_field_str: optionalText,
  source: optionalInteger,
  wx_build_unionid: optionalText,
  create_type: optionalInteger,
  create_time: optionalInteger,
  create_date: optionalInteger,
  update_time: optionalInteger,
  timezoneid: optionalText,
  timezone_value: optionalText,
  language: optionalText,
  language_value: optionalText,
};

/** A row of `user/list_by_page`. */
const customerListRow = z.looseObject({
  ...customer,
  pid: optionalText,
  status: optionalInteger,
  extend_fields: z.unknown().optional(),
  fixed_fields: z.unknown().optional(),
  external_userid: optionalText,
  development_mode: optionalInteger,
  follow_user: wireList(followUser).optional(),
  create_serviceid: optionalText,
  create_service_name: optionalText,
  update_user_id: optionalText,
  update_user_name: optionalText,
});

const accounts = wireList(wireText).optional();

/** The `item` of `user/detail`, in snake_case. */
const customerDetail = z.looseObject({
  ...customer,
  countryid: optionalText,
  country_name: optionalText,
  wx_external_userids: accounts,
  wx_unionids: accounts,
  wx_openids: accounts,
  whatsappids: accounts,
  faceBookids: accounts,
  instagramids: accounts,
  lineids: accounts,
  telegramids: accounts,
  discordids: accounts,
});

/** The members of a customer that each answer tells: one that is absent is blank, except for those of `CUSTOMER_MEMBERS_IN_EXAMPLES`. */
export const customerMembers: { readonly list: readonly string[]; readonly detail: readonly string[] } = {
  list: Object.keys(customerListRow.shape),
  detail: Object.keys(customerDetail.shape),
};

/** Members that only the examples of the list show, not its table: where one is absent, nothing is known about it. */
export const CUSTOMER_MEMBERS_IN_EXAMPLES: readonly string[] = [
  'crm_status',
  'liable_serviceid',
  'liable_service_name',
];

/** An upsert: the server finds the customer by the tenant's identification rules, and then leaves crm_status, liable_serviceid and liable_service_name as they are. */
export const saveCustomer = defineEndpoint({
  name: 'user/save',
  title: 'Create Customer',
  summary: "Creates a customer, or updates the one that the tenant's identification rules find.",
  method: 'POST',
  path: '/api/scrm/5/user/save',
  access: 'write',
  request: z.strictObject({
    ...customerParameters,
    crm_status: required(
      code(crmStatus),
      'Customer status (1: 1st inquiry, 2: to be assigned, 3: follow-up, 4: customer pool); ignored on update',
    ),
  }),
  answer: dataAnswer(z.looseObject({ userid: wireText })),
  repeatable: 'when-identified',
  requiredWhen: [{ field: 'crm_status', equals: crmStatus['follow-up'], requires: 'liable_serviceid' }],
});

/** Without `upset_ex_field_str` 1 the server overwrites **all** custom fields with those of the call. */
export const updateCustomer = defineEndpoint({
  name: 'user/update',
  title: 'Edit Customer Info',
  summary: 'Edits the customer with the given id.',
  method: 'POST',
  path: '/api/scrm/5/user/update/{id}',
  access: 'write',
  request: z.strictObject({
    id: required(filledText(), 'Customer id'),
    ...customerParameters,
    vip_level: optional(text(), 'VIP level: the value of an option of Query Customer Level'),
    upset_ex_field_str: optional(
      code(customFieldUpdate),
      'What happens to custom fields that are not sent (0: all are overwritten, the default; 1: they stay)',
    ),
  }),
  answer: plainAnswer,
  repeatable: true,
});

/** A GET, although the example says `-X POST`. `wx_build_unionId` has its capital letter here and nowhere else. */
export const listCustomers = defineEndpoint({
  name: 'user/list_by_page',
  title: 'Query Customer List',
  summary: 'Lists customers, filtered and in pages.',
  method: 'GET',
  path: '/api/scrm/5/user/list_by_page',
  access: 'read',
  request: z.strictObject({
    search_type: optional(
      queryCode(searchType),
      'What to search (1: customer nickname, 2: real name, 3: company, 4: phone no., 5: email)',
    ),
    search_value: optional(text(), 'What to search for'),
    wx_build_unionId: optional(text(), 'WeChat unionId of the customer, self-built app'),
    stageid: optional(text(), 'Follow-up stage id'),
    create_start_time: optional(integerOrDigits, 'Created at or after (s)'),
    create_end_time: optional(integerOrDigits, 'Created at or before (s)'),
    user_label: optional(z.array(filledText()), 'Ids of business tags or WeCom tags, joined by ","'),
    isblack: optional(queryCode(blacklisted), 'Blacklisted or not (1: yes, 0: no)'),
    module_type: optional(
      queryCode(moduleType),
      'Which list (1: all customers (default), 2: new, 3: to be assigned, 4: follow-up, 5: customer pool, 6: mine)',
    ),
    external_userid: optional(text(), 'External contact id of WeCom'),
    development_mode: optional(
      queryCode(developmentMode),
      'How WeCom is connected (1: third-party development (default), 2: self-built application)',
    ),
    update_start_time: optional(integerOrDigits, 'Updated at or after (s)'),
    update_end_time: optional(integerOrDigits, 'Updated at or before (s)'),
    liable_serviceid: optional(text(), 'Agent id'),
    page_no: required(pageNumber, 'Page, from 1'),
    page_size: required(pageNumber, 'Entries on a page (15 by default); the server may cap it'),
  }),
  answer: pageAnswer(customerListRow),
  paged: true,
  repeatable: true,
  modifiers: ['search_type', 'development_mode'],
});

const detailMembers = renameMembersTo(Object.keys(customerDetail.shape));

/** The table shows camelCase members, the example snake_case in `item`: both are read, and the result is snake_case. */
export const getCustomer = defineEndpoint({
  name: 'user/detail',
  title: 'Query Customer Details',
  summary: 'Gets all details of one customer.',
  method: 'POST',
  path: '/api/scrm/5/user/detail',
  access: 'read',
  request: z.strictObject({ id: required(filledText(), 'Customer id') }),
  answer: itemAnswer(z.preprocess(detailMembers, customerDetail.nullish())),
  repeatable: true,
});

/** Always creates: there is no identification rule and no query, so sending it twice makes two enterprises. */
export const saveEnterprise = defineEndpoint({
  name: 'enterprise/save',
  title: 'Create Enterprise',
  summary: 'Creates an enterprise.',
  method: 'POST',
  path: '/api/scrm/5/enterprise/save',
  access: 'write',
  request: z.strictObject({
    enterprise_name: required(filledText(), 'Enterprise name'),
    proviceid: optional(text(), 'Province id'),
    provice_name: optional(text(), 'Province name'),
    cityid: optional(text(), 'City id'),
    city_name: optional(text(), 'City name'),
    areaid: optional(text(), 'District id'),
    area_name: optional(text(), 'District name'),
    enterprise_domains: optional(z.array(z.string()), 'Enterprise domains'),
    extend_fields: optional(z.array(customFieldEntry), 'Custom fields: an array of {fieldid, field_value}'),
  }),
  answer: itemAnswer(wireText),
  repeatable: false,
});
