import type { MIRROR_MESSAGES } from '../../mirror/messages.ts';
import type { PUSH_MESSAGES } from '../../push/messages.ts';
import type { TranslatedMessages } from '../../words/index.ts';

const REFRESH_FULL = '请全部重新读取：sobot-etl mirror refresh --full';
const RESENT = 'CRM 需要重新发送；该消息保存在 rejected.jsonl 中。';
const CHECK_DISK = '请检查磁盘和文件权限，或用 --home 或 SOBOT_ETL_HOME 选择其他文件夹';
const READ_AGAIN = '请删除该文件，下次刷新会全部重新读取';

export const zhMirror: TranslatedMessages<typeof MIRROR_MESSAGES> = {
  'mirror-foreign': {
    meaning: '镜像的文件属于另一个程序。',
    remediation: '请把该文件移走，或用 --home 或 SOBOT_ETL_HOME 选择其他文件夹。',
    text: {
      otherProgram: (path) => `${path} 是另一个程序的数据库；请把它移走，或用 --home 或 SOBOT_ETL_HOME 选择其他文件夹`,
    },
  },
  'mirror-newer': {
    meaning: '镜像由更新版本的 sobot-etl 写入。',
    remediation: '请更新 sobot-etl，或删除镜像的文件；下次刷新会全部重新读取。',
    text: {
      version: (path, version, supported) =>
        `镜像 ${path} 由更新版本的 sobot-etl 写入（版本 ${version}，本程序支持 ${supported}）；请更新 sobot-etl。或者${READ_AGAIN}`,
    },
  },
  'mirror-damaged': {
    meaning: '镜像的文件已损坏，或不是镜像。',
    remediation: '请删除消息中指出的文件；下次刷新会全部重新读取。',
    text: { damaged: (path, reason) => `镜像 ${path} 已损坏（${reason}）；${READ_AGAIN}` },
  },
  'mirror-unusable': {
    meaning: '镜像无法打开、读取或写入。',
    remediation: `${CHECK_DISK}。`,
    text: { other: (path, reason) => `镜像 ${path} 无法使用：${reason}；${CHECK_DISK}` },
  },
  'mirror-missing': {
    meaning: '该租户还没有镜像。',
    remediation: '建立镜像：sobot-etl mirror refresh',
    text: { path: (path) => `该租户还没有镜像（${path}）。建立镜像：sobot-etl mirror refresh` },
  },
  'mirror-incomplete': {
    meaning: '镜像没有包含全部客户，因此无法与之比较。',
    remediation: REFRESH_FULL,
    text: {
      reason: (reason) => `镜像没有包含全部客户，因此无法与之比较：${reason}。没有发送任何内容。${REFRESH_FULL}`,
    },
  },
};

export const zhPush: TranslatedMessages<typeof PUSH_MESSAGES> = {
  'push-not-utf8': {
    meaning: '发到接收器的消息不是 UTF-8 文本。',
    remediation: RESENT,
    text: { body: () => '消息不是 UTF-8 文本' },
  },
  'push-not-json': {
    meaning: '发到接收器的消息不是 JSON。',
    remediation: RESENT,
    text: { because: (reason) => `消息不是 JSON：${reason}` },
  },
  'push-not-push': {
    meaning: '发到接收器的消息是 JSON，但不是 CRM 的消息推送。',
    remediation: '请在 rejected.jsonl 中查看它是什么，并检查还有什么在向该地址发送。',
    text: {
      notObject: () => '消息不是含有 "content" 的对象',
      noContent: () => '缺少 "content" 或它为空；它必须是客户列表',
      noUserid: (position) => `"content" 的第 ${position} 项没有 "userid"`,
      tooDeep: () => '消息嵌套过深',
    },
  },
  'push-too-large': {
    meaning: '发到接收器的消息超过 10 MB。',
    remediation: '请检查是什么在向该地址发送：消息推送只有几 KB。',
    text: { bytes: (limit) => `消息超过 ${limit / 1024 / 1024} MB` },
  },
  'push-not-stored': {
    meaning: '接收器无法保存推送，因此回复 503，CRM 需要重新发送。',
    remediation: '请释放磁盘空间，或检查消息中指出的文件的权限；之后会自动继续。',
    text: { because: (path, reason) => `推送无法保存到 ${path}（${reason}）。恢复之前一律回复 503。` },
  },
  'push-store-unusable': {
    meaning: '推送的存储无法打开。',
    remediation: `${CHECK_DISK}。`,
    text: { other: (path, reason) => `推送的存储 ${path} 无法使用：${reason}；${CHECK_DISK}` },
  },
  'push-store-foreign': {
    meaning: '存储的文件属于另一个程序，或由更新版本的 sobot-etl 写入。',
    remediation: '请更新 sobot-etl，或把该文件移走。',
    text: {
      otherProgram: (path) => `${path} 是另一个程序的数据库；请把它移走，或用 --home 或 SOBOT_ETL_HOME 选择其他文件夹`,
      newer: (path) => `${path} 由更新版本的 sobot-etl 写入；请更新 sobot-etl，或把该文件移走`,
    },
  },
  'push-locked': {
    meaning: '另一个进程正用同一个存储接收推送。',
    remediation: '请停止另一个接收器，或用 --profile 或 --home 给它单独的存储。',
    text: {
      held: (path) => `另一个进程正在接收推送并保存到 ${path}。请停止它，或用 --profile 或 --home 使用单独的存储`,
    },
  },
  'push-output-foreign': {
    meaning: '接收器的输出文件不是它写的，或含有其他列，或含有另一个存储的推送。',
    remediation: '请用 -o 选择其他文件，或用 --profile 或 --home 使用写出该文件的存储。',
    text: {
      path: (path) => `${path} 不是 sobot-etl listen 写的；请用 -o 选择其他文件`,
      otherStore: (path, seq) =>
        `${path} 中的推送 ${seq} 不在此接收器的存储中：是另一个接收器写的，它使用其他 --profile 或 --home。请用 -o 选择其他文件，或使用写出该文件的存储`,
    },
  },
};
