import { z } from 'zod';
import { optionalInteger, optionalText, wireList, wireText } from '../wire.ts';

/** A WeCom employee who knows the customer. The table says one object, the example has a list: it comes out as a list. */
const followUser = z.looseObject({
  userid: optionalText,
  remark: optionalText,
  createtime: optionalInteger,
  add_way: optionalInteger,
  status: optionalInteger,
});

/** What `user/list_by_page` and `user/detail` both tell about a customer. Members that only the examples show are here too. */
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
export const customerListRow = z.looseObject({
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
export const customerDetail = z.looseObject({
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
