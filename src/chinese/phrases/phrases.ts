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
  'Which command?': '请选择命令。',
  'Exit codes: 0 all rows done · 1 some rows need attention, or an export is incomplete · 2 bad usage, nothing was sent · 3 aborted, resumable · 130 interrupted, resumable':
    '退出码：0 全部完成 · 1 部分行需要处理，或导出不完整 · 2 用法有误，没有发送任何内容 · 3 提前结束，可继续 · 130 已中断，可继续',
  'See: {0}': '参见：{0}',
  'Unexpected argument "{0}"': '多余的参数 "{0}"',
  '{0} or {1}': '{0} 或 {1}',
  'Did you mean {0}?': '是否指 {0}？',
};
