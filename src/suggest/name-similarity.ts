import { byDistance } from '../words/index.ts';
import { type Name, parseName, type Word } from './parse-name.ts';

/** The same words, but not the same letters: `Notes` and `Note`. */
const SAME_IN_OTHER_WORDS = 0.98;

/** How alike two names are: 1 for the same, 0 for nothing in common. */
export function nameSimilarity(column: Name, known: Name): number {
  if (column.squashed === '' || known.squashed === '') return 0;
  if (column.squashed === known.squashed) return 1;
  if (column.isChinese || known.isChinese) return chineseSimilarity(column.squashed, known.squashed);
  return SAME_IN_OTHER_WORDS * wordSimilarity(column.words, known.words);
}

/** What the words have in common, by their weights. The last word that says something is what a name is about. */
function wordSimilarity(column: readonly Word[], known: readonly Word[]): number {
  const free = [...known];
  let shared = 0;
  for (const word of column) {
    const index = free.findIndex((other) => other.text === word.text);
    if (index < 0) continue;
    shared += word.weight;
    free.splice(index, 1);
  }
  if (shared === 0) return 0;
  const similarity = (2 * shared) / (weigh(column) + weigh(known));
  return subject(column) === subject(known) ? similarity : similarity * 0.8;
}

function weigh(words: readonly Word[]): number {
  return words.reduce((sum, word) => sum + word.weight, 0);
}

function subject(words: readonly Word[]): string {
  const heaviest = Math.max(...words.map((word) => word.weight));
  return words.findLast((word) => word.weight === heaviest)?.text ?? '';
}

/** Prefixes that do not change the meaning of a name: the customer's telephone is a telephone. */
const CHINESE_OWNERS = /^(?:客户|会员|联系人|用户|顾客|所属|所在|常用|主要)/;

/** Chinese names end with their subject: 联系人电话 is a telephone, 公司地址 is not a company. */
function chineseSimilarity(column: string, known: string): number {
  const [shortColumn, shortKnown] = [column.replace(CHINESE_OWNERS, ''), known.replace(CHINESE_OWNERS, '')];
  if (shortColumn !== '' && shortColumn === shortKnown) return 0.95;
  if (known.length >= 2 && column.endsWith(known)) return 0.85;
  if (column.length >= 2 && known.endsWith(column)) return 0.6;
  const similarity = pairsInCommon(column, known);
  return column.at(-1) === known.at(-1) ? similarity : similarity * 0.8;
}

/** Dice's coefficient over pairs of characters. */
function pairsInCommon(a: string, b: string): number {
  const free = pairsOf(b);
  const total = a.length - 1 + free.length;
  if (total <= 0) return 0;
  let shared = 0;
  for (const pair of pairsOf(a)) {
    const index = free.indexOf(pair);
    if (index < 0) continue;
    shared += 1;
    free.splice(index, 1);
  }
  return (2 * shared) / total;
}

function pairsOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, index) => text.slice(index, index + 2));
}

/** How alike a name is to the most alike of others, from 0 to 1. */
export function bestNameSimilarity(name: string, others: readonly string[]): number {
  const parsed = parseName(name);
  return Math.max(0, ...others.map((other) => nameSimilarity(parsed, parseName(other))));
}

const MIN_WORD_LENGTH = 5;
const LONG_WORD_LENGTH = 8;

/** Corrects the spelling of unknown words in a name: `Adress` is `Address`, while `County` is not `Country`. */
export function correctSpelling(name: Name, knownWords: ReadonlySet<string>): Name {
  if (name.isChinese || name.words.every(({ text }) => knownWords.has(text))) return name;
  const candidates = [...knownWords].filter((word) => word.length >= MIN_WORD_LENGTH);
  const words = name.words.map((word) => {
    if (knownWords.has(word.text) || word.text.length < MIN_WORD_LENGTH) return word;
    const [near] = byDistance(word.text, candidates);
    if (near === undefined) return word;
    const slips = Math.max(word.text.length, near.text.length) >= LONG_WORD_LENGTH ? 2 : 1;
    return near.edits <= slips ? { ...word, text: near.text } : word;
  });
  return { ...name, words };
}

/**
 * Words of columns that look like a customer's field but are not: somebody else's telephone, or the author of the record.
 * A column with one of them is not matched by its values, and by its name only where that is exactly a field's name.
 */
const FOREIGN_WORDS = new Set(
  'fax assistant asst spouse parent guardian mother father order invoice transaction emergency secretary referrer referral referred created modified updated deleted converted password'.split(
    ' ',
  ),
);

const FOREIGN_CHINESE =
  /传真|助理|订单|商品|家长|父亲|母亲|配偶|监护人|紧急|创建|添加|录入|更新时间|修改|密码|推荐人|介绍人/;

/** Whether the name says that the column is not about the customer. */
export function isForeign(name: Name): boolean {
  return FOREIGN_CHINESE.test(name.squashed) || name.words.some(({ text }) => FOREIGN_WORDS.has(text));
}

/** Synonyms in the names of tenants and spreadsheets. A custom field with one name of a line is found by the others. */
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

/** Synonyms of a custom field's name. */
export function otherNamesOf(text: string): string[] {
  const name = parseName(text);
  const group = SYNONYMS.find((entries) => entries.some((entry) => nameSimilarity(name, entry.name) >= 0.95));
  return (group ?? []).filter((entry) => entry.name.squashed !== name.squashed).map((entry) => entry.text);
}

/** What separates a prefix from the name, as in `Person - Email`. */
const PREFIX_SEPARATOR = /\s+[-–—:>]\s+|\s*(?:::|[:./>])\s*/;

const MIN_PREFIX_SHARE = 0.6;
const MIN_PREFIX_COLUMNS = 4;

/** Removes the prefix that most column names share, as in some exports: `Person - Name` becomes `Name`. */
export function withoutCommonPrefix(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) {
    const prefix = prefixOf(name);
    if (prefix !== undefined) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  const shared = [...counts].find(
    ([, count]) => count >= MIN_PREFIX_COLUMNS && count >= names.length * MIN_PREFIX_SHARE,
  )?.[0];
  if (shared === undefined) return [...names];
  return names.map((name) =>
    prefixOf(name) === shared ? name.slice(shared.length).replace(/^[\s\-–—:./>]+/, '') : name,
  );
}

function prefixOf(name: string): string | undefined {
  const match = PREFIX_SEPARATOR.exec(name);
  return match === null || match.index === 0 || match.index + match[0].length >= name.length
    ? undefined
    : name.slice(0, match.index);
}
