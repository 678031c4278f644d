/** Texts that stand in the code, by their English text; `{0}`, `{1}`, … are their facts. */
export const PHRASES: Readonly<Record<string, string>> = {
  '{0} takes one of {1}, not "{2}"': '{0} 的取值是以下之一：{1}，而不是 "{2}"',
  'First steps:\n  sobot-etl sandbox                          a CRM to practise on; for the real one: sobot-etl login\n  sobot-etl doctor                           is everything ready?\n  sobot-etl map people.csv -o people.yaml    suggest which column becomes which field\n  sobot-etl check people.csv -m people.yaml  which rows would be rejected, and why?\n  sobot-etl plan people.csv -m people.yaml   what would change in customers who exist?\n  sobot-etl import people.csv -m people.yaml':
    '第一步：\n  sobot-etl sandbox                          练习用的 CRM；连接真实的 CRM：sobot-etl login\n  sobot-etl doctor                           一切就绪吗？\n  sobot-etl map people.csv -o people.yaml    建议哪一列对应哪个字段\n  sobot-etl check people.csv -m people.yaml  哪些行会被拒绝，为什么？\n  sobot-etl plan people.csv -m people.yaml   已有的客户会有哪些变化？\n  sobot-etl import people.csv -m people.yaml',
  'Imports spreadsheets into the Sobot CRM, exports them again, and accounts for every row.':
    '把表格导入智齿 CRM，再从中导出，每一行都有结果可查。',
  'Look the rows up in the CRM before you send them again: it is not known whether they were saved.':
    '再次发送之前请在 CRM 中查找这些行：不知道它们是否已保存。',
  'To create missing tags: --create-missing.': '新建缺少的标签：--create-missing。',
  'Read the message, fix the cells that it names, and import the rows again.':
    '请阅读消息，更正其中指出的单元格，然后重新导入这些行。',
  '--seed chooses the rows of a sample and works only with --sample': '--seed 用于选取抽样的行，只能与 --sample 同用',
  '--sample takes rows from the whole file and --limit the first ones, so they cannot be combined. Give one of the two':
    '--sample 从整个文件取行，--limit 取最前面的行，不能同时使用。请只给出其中一个',
  'Only a sample of {0} was read, spread over the whole file. To read the same rows again: --sample {1} --seed {2}':
    '只抽样读取了整个文件中的 {0}。再次读取相同的行：--sample {1} --seed {2}',
  '{0} a rule of the mapping that only warns. The first is row {1}, "{2}": {3}.':
    '{0}违反了映射中一条仅作提醒的规则。第一处在第 {1} 行，"{2}"：{3}。',
  'Which command?': '请选择命令。',
  'Exit codes: 0 all rows done · 1 some rows need attention, or an export is incomplete · 2 bad usage, nothing was sent · 3 aborted, resumable · 130 interrupted, resumable':
    '退出码：0 全部完成 · 1 部分行需要处理，或导出不完整 · 2 用法有误，没有发送任何内容 · 3 提前结束，可继续 · 130 已中断，可继续',
  'See: {0}': '参见：{0}',
  'Unexpected argument "{0}"': '多余的参数 "{0}"',
  '{0} or {1}': '{0} 或 {1}',
  'Did you mean {0}?': '是否指 {0}？',
  // runs verify
  'Altered: {0}.': '被改动：{0}。',
  'There are no events yet, so there is nothing to prove.': '还没有任何事件，因此没有可证明的内容。',
  'Proven: {0} and {1}, none altered since they were recorded.': '已证明：{0}，{1}，记录之后均未被改动。',
  '{0} found; proven: {1}. Compare the state folder with a backup, and find out who could write it.':
    '发现 {0}；已证明：{1}。请将状态文件夹与备份核对，并查明谁能写入它。',
  'Removed by runs prune: {0}; their events are still there.': '已由 runs prune 删除：{0}；其事件仍在。',
  'The hash that you noted is that of event {0} of {1}, of {2}.':
    '您记下的哈希值属于第 {0} 个事件（共 {1} 个），时间 {2}。',
  'Head: {0}': '末端哈希：{0}',
  'Note it where nobody who can write the ledger can change it. Later: sobot-etl runs verify --head {0}':
    '请把它记在能写入账本的人无法更改的地方。以后可运行：sobot-etl runs verify --head {0}',
  'Not covered: {0} from before the audit trail.': '未覆盖：审计记录之前的 {0}。',
  'Not covered: {0} from before the audit trail began ({1}).': '未覆盖：审计记录开始（{1}）之前的 {0}。',
};
