import { z } from 'zod';
import { gender, vipFlag } from '../codes/customer.ts';
import { code, filledText, optional, required, text } from '../parameters.ts';
import { customFieldText } from './custom-field-entry.ts';

const ids = z.array(z.string());

/**
 * What `user/save` and `user/update` have in common. `email` and `qq` are the rows of the table that lost their names;
 * `proviceid` and `provice_name` are spelt so on the wire.
 */
export const customerParameters = {
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
