import type { ROW_MESSAGES } from '../../files/row-messages.ts';
import type { TranslatedMessages } from '../../words/index.ts';

const ACCEPT_RECORD = '请删除该行；如果它确实是一条记录，用 --accept-damage 导入。';
const AS_TEXT = '请在表格中把该列设为文本格式，再重新输入这些值。';
const SEPARATE_FILES = '请把每个表放在单独的文件中导入。';
const LOOK_UP_SOURCE = '请从原始来源重新取得文本。';

export const zhRows: TranslatedMessages<typeof ROW_MESSAGES> = {
  'ragged-row': {
    meaning: '该行的单元格比表头多或少。',
    remediation: '请检查该行是否缺少引号或分隔符。',
    text: {
      count: (cells, columns) => `该行有 ${cells} 个单元格，表头有 ${columns} 个。是否缺少分隔符或引号？`,
      broken: (cells, columns) =>
        `该行有 ${cells} 个单元格，表头有 ${columns} 个。它和相邻的一行可能原本是同一行，被单元格内的换行断开了：请给这样的单元格加上引号；如果确实是两行，请补齐每行的分隔符。`,
      cutShort: (cells, columns) =>
        `文件在该行中间结束：${columns} 个单元格只有 ${cells} 个，且没有换行。文件是否不完整？请重新获取。`,
    },
  },
  'stray-quote': {
    meaning: '带引号的单元格在引号外还有文本。',
    remediation: '请把整个单元格放在引号内，其中的引号写两次。',
    text: {
      doubled: (column) => `第 ${column} 列在引号外有文本。请把整个单元格放在引号内，其中的引号写两次。`,
      escaped: (column, character) => `第 ${column} 列在引号外有文本。请在其中每个引号前加上 ${character}。`,
    },
  },
  'invalid-json': {
    meaning: '该行不是 JSON 对象。',
    remediation: '请更正该行：必须是一个对象，例如 {"name": "Ann"}。',
    text: {
      notJson: (reason) => `该行不是 JSON（${reason}）。每行必须是一个对象，例如 {"name": "Ann"}。`,
      notObject: (what) => `该行是 ${what}。每行必须是一个对象，例如 {"name": "Ann"}。`,
    },
  },
  'unknown-member': {
    meaning: 'JSON 对象的某个成员出现得太晚，无法成为一列。',
    remediation: '请把含有该成员的一行移到文件开头。',
    text: { late: (names) => `${names.join('、')} 到这里才首次出现，无法成为一列。请把含有它的一行移到文件开头。` },
  },
  'formula-error': {
    meaning: '单元格显示的是公式错误。',
    remediation: '请在表格中更正公式，或换成实际的值。',
    text: { cell: (cell, error) => `单元格 ${cell} 的内容是错误 ${error}。请更正公式，或换成实际的值。` },
  },
  'formula-without-result': {
    meaning: '单元格中的公式还没有被任何程序计算过。',
    remediation: '请用表格软件打开文件并重新保存。',
    text: { cell: (cell) => `单元格 ${cell} 中的公式没有结果。请用表格软件打开文件并重新保存。` },
  },
  'bad-date': {
    meaning: '单元格设为日期格式，但其中的数字不是日期。',
    remediation: '请重新输入日期。',
    text: {
      cell: (cell, format, raw) => `单元格 ${cell} 的格式是 ${format}，但 ${raw} 不是表格能显示的日期。请重新输入。`,
    },
  },
  'bad-number': {
    meaning: '工作簿标明该单元格是数字，但它不是。',
    remediation: '请重新输入该值。',
    text: { cell: (cell, raw) => `单元格 ${cell} 的内容是 "${raw}"，而文件标明它是数字。请重新输入该值。` },
  },
  'rounded-number': {
    meaning: '表格软件把超过 15 位的数字取整了。',
    remediation: '请从原始来源取得该数字，并把该列设为文本格式。',
    text: { digits: (count) => `表格只保留数字的前 15 位，而它有 ${count} 位：末尾几位已丢失。${AS_TEXT}` },
  },
  'maybe-rounded-number': {
    meaning: '长数字以若干个零结尾，像是被表格软件取整过。',
    remediation: '请与原始来源核对该数字。',
    text: { zeros: () => '末尾几位都是零，像是被取整过的数字。请与原始来源核对。' },
  },
  'scientific-notation': {
    meaning: 'ID 或电话号码被写成科学记数法，因此丢失了数字。',
    remediation: '请从原始来源取得该号码，并把该列设为文本格式。',
    text: { digits: (known, length) => `${length} 位数字只剩下 ${known} 位。${AS_TEXT}` },
  },
  'decimal-code': {
    meaning: 'ID 或电话号码被写成小数，例如 1001.0，按 1001 读取。',
    remediation: '如果编号有前导零，请把该列导出为文本。',
    text: { readAs: (digits) => `按 ${digits} 读取。如果原来有前导零，则已丢失：请把该列导出为文本。` },
  },
  'lost-leading-zeros': {
    meaning: '该编号比同列的其他编号短，可能丢失了前导零。',
    remediation: '请与原始来源核对该编号，并把该列设为文本格式。',
    text: { shorter: (digits, usual, padded) => `它有 ${digits} 位，而同列编号为 ${usual} 位。是否应为 ${padded}？` },
  },
  mojibake: {
    meaning: '文本在保存之前曾以错误的编码读取（乱码）。',
    remediation: '请以 UTF-8 打开原文件并重新保存。',
    text: { meant: (text) => `很可能是 "${text}"。请以 UTF-8 打开原文件并重新保存。` },
  },
  'lost-characters': {
    meaning: '文件生成之前，文本中的部分字符已被替换。',
    remediation: LOOK_UP_SOURCE,
    text: {
      replaced: () => `部分字符在文件生成之前已被替换。${LOOK_UP_SOURCE}`,
      half: () => `含有半个字符。${LOOK_UP_SOURCE}`,
    },
  },
  'private-characters': {
    meaning: '文本含有只有输入它的那台电脑才能显示的字符。',
    remediation: '请换一种写法。',
    text: { found: () => '含有其他电脑无法显示的字符。请换一种写法。' },
  },
  'control-characters': {
    meaning: '文本中间有控制字符，可能代替了另一个字符。',
    remediation: '请换成它所代表的字符，或删除。',
    text: {
      inside: () => '文本中间有控制字符。请换成它所代表的字符。',
      mojibake: (text) => `文本中间有控制字符，很可能是 "${text}"。请以 UTF-8 打开原文件并重新保存。`,
    },
  },
  'outer-control-characters': {
    meaning: '文本含有没有意义的控制字符，会被去掉。',
    remediation: '无需处理。',
    text: { found: () => '含有没有意义的控制字符，会被去掉；垂直制表符和换页符会变成换行。' },
  },
  'invisible-characters': {
    meaning: '文本含有不可见字符。ID、地址、数字和要查找的名称中的不可见字符会被去掉。',
    remediation: '无需处理。',
    text: { found: () => '含有不可见字符。ID、地址、数字和要查找的名称中的不可见字符会被去掉。' },
  },
  'error-value': {
    meaning: '单元格中是表格错误，而不是值。',
    remediation: '请在表格中更正公式或加宽该列，再重新保存。',
    text: {
      formula: () => '文件生成时公式已经出错。请在表格中更正。',
      narrow: () => '文件生成时该列太窄。请加宽该列并重新保存文件。',
    },
  },
  'repeated-header': {
    meaning: '该行重复了表头，会被跳过。',
    remediation: '无需处理。',
    text: { found: () => '该行重复了表头。' },
  },
  'other-header': {
    meaning: '该行是另一种顺序的列名。',
    remediation: SEPARATE_FILES,
    text: { found: () => `该行是另一种顺序的列名，其下的行可能属于另一个表。${SEPARATE_FILES}` },
  },
  'totals-row': {
    meaning: '该行看起来是合计或备注，而不是记录。',
    remediation: '请删除该行；如果它确实是一条记录，用 --accept-damage 导入。',
    text: {
      totals: () => `该行看起来是合计，而不是记录。${ACCEPT_RECORD}`,
      remark: () => `该行其余单元格为空，且其值与同列的其他值不同：看起来是备注。${ACCEPT_RECORD}`,
    },
  },
  'mixed-dates': {
    meaning: '该列的日期有的日在前，有的月在前。',
    remediation: '请把该列的所有日期写成同一种顺序。',
    text: {
      orders: (order, otherRow, other) =>
        `该日期${order === 'day' ? '日' : '月'}在前，第 ${otherRow} 行的日期${other === 'day' ? '日' : '月'}在前。03/04 这样的日期有歧义：请全部写成同一种顺序。`,
    },
  },
  'type-mismatch': {
    meaning: '该值的形式与该列九成以上的值不同；只有列分析（profile）会报告。',
    remediation: '请查看该值；能否发送由映射决定。',
    text: { unlike: (type) => `不是${type}，而该列几乎所有其他值都是` },
  },
  'rule-warning': {
    meaning: '该值违反了映射中一条仅作提醒的规则，该行仍会发送。',
    remediation: '如果该值有误，请更正；如要拒绝这样的行，请从规则中去掉 level: warn。',
  },
  placeholder: {
    meaning: '该值是占位文本，例如 N/A，表示没有值。',
    remediation: '请填写实际的值，或将单元格留空。',
  },
};
