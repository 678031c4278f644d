import type { EXPORT_MESSAGES } from '../../export/messages.ts';
import type { TranslatedMessages } from '../../words/index.ts';

const TIME_FORMS = '请把时间写成 2025-03-04、2025-03-04T10:20、纪元秒数，或距现在多久，例如 7d 或 12h';

export const zhExport: TranslatedMessages<typeof EXPORT_MESSAGES> = {
  'unknown-column': {
    meaning: '该列表没有这个名称的列。',
    remediation: '请使用消息建议的名称；sobot-etl streams show STREAM 会列出全部列。',
    text: {
      error: (stream, name, suggestion) =>
        `${stream} 没有列 "${name}"。${suggestion}全部列：sobot-etl streams show ${stream}`,
      mask: (stream, name, suggestion) =>
        `--mask：${stream} 没有列 "${name}"，因此没有导出任何内容。${suggestion}全部列：sobot-etl streams show ${stream}`,
    },
  },
  'column-twice': {
    meaning: '输出中会有两列同名。',
    remediation: '请在列文件中给其中一列另起名称，例如 tel: Mobile。',
    text: { error: (name) => `会有两列都叫 "${name}"；请给其中一列另起名称` },
  },
  'masked-twice': {
    meaning: '同一列有两种脱敏方式。',
    remediation: '请在 --mask 中只写一次该列。',
    text: { error: (name) => `--mask 中列 "${name}" 出现两次；请只给一种方式` },
  },
  'no-personal': {
    meaning: '该列表没有个人信息列，--mask personal 不会脱敏任何内容。',
    remediation: '请去掉 --mask，或写明要脱敏的列。',
    text: {
      error: (stream) =>
        `${stream} 没有个人信息列；请去掉 --mask，或写明列：--mask name=remove。全部列：sobot-etl streams show ${stream}`,
    },
  },
  'no-span': {
    meaning: '该列表的记录没有可用来筛选的时间。',
    remediation: '请去掉 --since 和 --until。',
    text: { error: (stream) => `${stream} 不能按时间筛选；请去掉 --since 和 --until` },
  },
  'bad-span': {
    meaning: '时间段的结束早于开始。',
    remediation: '请给出晚于 --since 的 --until。',
    text: { error: (stream, first, last) => `${stream}：第一天 ${first} 在最后一天 ${last} 之后` },
  },
  'required-filter': {
    meaning: '该列表必须带条件才能读取，而缺少该条件。',
    remediation: '请加上消息中指出的 --where。',
    text: { error: (stream, filter, description) => `${stream} 需要 --where ${filter}=…：${description}` },
  },
  'unknown-filter': {
    meaning: '该列表没有这个名称的条件。',
    remediation: '请使用消息建议的名称；sobot-etl streams show STREAM 会列出全部条件。',
    text: {
      error: (stream, name, suggestion) => `${stream} 不能按 "${name}" 筛选。${suggestion}`,
      noFilters: () => '它没有任何条件。',
    },
  },
  twice: {
    meaning: '某个条件给了两次，但只接受一个值。',
    remediation: '请去掉其中一个。',
    text: {
      filter: (name) => `--where ${name} 给了两次，但只接受一个值；请去掉一个`,
      search: (name, parameter) => `--where ${name}：已经给出 ${parameter}，而该列表每次只能按一个字段搜索；请去掉一个`,
      span: (stream, start, end) =>
        `${stream}：--since 和 --until 与 --where ${start} 和 ${end} 含义相同；请只给出其中一种`,
    },
  },
  'bad-where': {
    meaning: '条件不是“名称=值”的形式。',
    remediation: '请写成 --where 名称=值；sobot-etl streams show STREAM 会列出全部条件。',
    text: { error: (condition, example) => `--where ${condition} 不是“名称=值”的形式，例如 ${example}` },
  },
  blank: {
    meaning: '条件没有值。',
    remediation: '请在 = 之后写上值，或去掉该条件。',
    text: { error: (name) => `--where ${name}= 没有值；请写上值，或去掉该条件` },
  },
  'bad-value': {
    meaning: '接口的该条件不接受这个值。',
    remediation: '请按消息的说明填写值。',
    text: { error: (name, value, problem, description) => `--where ${name}=${value}：${problem}。${description}` },
  },
  'unknown-value': {
    meaning: '该条件没有这个值，或 CRM 中没有这个名称的记录。',
    remediation: '请使用消息列出或建议的值。',
    text: {
      code: (name, value, allowed) => `--where ${name}=${value}："${value}" 不是以下之一：${allowed.join('、')}。`,
      name: (name, value, predicate) => `--where ${name}=${value}："${value}" ${predicate}`,
    },
  },
  'bad-time': {
    meaning: '条件的值不是时间。',
    remediation: `请更正该值：${TIME_FORMS}。`,
    text: { error: (name, value) => `--where ${name}=${value}：${TIME_FORMS}` },
  },
  'bad-file': {
    meaning: '列文件或任务文件不存在、不是 YAML，或含有错误的键或值。',
    remediation: '请按消息指出的行和列更正文件。',
    text: {
      notYaml: (position, problem) => `${position}：不是有效的 YAML：${problem}`,
      missing: (path) => `${path}：文件不存在；请检查名称和文件夹`,
      unreadable: (path, problem) => `${path}：文件无法读取：${problem}`,
      unknownKey: (position, key, suggestion) => `${position}：未知的键 "${key}"。${suggestion}`,
      badValue: (position, key, problem) =>
        key === '' ? `${position}：${problem}` : `${position}："${key}"：${problem}`,
    },
  },
  'no-id-column': {
    meaning: '文件或所选的列中缺少识别行的列，而 --merge-into 需要它。',
    remediation: '请给出同一列表的导出文件，或把消息指出的列加入 --columns。',
    text: {
      file: (column) => `没有识别行的列 "${column}"；它不是该列表的导出文件`,
      columns: (names) => `--merge-into 需要识别行的列 ${names.join('、')}；请加入 --columns，且只用 hash 脱敏或不脱敏`,
    },
  },
  'ragged-row': {
    meaning: '要更新的文件中，某一行的单元格比表头多或少。',
    remediation: '请更正该行，然后用 --merge-into 重新导出。',
    text: { merge: (problem) => `${problem ?? '单元格过多'} 请更正后重新合并。` },
  },
  'damaged-spool': {
    meaning: '中断的导出，其暂存文件已损坏，因此无法继续。',
    remediation: '请重新运行它的 sobot-etl export 命令',
    text: {
      error: () => '的内容少于写入的内容（例如因断电），因此无法继续该导出。请重新运行它的 sobot-etl export 命令。',
    },
  },
};
