import type { LEDGER_MESSAGES } from '../../ledger/messages.ts';
import type { TranslatedMessages } from '../../words/index.ts';
import { zhPostgres } from './postgres.ts';

const unusable = (path: string, reason: string): string => `账本 ${path} 无法使用：${reason}`;

const OTHER_FOLDER = '请用 --home 或 SOBOT_ETL_HOME 选择其他文件夹';

const AUDIT_REMEDIATION = '请与状态文件夹的备份核对，并查明谁能写入它：只有 sobot-etl 应当写入。';

export const zhLedger: TranslatedMessages<typeof LEDGER_MESSAGES> = {
  'ledger-busy': {
    meaning: '另一个程序正占用账本。',
    remediation: '请关闭该程序再试。',
    text: {
      locked: (path) => unusable(path, '另一个程序占用它的时间过长；请关闭该程序再试'),
      conflicts: (location, waited) =>
        unusable(location, `${waited}内它的事务一直与其他进程冲突；请重新运行该命令，或：sobot-etl resume`),
    },
  },
  'ledger-read-only': {
    meaning: '账本无法写入。',
    remediation: `请为自己加上写入权限。${OTHER_FOLDER}。`,
    text: {
      file: (path) => unusable(path, `它是只读的；请为自己加上写入权限，或${OTHER_FOLDER}`),
      folder: (path) => unusable(path, `所在文件夹不可写；${OTHER_FOLDER}`),
      disk: (path) => unusable(path, `所在文件夹位于只读磁盘；${OTHER_FOLDER}`),
    },
  },
  'ledger-io': {
    meaning: '磁盘读写账本时出错。',
    remediation: `请检查磁盘。${OTHER_FOLDER}。`,
    text: { disk: (path) => unusable(path, `磁盘读写出错；请检查磁盘，或${OTHER_FOLDER}`) },
  },
  'ledger-corrupt': {
    meaning: '账本已损坏，或该文件不是账本。',
    remediation: '请恢复备份，或把该文件移走以新建账本；移走之后，旧账本中的运行将无法继续。',
    text: {
      damaged: (path) => unusable(path, '它已损坏；请把它移走以新建账本（其中的运行将无法继续），或恢复备份'),
      server: (location, reason) => unusable(location, `服务器报告数据损坏：${reason}；请恢复备份`),
      notALedger: (path) => unusable(path, `它不是账本；请把该文件移走，或${OTHER_FOLDER}`),
      failedCheck: (path, health) => `账本 ${path} 已损坏：${health}`,
    },
  },
  'ledger-full': {
    meaning: '账本所在的磁盘已满。',
    remediation: '请释放一些空间，然后运行：sobot-etl resume',
    text: {
      database: (path) => unusable(path, '磁盘已满；请释放一些空间，然后运行：sobot-etl resume'),
      folder: (path) => unusable(path, '磁盘已满；请释放一些空间再试'),
      server: (location) => unusable(location, '服务器的磁盘已满；请在那里释放一些空间，然后运行：sobot-etl resume'),
    },
  },
  'ledger-unopened': {
    meaning: '账本无法打开或建立。',
    remediation: `请确认文件夹存在且属于您。${OTHER_FOLDER}。`,
    text: {
      file: (path) => unusable(path, '无法打开；请确认文件夹存在且属于您，或用 --home 选择其他文件夹'),
      noFolder: (path) => unusable(path, `无法在该处建立文件夹；${OTHER_FOLDER}`),
      notAFolder: (path) => unusable(path, `其路径中有一部分是文件而不是文件夹；${OTHER_FOLDER}`),
    },
  },
  'ledger-failed': {
    meaning: '账本出错，且没有专门的代码。',
    remediation: '请阅读消息中的原因，然后运行：sobot-etl resume',
    text: { other: (path, reason) => unusable(path, reason) },
  },
  'ledger-gone': {
    meaning: '账本在使用过程中被删除或替换。',
    remediation: `请将运行的 results.csv 与 CRM 核对，并确认没有程序在清理该文件夹。${OTHER_FOLDER}。`,
    text: {
      removed: (path) =>
        `账本 ${path} 在使用过程中被删除或替换，因此无法再记录。此前的结果在运行的文件中。请确认没有程序在清理该文件夹，或用 --home 选择其他文件夹`,
    },
  },
  'ledger-foreign': {
    meaning: '该文件属于另一个程序。',
    remediation: `${OTHER_FOLDER}。`,
    text: {
      otherProgram: (path) => `${path} 是另一个程序的数据库；请用 --home 选择其他文件夹`,
      schema: (location, schema) =>
        unusable(location, `schema ${schema} 中有另一个程序的表；请选择其他数据库，或重命名该 schema`),
    },
  },
  'ledger-newer': {
    meaning: '账本由更新版本的 sobot-etl 写入。',
    remediation: `请更新 sobot-etl。或${OTHER_FOLDER}。`,
    text: {
      version: (path, version, supported) =>
        `账本 ${path} 由更新版本的 sobot-etl 写入（版本 ${version}，本程序支持 ${supported}）；请更新 sobot-etl，或${OTHER_FOLDER}`,
      database: (location, version, supported) =>
        unusable(
          location,
          `其中的表属于更新版本的 sobot-etl（版本 ${version}，本程序支持 ${supported}）；请更新本机的 sobot-etl，或选择其他数据库`,
        ),
    },
  },
  ...zhPostgres,
  'lock-timeout': {
    meaning: '另一个进程占用锁的时间过长。',
    remediation: '请结束该进程再试。',
    text: { held: (path, waited) => `另一个进程占用锁 ${path} 已有 ${waited}；请结束该进程再试` },
  },
  'row-settled-twice': {
    meaning: '已有最终状态的行不能再有另一个状态：这是 sobot-etl 的错误。',
    remediation: '请先将 results.csv 与 CRM 核对，再运行：sobot-etl resume',
    text: { transition: (row, from, to) => `第 ${row} 行是 ${from}，不能变为 ${to}` },
  },
  'run-stage': {
    meaning: '运行不能从当前状态变为所要求的状态。',
    remediation: '查看运行的状态：sobot-etl runs show',
    text: { transition: (run, from, to) => `运行 ${run} 是 ${from}，不能变为 ${to}` },
  },
  'run-unknown': {
    meaning: '账本中没有这个编号的运行。',
    remediation: '列出所有运行：sobot-etl runs',
    text: { id: (run) => `账本中没有运行 ${run}；列出所有运行：sobot-etl runs` },
  },
  'audit-event': {
    meaning: '运行的审计记录被改动：有事件被修改或删除。',
    remediation: AUDIT_REMEDIATION,
    text: {
      altered: (event, run) =>
        `事件 ${event}${run === '' ? '' : `（运行 ${run}）`} 与之前的记录不衔接：它或前一个事件被改动`,
      missing: (first, last) => (first === last ? `事件 ${first} 被删除` : `事件 ${first} 至 ${last} 被删除`),
    },
  },
  'audit-run': {
    meaning: '运行的记录在写入之后被改动。',
    remediation: AUDIT_REMEDIATION,
    text: {
      altered: (run, facts) =>
        `运行 ${run} 在记录之后被改动：${facts.map((fact) => fact.replace('_sha256', '').replaceAll('_', ' ')).join('、')}`,
    },
  },
  'audit-rows': {
    meaning: '运行中各行的结果，或各行所做的更改，在运行结束之后被改动。',
    remediation: AUDIT_REMEDIATION,
    text: { altered: (run) => `运行 ${run} 的行在运行结束之后被改动` },
  },
  'audit-run-added': {
    meaning: '账本中有一次运行没有开始的记录。',
    remediation: AUDIT_REMEDIATION,
    text: { run: (run) => `运行 ${run} 是后来添加的，或其事件被删除：没有它开始的记录` },
  },
  'audit-run-missing': {
    meaning: '有一次运行已不在账本中，但 sobot-etl 并未删除它。',
    remediation: AUDIT_REMEDIATION,
    text: {
      run: (run) => `运行 ${run} 已不在账本中，但 runs prune 并未删除它`,
      old: (runs) => `审计记录开始之前的 ${runs} 次运行已不在账本中，但 runs prune 并未删除它们`,
    },
  },
  'audit-head': {
    meaning: '之前记下的哈希值不在审计记录中。',
    remediation:
      '请确认它属于这个账本（--home）。如果是，则审计记录被替换或截断：请从备份恢复状态文件夹，并查明谁能写入它。',
    text: { unknown: (head) => `记下的哈希值 ${head} 不在审计记录中：它属于另一个账本，或审计记录被替换或截断` },
  },
};
