import type { VALUE_MESSAGES } from '../../mapping/value-messages.ts';
import type { TranslatedMessages } from '../../words/index.ts';
import { named } from '../nouns.ts';

const CORRECT_VALUE = '请更正该值，或修改映射中的规则：rules。';
const rangeText = (min: number | undefined, max: number | undefined): string => {
  if (min === undefined) return `不大于 ${max}`;
  return max === undefined ? `不小于 ${min}` : `${min} 至 ${max}`;
};
const CHECK_EXPRESSION = '请检查映射中的表达式用到的单元格。';
const SAY_DATE_FORMAT = '请更正该值，或在映射中写明格式：transform: [{ date: DD/MM/YYYY }]，也可用 time 或 datetime。';

export const zhValues: TranslatedMessages<typeof VALUE_MESSAGES> = {
  required: {
    meaning: '记录必需的字段没有值。',
    remediation: '请填写该单元格。如果所有行的值都相同，可写在映射中：{ const: … }。',
    text: {
      field: (field) => `${field} 为必填`,
      when: (field, other, value) => `${other} 为 ${value} 时，${field} 为必填`,
      oneOf: (fields) => `${fields.join('、')} 至少要填写一项`,
      blank: (needed) => `${needed}，但单元格为空`,
      allBlank: (needed) => `${needed}，但全部为空`,
      nulls: (needed, cells) => `${needed}，但按映射的 nulls，${cells} 视为空`,
      notSent: (needed, cells, path) =>
        `${needed}，但映射对 ${cells} 不发送任何值：请更正单元格，或修改映射中的 ${path}`,
      leftOut: (needed, cells, path, reason) =>
        `${needed}，但映射对 ${cells} 不发送任何值（${reason}）：请更正单元格，或在映射的 ${path}.values 中写明它对应的值`,
      byTenant: () => '为空，但租户要求必填',
    },
  },
  'not-allowed': {
    meaning: '该值不在字段允许的范围内。',
    remediation: '请改为消息中列出的某个值，或在映射中把您的值对应过去：values: { … }。',
    text: {
      noneOf: (allowed, suggestion) => `不是以下之一：${allowed}${suggestion === '' ? '' : `。${suggestion}`}`,
      blank: () => '为空',
    },
  },
  'not-found': {
    meaning: 'CRM 中没有这个名称。',
    remediation:
      '请按 CRM 中的名称填写，或先在 CRM 中建立。如果整列都使用别的名称，请在映射中对应过去：values: { … }。',
    text: {
      unknown: (noun) => `在 CRM 中找不到对应的${named(noun)}`,
      suggested: (noun, suggestion) => `在 CRM 中找不到对应的${named(noun)}。${suggestion}`,
      listed: (noun, names) => `在 CRM 中找不到对应的${named(noun)}，可选：${names}`,
      noEntries: (noun) => `找不到对应的${named(noun)}：CRM 中一个也没有`,
      customer: (by) => `不是任何客户的 ${by}`,
      unreadableCustomer: (reason) => `对应的客户无法读取：${reason}`,
      enterprise: () => '不是之前导入的企业，也不是任何客户所属的企业；请先导入企业',
      belowLeaf: () => '位于没有下一级的选项之后',
    },
  },
  'no-name': {
    meaning: '客户没有昵称，而 CRM 不接受没有昵称的修改。',
    remediation: '请给客户填写昵称：在 CRM 中填写，或放在映射到 nick 的列中。',
    text: { customer: () => '对应的客户没有昵称，而修改时昵称必填：请映射 nick' },
  },
  ambiguous: {
    meaning: '该值对应多条记录或多个名称。',
    remediation: '有多条记录同名：请写成 组/名称，或使用 ID。',
    text: {
      name: (count, nouns, names) => `同时是 ${count} 个${named(nouns)}的名称，请写成其中之一：${names}`,
      customers: (by, count, customers) => `同时是 ${count} 位客户的 ${by}：${customers}`,
      enterprises: (count, ids) => `同时是 ${count} 家企业的名称：${ids}`,
      values: (names) => `可能是 ${names} 中的任何一个，请按其原样书写`,
      readings: (readings) => `可以读作 ${readings.join('，或 ')}；请写明其中一种，引号也要写上`,
    },
  },
  'ambiguous-date': {
    meaning: '该日期有两种读法。',
    remediation: '请在映射中写明日期格式：transform: [{ date: DD/MM/YYYY }]。',
    text: {
      two: (what, format) =>
        `可能是两个不同的${what === 'days' ? '日期' : '年份'}；请在映射中写明格式，例如 transform: [{ date: ${format} }]`,
    },
  },
  'bad-date': {
    meaning: '该值不是日期，或不是预期格式的日期。',
    remediation: SAY_DATE_FORMAT,
    text: {
      format: (formats, advice) => `不是格式为 ${formats} 的有效日期${advice}`,
      number: (kind) => `是普通数字；请在工作簿中把该列设为 ${kind} 格式`,
    },
  },
  'bad-time': {
    meaning: '该值不是时间，或不是预期格式的时间。',
    remediation: SAY_DATE_FORMAT,
    text: { format: (formats, advice) => `不是格式为 ${formats} 的有效时间${advice}` },
  },
  'bad-datetime': {
    meaning: '该值不是日期加时间，或不是预期格式。',
    remediation: SAY_DATE_FORMAT,
    text: { format: (formats, advice) => `不是格式为 ${formats} 的有效日期时间${advice}` },
  },
  'bad-phone': {
    meaning: '该值不是所在国家的有效电话号码。',
    remediation: '请更正号码，或带上国家代码书写：+86 138 …。也可以在映射中指定国家。',
    text: {
      international: () => '不是有效的电话号码：请以 + 加国家代码开头',
      national: (country) => `不是 ${country} 的有效电话号码；外国号码请以 + 加国家代码开头`,
      noCountry: (column, name) =>
        `没有 + 和国家代码，而列 "${column}" ${name === '' ? '为空' : `中的国家 "${name}" 无法识别`}`,
    },
  },
  'phone-extension': {
    meaning: '电话号码带有分机号，CRM 无法保存分机号。',
    remediation: '请去掉号码中的分机号；分机号可放在另一列，或映射到备注。',
    text: {
      found: (extension, number) =>
        `带有分机号 ${extension}，电话字段无法保存：请在此填写 ${number}，分机号放到另一列，或在 phone 之前用 replace 去掉`,
    },
  },
  'bad-email': {
    meaning: '该值不是邮箱地址。',
    remediation: '请更正邮箱地址，或将单元格留空。',
    text: { address: () => '不是邮箱地址（name@example.com）' },
  },
  'bad-number': {
    meaning: '该值不是数字，或使用了别的小数点。',
    remediation: '请只写数字，或在映射中使用 number 转换。',
    text: {
      plain: () =>
        '不是普通数字；transform: [number] 可读取千位分隔符，{ number: { decimal: "," } } 可读取以逗号作小数点的数字',
      decimal: (mark) => `不是以 "${mark}" 作小数点的数字`,
      exponent: () => '是无法用普通数字写出的数',
    },
  },
  'bad-boolean': {
    meaning: '该值既不是“是”也不是“否”。',
    remediation: '请填写 是 或 否。',
    text: { noneOf: () => '不是以下之一：yes, no, true, false, y, n, on, off, 1, 0, 是, 否' },
  },
  'too-long': {
    meaning: '文本超过字段允许的长度。',
    remediation: '请缩短文本，或在映射中截取：transform: [{ slice: … }]。',
    text: { characters: (length, max) => `有 ${length} 个字符，最多允许 ${max} 个` },
  },
  'too-many': {
    meaning: '单元格含有多个值，而字段只接受一个。',
    remediation: '请只保留其中一个值。',
    text: { oneOnly: (field) => `含有多个值，但 ${field} 只接受一个` },
  },
  'parent-missing': {
    meaning: '该值依赖另一个字段，而那个字段没有值。',
    remediation: '请填写它所依赖的单元格（城市所属的省份，区县所属的城市）。',
    text: {
      area: () => '是区县，但不知道属于哪个城市；请填写城市',
      areaUnmapped: () => '区县要在所属城市中查找：请同时映射 cityid。',
    },
  },
  'cascade-gap': {
    meaning: '级联中，已填写的层级之上有一级为空。',
    remediation: '请从最上级起逐级填写，中间不要留空。',
    text: { gap: () => '在已填写的层级之上留有空级' },
  },
  'formula-error': {
    meaning: '单元格中的公式计算出错。',
    remediation: '请在表格中修正显示错误的公式。',
    text: { cell: () => '是公式错误' },
  },
  'expression-failed': {
    meaning: '映射的表达式在该行计算失败。',
    remediation: CHECK_EXPRESSION,
    text: { row: (reason) => `使表达式计算失败：${reason}` },
  },
  'bad-expression-value': {
    meaning: '映射的表达式返回的既不是文本、数字，也不是它们的列表。',
    remediation: CHECK_EXPRESSION,
    text: { row: () => '使表达式返回了文本、数字及其列表以外的内容' },
  },
  'left-out-by-where': {
    meaning: '映射的 where 排除了该行。',
    text: { row: (where) => `被映射的 where 排除：${where}` },
  },
  'where-failed': {
    meaning: '对该行无法判断映射的 where 是真还是假。',
    remediation: '请更正单元格，或在映射中写明这样的行如何处理：where: Revenue != "" and $number(Revenue) > 0',
    text: {
      failed: (value, reason) => `"${value}" 使映射的 where 出错：${reason}`,
      noDecision: (value) => `"${value}" 使映射的 where 既不为真也不为假`,
    },
  },
  'rule-match': {
    meaning: '该值不符合映射中某条规则要求的格式。',
    remediation: CORRECT_VALUE,
    text: {
      pattern: (pattern) => `不符合映射要求的格式 ${pattern}`,
      value: (value) => `"${value}"`,
      sentAs: (value, sent) => `"${value}"（将作为 "${sent}" 发送）`,
      expected: (message) => `不符合映射的要求：${message}`,
    },
  },
  'rule-range': {
    meaning: '该数字小于或大于映射中某条规则允许的范围。',
    remediation: CORRECT_VALUE,
    text: {
      outside: (min, max) => `超出范围，应为 ${rangeText(min, max)}`,
      number: (min, max) =>
        `不是普通数字；映射要求数字${min === undefined || max === undefined ? '' : '为 '}${rangeText(min, max)}`,
    },
  },
  'rule-length': {
    meaning: '文本的字符数少于或多于映射中某条规则允许的数量。',
    remediation: CORRECT_VALUE,
    text: {
      characters: (characters, min, max) =>
        `有 ${characters}；映射要求的字符数：${min === max ? min : rangeText(min, max)}`,
    },
  },
  'rule-one-of': {
    meaning: '该值不在映射中某条规则允许的值之内。',
    remediation: CORRECT_VALUE,
    text: { noneOf: (allowed, suggestion) => `不是以下之一：${allowed}${suggestion === '' ? '' : `。${suggestion}`}` },
  },
  'rule-required': {
    meaning: '值为空，但映射中的某条规则要求该行必填。',
    remediation: '请填写该单元格。',
    text: {
      blankBecause: (condition) => `值为空，但映射要求在 ${condition} 时必填`,
      blank: (message) => `值为空，但映射要求：${message}`,
    },
  },
  'rule-failed': {
    meaning: '对该行无法判断规则的 required-if 是真还是假。',
    remediation: CHECK_EXPRESSION,
    text: {
      failed: (value, condition, reason) => `"${value}" 使 required-if: ${condition} 出错：${reason}`,
      noDecision: (value, condition) => `"${value}" 使 required-if: ${condition} 既不为真也不为假`,
    },
  },
  offline: {
    meaning: '不访问 CRM 就无法查找该值。',
    remediation: '请去掉 --offline，重新运行命令。',
    text: {
      customer: () => '是客户，离线时无法查找客户',
      customerName: () => '对应的客户，其名称离线时无法读取',
      enterprise: () => '不是之前在本机导入的企业，离线时无法查找',
    },
  },
};
