import type { APP_MESSAGES } from '../../app/messages.ts';
import type { TranslatedMessages } from '../../words/index.ts';

/** The command that stores the credentials of a profile again. */
const loginLine = (profile: string): string => `sobot-etl login${profile === 'default' ? '' : ` --profile ${profile}`}`;

export const zhApp: TranslatedMessages<typeof APP_MESSAGES> = {
  'run-locked': {
    meaning: '另一个进程正在处理该运行。',
    remediation: '请等待它结束，或用 Ctrl-C 停止它，然后运行：sobot-etl resume',
    text: { run: (id) => `运行 ${id} 正被另一个进程处理；请等待它结束或停止它，然后运行：sobot-etl resume ${id}` },
  },
  'output-locked': {
    meaning: '另一个导出正在写入同一文件。',
    remediation: '请等待它结束，或用 -o 指定其他文件。',
    text: { file: (path) => `另一个导出正在写入 ${path}；请等待它结束，或用 -o 指定其他文件` },
  },
  'output-changed': {
    meaning: '--merge-into 要更新的文件在导出期间有变化，因此保持原样。',
    remediation: '请重新运行同一命令。',
    text: { file: (path) => `${path} 在导出期间有变化，已保持现状。请重新运行同一命令` },
  },
  'no-credentials': {
    meaning: '没有访问 CRM 的凭据。',
    remediation: '请保存凭据：sobot-etl login',
    text: {
      missing: (names) =>
        `没有凭据：未设置 ${names.join(' 和 ')}。请用 sobot-etl login 保存凭据，或在环境变量或当前文件夹的 .env 文件中设置。想先试用：sobot-etl sandbox`,
    },
  },
  'keychain-unavailable': {
    meaning: 'App Key 保存在系统钥匙串中，而钥匙串无法读取：已锁定、不存在或被关闭。',
    remediation:
      '请解锁钥匙串，通常登录本机即可。如果运行时没有人登录，请把密钥保存在只有您能读取的文件中：sobot-etl login --no-keychain',
    text: {
      failed: (profile, keychain, reason) =>
        `配置 ${profile} 的 App Key 保存在钥匙串（${keychain}）中，而钥匙串无法读取：${reason}。请解锁钥匙串再运行，或把密钥保存在只有您能读取的文件中：${loginLine(profile)} --no-keychain`,
      off: (profile, keychain) =>
        `配置 ${profile} 的 App Key 保存在钥匙串（${keychain}）中，而 SOBOT_ETL_KEYCHAIN=off 禁止使用它。请去掉该变量，或把密钥保存在文件中：${loginLine(profile)} --no-keychain`,
    },
  },
  'keychain-empty': {
    meaning: 'App Key 曾保存在系统钥匙串中，现已不在。',
    remediation: '请重新保存：sobot-etl login',
    text: {
      gone: (profile, keychain) =>
        `配置 ${profile} 的 App Key 已不在钥匙串（${keychain}）中。请重新保存：${loginLine(profile)}`,
    },
  },
  'job-twice': {
    meaning: '任务文件中有两个同名的任务。',
    remediation: '请给其中一个改名。',
    text: { name: (path, name) => `${path}：有两个任务都叫 "${name}"` },
  },
  'unknown-job': {
    meaning: '任务文件中没有这个名称的任务。',
    remediation: '请在 --once 中使用消息列出的某个名称。',
    text: { name: (path, name, known) => `${path} 没有任务 "${name}"；现有任务：${known.join('、')}` },
  },
  'no-pattern': {
    meaning: '任务设置了 keep，但总是写入同一个文件。',
    remediation: '请在输出文件名中加入 {date}、{month}、{time} 或 {datetime}，或去掉 keep。',
    text: {
      job: (path, name) => `${path}：任务 ${name}：keep 需要会变化的输出文件名，例如 -o customers-{date}.xlsx`,
    },
  },
  'bad-zone': {
    meaning: '任务的时区有多种读法。',
    remediation: '请写成 Asia/Shanghai、Europe/Berlin 或 UTC 这样的形式。',
    text: { job: (path, name, problem) => `${path}：任务 ${name}：timezone ${problem}` },
  },
  'bad-cron': {
    meaning: '任务的 cron 表达式无效，或永远不会到期。',
    remediation: '请依次写出分、时、日、月、星期，例如 "0 2 * * *"。',
    text: {
      job: (path, name, expression, timezone, reason) =>
        `${path}：任务 ${name}：cron "${expression}"（${timezone}）：${reason}`,
      neverDue: () => '永远不会到期',
    },
  },
  'not-plain': {
    meaning: 'cron 表达式超出了 crontab 或 systemd 能表达的范围。',
    remediation: '请改用 sobot-etl schedule 运行该任务。',
    text: {
      job: (name, expression, format) =>
        `任务 ${name}："${expression}" 无法写成 ${format}，后者只有分、时、日、月和星期。请改用 sobot-etl schedule 运行`,
    },
  },
};
