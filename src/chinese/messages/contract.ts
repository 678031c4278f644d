import type { CONTRACT_MESSAGES } from '../../app/contract/messages.ts';
import type { TranslatedMessages } from '../../words/index.ts';

const rejected = () => '无法读取该返回内容：所有使用此接口的命令都会失败。';
const noLoss = () => '不会丢失数据：读取以实际返回的行为准。';
const none = () => '';

/** What `doctor --contract` finds. */
export const zhContract: TranslatedMessages<typeof CONTRACT_MESSAGES> = {
  'call-refused': {
    meaning: '一个只读接口被拒绝。',
    remediation: '请联系智齿为你的 app id 开通该接口，或不使用需要它的命令。',
    text: { finding: ({ found }) => `被拒绝：${found}`, consequence: ({ users }) => `${users}会失败。` },
  },
  'unknown-member': {
    meaning: '返回内容中有文档里没有的成员。',
    text: {
      finding: ({ at, found, times }) => `未知成员 ${at}（${found}）${times}`,
      consequence: ({ at }) =>
        at.includes('.') ? '不会出错：导出时保留在未知字段列中，导入时忽略。' : '不会出错：不读取该成员。',
    },
  },
  'renamed-member': {
    meaning: '返回内容中有未知成员，同时缺少一个名称相近的已知成员。',
    text: {
      finding: ({ at, found, times, instead }) =>
        `未知成员 ${at}（${found}）${times}；它是否是 ${instead} 的另一个名称？没有任何行含有后者`,
      consequence: ({ instead }) => `${instead} 会被当作空值：导出、比较和查找都缺少它。`,
    },
  },
  'list-elsewhere': {
    meaning: '返回内容的列表不在成员 items 中。',
    text: {
      finding: ({ at, found }) => `没有成员 items；${at} 中是${found}`,
      consequence: () => '列表会被当作空列表。',
    },
  },
  'missing-member': {
    meaning: '返回内容缺少必需的成员。',
    text: { finding: ({ at, expected, times }) => `缺少 ${at}（${expected}）${times}`, consequence: rejected },
  },
  'other-type': {
    meaning: '某个成员的类型与文档不同，无法读取。',
    text: {
      finding: ({ at, expected, found, times }) => `${at} 应为${expected}，实际为${found}${times}`,
      consequence: rejected,
    },
  },
  'number-for-text': {
    meaning: '应为文本的成员是数字。',
    text: {
      finding: ({ at, expected, found, times }) => `${at} 应为${expected}，实际为${found}${times}`,
      consequence: () => '可以读取，但开头的零和第 15 位之后的数字在到达之前已经丢失。',
    },
  },
  'accepted-type': {
    meaning: '某个成员的类型与文档不同，但同样可以读取。',
    text: { finding: ({ at, expected, found }) => `是${found}，而不是${expected}：${at}`, consequence: none },
  },
  'accepted-name': {
    meaning: '某个成员的写法与文档的表格一致，而与示例不同，同样可以读取。',
    text: { finding: ({ at }) => `写法与文档的表格一致：${at}`, consequence: none },
  },
  'empty-form': {
    meaning: '空列表不是以列表形式返回，同样可以读取。',
    text: { finding: ({ found }) => `空列表返回为${found}`, consequence: none },
  },
  'unknown-code': {
    meaning: '某个成员的代码没有列在文档中。',
    text: {
      finding: ({ at, times }) => `${at} 的代码没有列在文档中${times}`,
      consequence: () => '导出时写入代码本身，而不是其名称。',
    },
  },
  'custom-fields-form': {
    meaning: '自定义字段不是以 JSON 列表文本的形式返回。',
    text: {
      finding: ({ at, found, times }) => `${at} 应为 JSON 列表文本，实际为${found}${times}`,
      consequence: () => '自定义字段无法解码：导出缺少这些列，计划会把它们当作空值。',
    },
  },
  'time-unit': {
    meaning: '应以秒为单位的时间以毫秒返回。',
    text: {
      finding: ({ at }) => `${at} 以毫秒而不是秒为单位`,
      consequence: () => '时间可以正确读取，但时间筛选以秒发送，可能什么也找不到。',
    },
  },
  'time-ahead': {
    meaning: '某条记录的创建或修改时间晚于服务器当前的时间。',
    text: {
      finding: ({ at }) => `某条记录的 ${at} 晚于服务器自身的时钟`,
      consequence: () => '时间筛选会有同样的偏差：导出变化时可能漏掉最新的记录。',
    },
  },
  clock: {
    meaning: '本机时钟的偏差超过一分钟。',
    remediation: '请同步本机时钟（时间服务）。',
    text: {
      finding: ({ found }) => `本机时钟${found}`,
      consequence: () => '获取令牌的请求用时间签名，可能被拒绝。请同步本机时钟。',
    },
  },
  'no-clock': {
    meaning: '服务器没有返回自己的时间。',
    text: { finding: () => '服务器没有返回自己的时间', consequence: none },
  },
  'page-capped': {
    meaning: '每页的行数少于请求的行数，尽管还有更多的行。',
    text: {
      finding: ({ expected, found }) => `请求每页 ${expected} 行，服务器最多返回 ${found} 行`,
      consequence: ({ expected, found }) =>
        `不会丢失数据，但导出和镜像的调用次数是原来的 ${Math.ceil(Number(expected) / Number(found))} 倍。`,
    },
  },
  'page-size-ignored': {
    meaning: '每页的行数多于请求的行数。',
    text: { finding: ({ expected, found }) => `请求每页 ${expected} 行，返回了 ${found} 行`, consequence: noLoss },
  },
  'page-repeats': {
    meaning: '每一页都是第一页。',
    text: {
      finding: () => '第 2 页与第 1 页相同',
      consequence: () => '只能读取第一页：导出不完整，并会说明。',
    },
  },
  'first-page': {
    meaning: '页码从 0 开始。',
    text: {
      finding: () => '第 1 页不是最前面的行：页码似乎从 0 开始',
      consequence: () => '不会读取最前面的一页：导出和镜像缺少其中的行。',
    },
  },
  'order-changes': {
    meaning: '再次请求时列表的顺序不同。',
    text: {
      finding: () => '再次请求或以更小的页请求时，同一列表的顺序不同',
      consequence: () => '在页与页之间可能漏读或重复读取某些行；导出会计数、重新读取，并在不完整时说明。',
    },
  },
  'past-the-end': {
    meaning: '最后一页之后的页仍有行。',
    text: {
      finding: () => '最后一页之后的页不是空的',
      consequence: () => '不会丢失数据：遇到重复的页时停止读取。',
    },
  },
  'total-missing': {
    meaning: '分页列表没有说明总行数。',
    text: { finding: () => '缺少 total_count', consequence: () => '导出无法把读取的行数与总数核对。' },
  },
  'total-wrong': {
    meaning: '分页列表的行数与其声明的不同。',
    text: {
      finding: () => 'total_count 与第一页或最后一页的行数不符',
      consequence: () => '此列表的导出会被报告为不完整，或徒劳地重新读取。',
    },
  },
  'page-number-other': {
    meaning: '返回内容的页码是另一页的。',
    text: {
      finding: () => '请求的是第 1 页，返回的 page_no 却是另一页',
      consequence: () => '仅因此不会出错：不读取该页码。',
    },
  },
  'newest-first': {
    meaning: '行按时间排序，最新的在前。',
    text: { finding: ({ at }) => `行按 ${at} 排序，最新的在前`, consequence: none },
  },
  'oldest-first': {
    meaning: '行按时间排序，最早的在前。',
    text: { finding: ({ at }) => `行按 ${at} 排序，最早的在前`, consequence: none },
  },
  'filter-ignored': {
    meaning: '筛选条件不起作用。',
    text: {
      finding: ({ at }) => `筛选条件 ${at} 不起作用：用没有任何记录具有的值仍返回了行`,
      consequence: ({ users }) => `${users}会读取整个列表，并包含不符合条件的行。`,
    },
  },
  'filter-loose': {
    meaning: '筛选条件返回了不符合条件的行。',
    text: {
      finding: ({ at, found }) => `筛选条件 ${at} 返回了 ${found} 为其他值的行`,
      consequence: ({ users }) => `${users}会包含不符合条件的行。`,
    },
  },
  'filter-misses': {
    meaning: '筛选条件找不到实际存在的记录。',
    text: {
      finding: ({ at }) => `筛选条件 ${at} 找不到具有该值的记录`,
      consequence: ({ users }) => `${users}会漏掉实际存在的记录。`,
    },
  },
  'other-record': {
    meaning: '返回内容中的行属于另一条记录。',
    text: {
      finding: ({ at, times }) => `返回的行不属于所请求的 ${at}${times}`,
      consequence: () => '读到的是别人的数据：请不要用此接口导入或导出。',
    },
  },
};
