import type { CHANGE_MESSAGES } from '../../change/messages.ts';
import type { RESILIENCE_MESSAGES } from '../../resilience/messages.ts';
import type { TAGGING_MESSAGES } from '../../tagging/messages.ts';
import type { TranslatedMessages } from '../../words/index.ts';

const PLAN_AGAIN = '请重新生成工作簿：sobot-etl plan';
const NO_PLAN = '这不是计划工作簿';
const GIVE_PLAN = '请给出 plan 生成的文件';
const ONLY_APPLY = '只能修改 _apply 列；要发送其他值，请修改文件并重新生成计划';

export const zhChange: TranslatedMessages<typeof CHANGE_MESSAGES> = {
  'not-a-plan': {
    meaning: '该文件不是计划工作簿。',
    remediation: '请给出 plan 生成的工作簿，或计划的编号。',
    text: {
      file: () => `${NO_PLAN}，计划是 .xlsx 文件。${GIVE_PLAN}`,
      noSheet: (sheet) => `${NO_PLAN}：没有工作表 "${sheet}"。${GIVE_PLAN}`,
      noId: () => `${NO_PLAN}：工作表 "Summary" 中没有写明计划编号的 "Plan" 一行。${GIVE_PLAN}`,
      noColumn: (sheet, column) =>
        `工作表 "${sheet}" 没有列 "${column}"，无法读取其中的行。请撤销该修改，或重新生成工作簿`,
    },
  },
  'bad-apply': {
    meaning: '计划中 `_apply` 单元格既不是 yes 也不是 no。',
    remediation: '请在该单元格中填写 yes 或 no；要去掉一行，请删除整行或填写 no。',
    text: {
      blank: (place) => `${place}：_apply 为空；请填写 yes 或 no`,
      other: (place, found) => `${place}：_apply 是 "${found}"；请填写 yes 或 no`,
    },
  },
  'bad-plan-line': {
    meaning: '计划中的某一行没有说明对应哪一行或哪个字段，或者重复出现。',
    remediation: `请撤销该修改，或删除这一行。${PLAN_AGAIN}`,
    text: {
      row: (place, found) => `${place}："Row" 是 "${found}"，而它必须是文件中的行号。请撤销该修改，或删除这一行`,
      field: (place) => `${place}：_field 为空，不知道要更改什么。请撤销该修改，或删除这一行`,
      repeated: (place) => `${place} 与前面的一行重复。请删除其中一行`,
    },
  },
  'edited-plan': {
    meaning: '计划工作簿中有计划里没有的行或值。',
    remediation: `${ONLY_APPLY}。`,
    text: {
      unknown: (place) => `${place}：计划中没有这一行。${ONLY_APPLY}`,
      edited: (place, column, planned, found) =>
        `${place}："${column}" 是 "${found}"，而计划中是 "${planned}"。${ONLY_APPLY}`,
    },
  },
  'cannot-match': {
    meaning: '无法按 `identifiedBy` 中的某个字段查找客户，因此不知道哪些客户已存在。',
    remediation: '请使用可以查找客户的字段：partnerid、email、tel 或 nick。',
    text: {
      fields: (fields, known) => `无法按 ${fields.join('、')}（identifiedBy）查找客户，只能按 ${known.join('、')} 查找`,
    },
  },
  'has-all-values': {
    meaning: '记录已有该行的所有值，因此不发送任何内容。',
    text: { record: () => '记录已有这些值' },
  },
  'already-exists': {
    meaning: 'CRM 中已有客户具有该行的某个识别值，因此 `create` 模式跳过该行。',
    remediation: '要同时更改已有客户：--mode upsert',
    text: { record: (ids) => `CRM 中已有该客户（${ids}），而模式是 create` },
  },
  'not-in-crm': {
    meaning: 'CRM 中没有客户具有该行的识别值，因此 `update` 模式跳过该行。',
    remediation: '要同时新建缺少的客户：--mode upsert',
    text: { row: () => 'CRM 中没有具有这些识别值的客户，而模式是 update' },
  },
  'ambiguous-customer': {
    meaning: '有多位客户具有该行的识别值，不知道指的是哪一位。',
    remediation: '请在 CRM 中合并这些客户，或给出客户 ID 并使用目标 customer-update。',
    text: {
      records: (ids) =>
        `有 ${ids.length} 位客户匹配：${ids.slice(0, 5).join('、')}${ids.length > 5 ? '…' : ''}。不知道指的是哪一位`,
    },
  },
  'same-record': {
    meaning: '文件中前面的一行是同一位客户，以哪一行为准无法确定。',
    remediation: '请把这些行合为一行，或删除其中一行；要全部发送：--on-collision send。',
    text: {
      row: (first, id) => `第 ${first} 行是同一位客户（${id}），只有那一行算数。要都发送：--on-collision send`,
    },
  },
  'changed-since-plan': {
    meaning: '生成计划之后有人更改或新建了该记录，因此不改动它。',
    remediation: '请重新生成计划，查看现在会有哪些变化，再执行。',
    text: {
      cell: (label, before, now) => `${label} 原为 "${before}"，现为 "${now}"`,
      cells: (cells) => `生成计划之后有变化：${cells.join('；')}`,
      created: (ids) => `计划要新建该客户，但 CRM 中现在已有：${ids.slice(0, 5).join('、')}`,
    },
  },
  'plan-outdated': {
    meaning: 'CRM 的某个列表有变化，该行映射出的值与生成计划时不同。',
    remediation: '请重新生成计划。',
    text: { row: () => 'CRM 的某个列表有变化，该行映射出的值与计划中的不同' },
  },
  'not-in-plan': {
    meaning: '计划中没有该行。',
    remediation: '请为整个文件生成计划。',
    text: { row: () => '计划中没有该行' },
  },
  'plan-gone': {
    meaning: '执行期间计划已从账本中删除，因此不知道其余内容。',
    remediation: '请重新为文件生成计划再执行：已发送的内容届时为不变。',
    text: { run: (plan) => `执行期间计划 ${plan} 已从账本中删除（runs prune），因此其余各行未发送` },
  },
  'left-out': {
    meaning: '该行的每项更改都在计划的 _apply 列中标为 no。',
    text: { row: () => '按 _apply 不执行' },
  },
  'changed-since-run': {
    meaning: '要撤销的运行之后，有人更改了该单元格，因此保留现值。',
    remediation: '请在 CRM 中查看该客户再决定。',
    text: {
      cell: (label, sent, now) => `保留 ${label}：运行写入的是 "${sent}"，现为 "${now}"`,
      other: (label, before, now) => `${label} 原为 "${before}"，现为 "${now}"`,
      group: (labels) => `${labels.join('、')} 也保留现值，因为这些字段是一体的`,
      tag: (label, other) => `不恢复 ${label}：客户会失去之后得到的 "${other}"，而两者只能有一个`,
      editor: (name) => `该客户最后由 ${name} 修改`,
    },
  },
  'nothing-to-undo': {
    meaning: '记录的值与运行之前相同。',
    text: {
      record: () => '记录的值与运行之前相同',
      deleted: () => '该客户由这次运行新建，现已不存在',
    },
  },
  'cannot-delete': {
    meaning: '该客户由这次运行新建，而接口不能删除客户：改为加上标签 Undo/<运行编号>。',
    remediation: '请在 CRM 中找到带有该标签的客户并删除。',
    text: {
      customer: (tag) => `接口不能删除客户，改为加上标签 ${tag}`,
      edited: (labels) => `运行之后有变化：${labels.join('、')}`,
    },
  },
  'cannot-restore': {
    meaning: '运行之前的某个值无法恢复。',
    remediation: '请在 CRM 中查看该客户并更正。',
    text: {
      unreadable: (label) => `${label} 无法读回`,
      unknown: (label) => `${label}：不知道运行之前的值`,
      blank: (label, now) => `${label} 原为空，而接口无法清空它；保持为 "${now}"`,
      noTag: (label) => `${label} 被这次运行移除，且已不存在，无法恢复`,
      noAgent: (now) => `原来没有负责的客服，而接口无法取消客服；保持为 "${now}"。用目标 recycle 可以把客户退回公海`,
    },
  },
  'no-undo-tag': {
    meaning: '已创建标签 Undo/<运行编号>，但 CRM 的列表中没有它。',
    remediation: '请在 CRM 中查找该标签，然后继续运行。',
    text: { notListed: (name) => `已创建标签 "${name}"，但任何列表中都没有它` },
  },
};

export const zhTagging: TranslatedMessages<typeof TAGGING_MESSAGES> = {
  'nothing-to-do': {
    meaning: '该行没有要添加或移除的标签，因此跳过。',
    remediation: '请至少给出一个要添加或移除的标签。',
    text: { row: () => '该行没有要添加或移除的标签' },
  },
  'not-listed': {
    meaning: 'CRM 称某个标签或标签组已存在，但任何列表中都没有它。',
    remediation: '请在 CRM 中查找，或在文件中改用其他名称。',
    text: {
      tag: (name) => `标签 "${name}" 已存在，但任何列表中都没有它`,
      group: (name) => `标签组 "${name}" 已存在，但任何列表中都没有它`,
    },
  },
};

export const zhResilience: TranslatedMessages<typeof RESILIENCE_MESSAGES> = {
  outage: {
    meaning: '服务器出错或无法连接的时间超过了 --outage-patience 允许的时长。',
    remediation: '服务器恢复后，请运行：sobot-etl resume',
    text: {
      notAnswering: (waited, reason) => `服务器已 ${waited} 没有响应（${reason}）`,
      rowsFailing: (rows, reason) => `连续 ${rows} 行因服务器而失败：${reason}`,
    },
  },
};
