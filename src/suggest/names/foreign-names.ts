import type { Name } from './words.ts';

/**
 * Words of columns that look like a field of a customer and are none: somebody else's telephone, or who made the record.
 * A column with one of them is not placed by its values, and by its name only where that is a field's very name.
 */
const FOREIGN_WORDS = new Set(
  'fax assistant asst spouse parent guardian mother father order invoice transaction emergency secretary referrer referral referred created modified updated deleted converted password'.split(
    ' ',
  ),
);

const foreignChinese =
  /传真|助理|订单|商品|家长|父亲|母亲|配偶|监护人|紧急|创建|添加|录入|更新时间|修改|密码|推荐人|介绍人/;

/** Does the name say that the column is about something else than the customer? */
export function isForeign(name: Name): boolean {
  return foreignChinese.test(name.squashed) || name.words.some(({ text }) => FOREIGN_WORDS.has(text));
}
