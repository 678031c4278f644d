import type { IMPORT_MESSAGES } from '../../import/messages.ts';
import type { TranslatedMessages } from '../../words/index.ts';

const runName = (run: string | undefined): string => (run === undefined ? '之前的一次运行' : `运行 ${run}`);

const MERGE_ADVICE = '租户按两者共有的某个值识别客户：请查看 CRM 设置中的唯一识别规则，以及映射的 identifiedBy';

const STATES: Readonly<Record<string, string>> = {
  rejected: '被拒绝',
  failed: '失败',
  in_doubt: '结果不明',
  skipped: '已跳过',
};

export const zhImport: TranslatedMessages<typeof IMPORT_MESSAGES> = {
  canary: {
    meaning: '最前面的行都因同一原因失败，因此其余的行没有发送。',
    remediation: '请先解决原因。如果问题在文件或映射中，请重新导入；如果在 CRM 中，用 sobot-etl resume 发送其余的行。',
    text: { firstRowsFailed: (rows, reason) => `前 ${rows} 行都因同一原因失败，因此其余的行没有发送：${reason}` },
  },
  'max-errors': {
    meaning: '未成功的行数超过了 --max-errors 允许的数量。',
    remediation: '发送其余的行（重新计算允许的数量）：sobot-etl resume。然后更正 errors.xlsx 并导入该文件。',
    text: {
      count: (errors, allowed) => `${errors} 行未成功，而 --max-errors 只允许 ${allowed}`,
      percent: (errors, rows, allowed) => `${rows} 行中有 ${errors} 行未成功，而 --max-errors 只允许 ${allowed} %`,
    },
  },
  receipt: {
    meaning: '运行与账本的行数不一致。',
    remediation: '请将 results.csv 与 CRM 核对，然后运行：sobot-etl resume',
    text: {
      differs: (difference) => `行数核对失败：${difference}。继续之前请将 results.csv 与 CRM 核对`,
      unfinished: (rows) => `已读取的 ${rows} 行没有最终状态`,
      sum: (read, sum) => `读取了 ${read} 行，但有结果的只有 ${sum} 行`,
      counter: (rows, counter, stored) => `计为 ${counter} 的有 ${rows} 行，而账本中有 ${stored} 行`,
      open: (open, pending) => `账本中有 ${open} 行未完成，而计为尚未发送的只有 ${pending} 行`,
    },
  },
  'input-changed': {
    meaning: '输入文件在读取过程中发生了变化。',
    remediation: '请用 --changed-only 重新导入。',
    text: {
      whileRead: (path, isCheck) =>
        `${path} 在读取过程中发生了变化，可能有行被漏读或重复读取。${isCheck ? '请重新检查' : '请用 --changed-only 重新导入'}`,
    },
  },
  'helper-ended': {
    meaning: '一个工作线程自行停止，因此有些行没有检查。',
    remediation: '如果内存不足，请释放一些内存，然后重新运行同一命令。',
    text: {
      stopped: (path, reason) =>
        `读取 ${path} 的一个工作线程停止了（${reason}），因此有些行没有检查。如果内存不足，请释放一些内存，然后重新运行同一命令`,
    },
  },
  unexpected: {
    meaning: 'sobot-etl 不认识的错误。',
    remediation: '请阅读消息。已发送的内容记在账本中；继续运行：sobot-etl resume',
    text: { error: (reason) => `意外错误：${reason}` },
  },
  'no-folder': {
    meaning: '无法建立存放运行文件的文件夹。',
    remediation: '请用 --out 选择其他文件夹。',
    text: { cannotCreate: (reason) => `无法建立：${reason}。请用 --out 选择其他文件夹。` },
  },
  unchanged: {
    meaning: '该行自上次发送或导出以来没有变化，或者 CRM 中已有这些值或标签。',
    text: {
      sinceSent: () => '该行自上次发送以来没有变化',
      sinceExported: () => '该行自导出以来没有修改',
      onServer: () => '记录中已有这些值',
      sameTags: () => '客户的标签不会有变化',
    },
  },
  'already-imported': {
    meaning: '之前的一次运行已为该行的标识建立了记录。',
    remediation: '要为该行再建立一条记录：--again。',
    text: { created: (key, id, run) => `${runName(run)}已经建立了 "${key}"（${id}）。要再建立一条：--again` },
  },
  'rule-unique': {
    meaning: '另一行或 CRM 中的另一位客户有相同的值，而映射中的规则要求该值唯一。',
    remediation: '请更正该值，或只在一行中保留。如果允许重复，请从规则中去掉 unique。',
    text: {
      value: (text) => `"${text}"`,
      row: (row) => `已在第 ${row} 行出现，而映射只允许出现一次`,
      earlierRow: (row, run) => `已在${runName(run)}的第 ${row} 行出现，而映射只允许出现一次`,
      record: (field, id, name) =>
        `已是 CRM 中另一位客户（${name === '' ? id : `${name}，${id}`}）的 ${field}，而映射只允许出现一次`,
      expects: (message) => `：${message}`,
    },
  },
  'duplicate-key': {
    meaning: '文件中另一行有相同的标识。',
    remediation: '请只保留其中一行。要导入最后一行：--on-duplicate last；要全部发送：--on-duplicate all。',
    text: {
      firstCounts: (key, row) => `标识 "${key}" 已在第 ${row} 行出现，只导入那一行`,
      sentBefore: (key, run) =>
        `运行 ${run} 已为另一行发送过标识 "${key}"，再发送会覆盖那一行的值；请改用该行自己的标识，或删除该行。仍要导入：--on-duplicate last`,
      lastCounts: (key, row) => `第 ${row} 行也有标识 "${key}"，改为导入那一行`,
    },
  },
  'edited-since-import': {
    meaning: '之前的一次运行已为该标识建立记录，但该行现在的值不同。',
    remediation: '请在 CRM 中修改该记录，或用目标 customer-update 按 ID 修改。要再建立一条：--again。',
    text: {
      created: (key, id, run, isCustomer) =>
        `${runName(run)}已经建立了 "${key}"（${id}），但当时的值与该行不同。不会重复建立：${
          isCustomer ? '请用目标 customer-update 按该 ID 修改' : '接口无法修改它，请在 CRM 中修改'
        }。要再建立一条：--again`,
    },
  },
  'key-in-doubt': {
    meaning: '另一次运行发送过该标识，但不知道记录是否已保存。',
    remediation: '请在 CRM 中查找该记录，然后继续发送它的那次运行，或用 --again 仍然发送该行。',
    text: {
      sentByRun: (key, run) =>
        `运行 ${run} 发送过 "${key}"，但不知道是否已保存。请在 CRM 中查找。如果没有：sobot-etl resume ${run} --resend-in-doubt；仍要发送该行：--again`,
    },
  },
  'would-merge': {
    meaning: '该行与另一行有相同的识别值，CRM 会把两位客户合并。',
    remediation:
      '请更正该值，或只在一行中保留它。如果两行是同一位客户，请给它们相同的标识；仍要都发送：--on-collision send。',
    text: {
      sharedValue: (cell, value, field, owner) =>
        `${cell}：${value} 也是${owner}的 ${field}。CRM 用它识别客户，因此该行会覆盖那位客户`,
      owner: (row, earlier) =>
        earlier === undefined
          ? `第 ${row} 行`
          : `${runName(earlier.run)}第 ${row} 行${earlier.key === undefined ? '' : `（标识 "${earlier.key}"）`}`,
    },
  },
  placeholder: {
    meaning: '必填字段的值无法识别任何人。',
    remediation: '请填写实际的值，或将单元格留空。',
    text: {
      required: (value, field) => `"${value}" 是占位文本，而 ${field} 为必填。请填写实际的值`,
      word: (field) => `它是占位文本，因此不作为 ${field} 发送。`,
      shared: (field) => `太多行都有这个值，无法用来识别客户，因此不作为 ${field} 发送。`,
    },
  },
  'enterprise-failed': {
    meaning: '该行所属的企业没有导入。',
    remediation: '请先更正并导入该企业，再导入这些行。',
    text: {
      reason: (state, row, file, message) => `${file} 第 ${row} 行${STATES[state] ?? state}：${message}`,
      predicate: (reason) => `所属的企业未导入：${reason}`,
    },
  },
  'changed-by-spreadsheet': {
    meaning: '更正过的错误文件中，某个单元格的变化可能是表格软件造成的。',
    remediation: '请在 errors.xlsx 中更正该单元格，或用 --accept-damage 原样发送。',
    text: {
      cell: (before, now, column, reason) =>
        `列 "${column}" 中 ${before} 变成了 ${now}：${reason}。请在 errors.xlsx 中更正（表格软件不会改动其中的单元格），或用 --accept-damage 原样发送`,
      repeatedRow: (row) => `第 ${row} 行在该文件中出现多次，无法确定指的是哪一行`,
      eitherWay: () => '可能是表格软件改的，也可能是人改的',
      garbled: (column) =>
        `"${column}" 中的文本是乱码：导出文件曾以错误的编码打开。请以 UTF-8 打开，或导出为 XLSX 再修改`,
    },
  },
  'changed-on-server': {
    meaning: '记录导出之后，在 CRM 中又被修改过。',
    remediation: '请重新导出该记录再修改，或用 --force 覆盖。',
    text: { sinceExport: () => '记录导出之后在 CRM 中又被修改过，因此不覆盖。请重新导出再修改，或用 --force 覆盖' },
  },
  gone: {
    meaning: '记录在 CRM 中已不存在。',
    remediation: '请删除该行。若是撤销：已没有可撤销的内容。',
    text: { record: () => '记录在 CRM 中已不存在' },
  },
  'no-fingerprint': {
    meaning: '导出时用来记录原内容的那一列为空或已损坏。',
    remediation: '请保持导出文件中的 _sobot 列不变。',
    text: {
      column: (isBlank) =>
        `${isBlank ? '为空' : '已损坏'}，因此不知道该行改了什么。新客户请用目标 customer 导入；损坏的行请重新导出`,
    },
  },
  'not-clearable': {
    meaning: '单元格被清空，但接口无法清空该字段。',
    remediation: '请重新填写该单元格。',
    text: { column: (column) => `"${column}" 被清空，但接口无法清空它；请重新填写` },
  },
  'merged-with': {
    meaning: 'CRM 把该行与另一行或另一标识的客户合并，并覆盖了那位客户。',
    remediation:
      '请在 CRM 中查看该客户并恢复被覆盖的内容。然后把租户用来识别客户的字段加入映射的 identifiedBy，这样的行就会在发送前被拒绝。',
    text: {
      rows: (one, other, id) =>
        `第 ${Math.min(one, other)} 行和第 ${Math.max(one, other)} 行在 CRM 中是同一位客户（${id}），其中一行覆盖了另一行。${MERGE_ADVICE}`,
      keys: (row, key, id, earlier) =>
        `第 ${row} 行（标识 "${key}"）覆盖了${runName(earlier.run)}以标识 "${earlier.key}" 发送的客户（${id}）。${MERGE_ADVICE}`,
    },
  },
  'in-doubt': {
    meaning: '运行在发送该行时结束，不知道是否已保存。',
    remediation: '请在 CRM 中查找该行；如果没有：sobot-etl resume --resend-in-doubt',
    text: {
      interrupted: () => '运行在发送该行时结束',
      interruptedRow: () =>
        '运行在发送该行时结束：服务器可能已保存，也可能没有。请在 CRM 中查找；如果没有：sobot-etl resume --resend-in-doubt',
      interruptedFollowUp: (id, followUp) =>
        `客户已保存（${id}），但不知道其第 ${followUp} 个后续请求是否已执行。请在 CRM 中查看；如果没有：sobot-etl resume --resend-in-doubt`,
    },
  },
};
