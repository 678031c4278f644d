import type { FAULT_MESSAGES } from '../../mapping/fault-messages.ts';
import type { TranslatedMessages } from '../../words/index.ts';

const CHECK = '然后在不发送的情况下试用映射：sobot-etl check <file> -m <mapping>';
const MAKE_MAPPING = '映射说明哪一列对应哪个字段。生成映射：sobot-etl map <spreadsheet> -o mapping.yaml';

export const zhMapping: TranslatedMessages<typeof FAULT_MESSAGES> = {
  unreadable: {
    meaning: '映射文件无法读取。',
    remediation: '请给出映射文件的路径，它是 UTF-8 编码的 YAML 文件。生成映射：sobot-etl map <spreadsheet>',
    text: {
      spreadsheet: () => `这是表格，而映射是 YAML 文件。${MAKE_MAPPING}`,
      missing: () => `没有这个文件。${MAKE_MAPPING}`,
      failed: (reason) => `${reason}。`,
      encoding: () => '文件不是 UTF-8 文本。请保存为 UTF-8。',
    },
  },
  syntax: {
    meaning: '文件不是有效的 YAML。',
    remediation: `请更正消息指出的那一行。${CHECK}`,
    text: {
      yaml: (reason, advice) => `不是有效的 YAML：${reason}。${advice}`,
      aliases: (reason) => `无法解析文件中的别名：${reason}。`,
    },
  },
  twice: {
    meaning: '同一个键出现两次，只能有一个生效。',
    remediation: '请删除其中一个。',
    text: { key: (key) => `键 "${key}" 在此第二次出现。请删除其中一个。` },
  },
  'unknown-key': {
    meaning: '映射语言没有这个键。',
    remediation: '请改为消息列出的某个键，或删除它。',
    text: {
      suggested: (key, suggestion) => `未知的键 "${key}"。${suggestion}`,
      listed: (key, keys) => `未知的键 "${key}"。此处可用：${keys}。`,
    },
  },
  'missing-key': {
    meaning: '映射缺少必需的键。',
    remediation: '请加上消息指出的键。',
    text: {
      key: (shown, example) => `缺少 ${shown}。${example}`,
      by: (keys) => `lookup: customer 需要 "by"，可用：${keys}。`,
      ruleSubject: () => '规则需要 "field" 或 "column"：它检查的是哪个值。',
      ruleCheck: (checks) => `规则至少需要以下之一：${checks}。`,
      length: () => '"length" 需要 "min"、"max" 或两者，也可以只写一个数字。',
    },
  },
  'bad-key': {
    meaning: '该键不能用在这里。',
    remediation: `请删除该键，或按消息移到别处。${CHECK}`,
    text: {
      noCustomFields: (target) => `目标 ${target} 没有自定义字段。`,
      customLookup: (key) => `请删除 "${key}"：自定义字段的选项按名称查找。`,
      otherTarget: (section, target) =>
        `"${section}" 只用于目标 customer 和 customer-update。如果这些行只做这一件事，请使用目标 ${target}。`,
      customerId: (field) => `请删除 "${field}"：它会自动填入该行所保存客户的 ID。`,
      path: () => '"path" 只用于级联类型的自定义字段。',
      otherwise: () => '"otherwise" 需要 "values"：它说明 "values" 没有列出的文本怎么处理。',
      constTransform: () => '常量不能使用转换：请直接写出最终的值。',
      by: () => '"by" 只用于 lookup: customer。',
      proto: () => '"__proto__" 不能作为映射中的名称。',
      onlyCustomers: (key) =>
        `请删除 "${key}"：它只用于目标 customer 和 customer-update，其客户会与 CRM 中的客户比较。`,
      noCell: (field) => `请删除 "merge"：${field} 不是客户的值。`,
      ruleSubjects: () => '一条规则只检查一个字段或一列。请删除其中一个。',
      sectionMerge: (section) => `请删除 "merge"：它用于字段和自定义字段，而 "${section}" 是单独的请求。`,
    },
  },
  'bad-value': {
    meaning: '该值的类型与键不符。',
    remediation: `请按消息的要求填写。${CHECK}`,
    text: {
      cannotBe: (shown, value, advice) => `${shown} 不能是 ${value}。${advice}`,
      mustBe: (shown, wanted, value) => `${shown} 必须是${wanted}，而不是 ${value}。`,
      empty: (shown) => `${shown} 不能为空。`,
      customerKey: (keys, by, suggestion) => `客户按 ${keys} 查找，而不是按 "${by}"。${suggestion}`,
      createsNone: (target) => `目标 ${target} 按 ID 修改客户，不会新建：请写 mode: update，或去掉 "mode"。`,
      cannotAppend: (field, appendable) =>
        `${field} 只有一个值，不能追加：请写 overwrite、fill 或 keep。append 用于 ${appendable}，以及多选和多行文本类型的自定义字段。`,
      minAboveMax: (min, max) => `"min" 为 ${min}，大于 "max" 的 ${max}：没有值能符合。`,
      mirrorTarget: () =>
        'unique: mirror 只用于目标 customer 和 customer-update，其客户会与 CRM 中的客户比较。请写 unique: true。',
      mirrorField: (fields) => `unique: mirror 只用于查找客户的字段：${fields}。其他字段请写 unique: true。`,
      cannotAppendCustom: () =>
        '该自定义字段只有一个值，不能追加：请写 overwrite、fill 或 keep。append 用于多选和多行文本。',
    },
  },
  'unknown-target': {
    meaning: '没有这个名称的目标。',
    remediation: '请改为以下命令列出的某个目标：sobot-etl targets',
    text: {
      suggested: (target, suggestion) => `没有目标 "${target}"。${suggestion}`,
      listed: (target, targets) => `没有目标 "${target}"。可用的目标：${targets}。`,
    },
  },
  'unknown-field': {
    meaning: '目标没有这个字段，或该字段没有映射。',
    remediation: '请改为以下命令列出的某个字段：sobot-etl targets show <target>',
    text: {
      suggested: (target, field, suggestion) => `目标 ${target} 没有字段 "${field}"。${suggestion}`,
      listed: (target, field, fields) => `目标 ${target} 没有字段 "${field}"。它的字段：${fields}。`,
      custom: (field) => `自定义字段按名称写在 "custom:" 下，而不是写入 "${field}"。`,
      members: (list, members) => `请把 ${list} 的成员写成单独的字段：${members}。`,
      key: (key, advice) => `标识 "${key}" 不是已映射的字段。${advice}`,
      rule: (field, advice) => `规则所指的 "${field}" 没有映射。${advice}`,
      within: (field, suggestion) => `"within" 指的字段没有映射："${field}"。${suggestion}`,
    },
  },
  'field-required': {
    meaning: '映射缺少该目标每条记录都必需的字段。',
    remediation: `请映射该字段，或给它一个常量：{ const: … }。${CHECK}`,
    text: {
      field: (target, label, name, section) =>
        `目标 ${target} 需要 ${label}（${name}），但没有映射。请在 ${section} 中加上：${name}: <column>`,
      oneOf: (target, fields) => `目标 ${target} 至少需要 ${fields} 中的一项。`,
      when: (requires, field, value) =>
        `${field} 为 ${value} 时需要 ${requires}，但没有映射。请在 fields 中加上：${requires}: <column>`,
    },
  },
  'no-source': {
    meaning: '该字段的值没有来源。',
    remediation: '请加上 column、const 或 expr。',
    text: { field: (field) => `"${field}" 的值没有来源：请写 column、const 或 expr。` },
  },
  'two-sources': {
    meaning: '该字段的值有多个来源。',
    remediation: '请只保留 column、const 和 expr 中的一个。',
    text: { field: (field, sources) => `"${field}" 的值同时来自 ${sources}。请只保留一个。` },
  },
  'unknown-lookup': {
    meaning: '没有这个名称的查找。',
    remediation: '请改为 docs/mapping.md 中的某个查找。',
    text: {
      suggested: (lookup, suggestion) => `没有查找 "${lookup}"。${suggestion}`,
      listed: (lookup, lookups) => `没有查找 "${lookup}"。可用的查找：${lookups}。`,
    },
  },
  'wrong-lookup': {
    meaning: '该查找的结果不是字段所需要的。',
    remediation: '请改为消息指出的查找，或删除它。',
    text: {
      other: (label, name, right, wrong) => `${label}（${name}）需要 lookup: ${right}，而不是 ${wrong}。`,
      needless: (label, name, values) => `请删除查找：${label}（${name}）的值是以下之一：${values}。`,
    },
  },
  'unknown-transform': {
    meaning: '没有这个名称的转换。',
    remediation: '请改为 docs/mapping.md 中的某个转换。',
    text: {
      suggested: (transform, suggestion) => `没有转换 "${transform}"。${suggestion}`,
      listed: (transform, transforms) => `没有转换 "${transform}"。可用的转换：${transforms}。`,
    },
  },
  'bad-expression': {
    meaning: 'JSONata 表达式无法解析。',
    remediation: '请按消息指出的位置更正表达式。',
    text: {
      syntax: (message, position) =>
        `表达式无法读取：${message}${position === undefined ? '' : `（第 ${position} 个字符）`}。这里用 JSONata 书写：用 "=" 和 "!=" 比较，"and" 和 "or" 用小写，带空格的列名写在反引号中：\`Full name\`。`,
    },
  },
  'bad-pattern': {
    meaning: '规则中的模式无法读取。',
    remediation: '请更正模式（RE2 语法）。在 YAML 中请用单引号括起来：其中的反斜杠就是反斜杠。',
    text: { syntax: (reason) => `模式无法读取：${reason}。` },
  },
  'bad-transform': {
    meaning: '该转换不能使用这个参数。',
    remediation: '请按示例更正参数；更多说明见 docs/mapping.md。',
    text: {
      oneName: () => '一个转换只有一个名称。多个转换请写成列表：[trim, { slice: 50 }]。',
      parameter: (transform, reason, example) =>
        `转换 "${transform}" 不接受这个参数${reason}。请写成 ${example} 这样。`,
      failed: (transform, reason) => `转换 "${transform}" 无法使用：${reason}。`,
    },
  },
  'unknown-column': {
    meaning: '文件没有这个名称的列。',
    remediation: '请按表头中的名称书写。如果各列都对不上，这是否是另一个表格的映射？',
    text: {
      missing: (file, column, advice) => `${file} 没有列 "${column}"。${advice}`,
      inExpression: (file, column, advice) => `${file} 没有列 "${column}"。${advice}带空格的名称请放在反引号中。`,
      added: (column) => `"${column}" 是 errors.csv 附加的列，不能映射。如果它是您自己的列，请改名。`,
    },
  },
  'ambiguous-column': {
    meaning: '文件中有多列同名。',
    remediation: '第一列请写 Name#1，第二列请写 Name#2；或在文件中给其中一列改名。',
    text: {
      several: (file, count, column) =>
        `${file} 有 ${count} 列都叫 "${column}"。第一列请写 "${column}#1"，第二列请写 "${column}#2"，或给其中一列改名。`,
    },
  },
  'unknown-custom-field': {
    meaning: '租户没有这个名称的自定义字段。',
    remediation: '请按 CRM 中的字段名称书写。',
    text: {
      suggested: (suggestion) => `不是租户的自定义字段。${suggestion}`,
      listed: (fields) => `不是租户的自定义字段；现有的自定义字段：${fields}`,
      none: () => '不是租户的自定义字段，租户没有任何自定义字段',
    },
  },
  'ambiguous-custom-field': {
    meaning: '租户有多个同名的自定义字段。',
    remediation: '有多个同名的自定义字段：请使用所指字段的变量名或 ID。',
    text: { several: (count, variables) => `同时是 ${count} 个自定义字段的名称；请写成其中之一：${variables}` },
  },
  'custom-field-twice': {
    meaning: '映射中有两项是同一个自定义字段。',
    remediation: '请删除其中一项。',
    text: { both: (name, other) => `"${name}" 和 "${other}" 是同一个自定义字段。请删除其中一项。` },
  },
  'custom-field-required': {
    meaning: '映射缺少租户要求必填的自定义字段。',
    remediation: '请映射该字段，或给它一个常量：{ const: … }。',
    text: {
      field: (name, variable, example) =>
        `租户要求必填自定义字段 "${name}"（${variable}），但没有映射。请在 custom 中加上：${example}`,
    },
  },
};
