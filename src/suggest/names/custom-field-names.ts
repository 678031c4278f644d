import { nameSimilarity } from './name-similarity.ts';
import { parseName } from './words.ts';

/** Names that tenants and spreadsheets give to the same thing. A custom field called by one of a line is found by the others. */
const SYNONYM_LISTS: readonly (readonly string[])[] = [
  ['Birthday', 'Date of birth', 'DOB', 'Birth date', 'Born', '生日', '出生日期', '出生年月'],
  ['Industry', 'Sector', 'Line of business', 'Branch', '行业', '所属行业', '客户行业'],
  ['Job title', 'Position', 'Role', 'Title', '职位', '职务'],
  ['Department', 'Division', '部门'],
  ['Address', 'Street', 'Street address', 'Mailing street', '地址', '详细地址', '家庭住址', '联系地址'],
  ['Postal code', 'Zip', 'Zip code', 'Postcode', '邮编', '邮政编码'],
  ['Source', 'Lead source', 'Origin', 'Channel', '来源', '客户来源', '来源渠道'],
  ['Website', 'URL', 'Web site', 'Homepage', '网站', '网址'],
  ['Employees', 'Number of employees', 'Company size', 'Headcount', '员工人数', '人员规模'],
  ['Credit limit', 'Credit line', '信用额度'],
  ['Plan', 'Subscription', 'Package', '套餐'],
  ['Level', 'Tier', 'Grade', 'Rating', '等级', '级别', '客户等级', '会员等级'],
  ['Interests', 'Hobbies', '爱好', '兴趣', '兴趣爱好'],
  ['Founded', 'Year founded', 'Date of incorporation', '成立日期', '成立时间'],
];

const SYNONYMS = SYNONYM_LISTS.map((names) => names.map((text) => ({ text, name: parseName(text) })));

/** Other names for a custom field of that name. */
export function otherNamesOf(text: string): string[] {
  const name = parseName(text);
  const group = SYNONYMS.find((entries) => entries.some((entry) => nameSimilarity(name, entry.name) >= 0.95));
  return (group ?? []).filter((entry) => entry.name.squashed !== name.squashed).map((entry) => entry.text);
}
