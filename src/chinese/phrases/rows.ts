/** Texts about files, rows, mappings, lists and tags, by their English text; `{0}`, `{1}`, … are their facts. */
export const ROW_PHRASES: Readonly<Record<string, string>> = {
  // Exports.
  'Details could not be read, perhaps because the record was deleted: {0}': '详情无法读取，可能记录已被删除：{0}',
  ' Available: {0}.': '可用：{0}。',
  'is dated in the future ({0})': '的日期在将来（{0}）',
  'is dated in milliseconds ({0}) instead of seconds': '的时间以毫秒（{0}）而不是秒表示',
  'Record {0}': '记录 {0} ',
  '{0} stands for several time zones; write the intended one: {1}': '{0} 对应多个时区；请写明是哪一个：{1}',
  ' Allowed: {0}.': '可用：{0}。',
  'Masked: {0}.': '已脱敏：{0}。',
  'Not masked, though they may tell who somebody is: {0}. To mask them too: --mask personal,…':
    '没有脱敏，但可能识别出个人：{0}。要一并脱敏：--mask personal,…',
  '{0} refuses page {1}{2} ({3}), and the list cannot be split further: all records after the first {4} are missing. Try a larger --page-size':
    '{0} 拒绝第 {1} 页{2}（{3}），而列表无法再拆分：缺少前 {4} 条之后的全部记录。请试用更大的 --page-size',
  '{0} ends after {1} records{2}, which may be the limit of the server: there may be more, and the list cannot be split further to check':
    '{0} 在 {1} 条记录后结束{2}，这可能是服务器的上限：可能还有更多，而列表无法再拆分来确认',
  '{0} counts {1}{2}, but returned {3}, and the list cannot be split further: it is unknown whether these are all':
    '{0} 计数为 {1}{2}，但返回了 {3}，而列表无法再拆分：不知道是否是全部',
  '{0} does not say how many records there are{1}, and returns the same page for every page number: it is unknown whether these {2} are all':
    '{0} 没有说明有多少条记录{1}，而每个页码都返回同一页：不知道这 {2} 条是否是全部',
  '{0} counts {1}{2}, but returned only {3}, even when read again. The server repeats or skips pages, or the list changes constantly. Try another --page-size, or another time of day':
    '{0} 计数为 {1}{2}，但重新读取后仍只返回 {3}。服务器重复或跳过了某些页，或列表一直在变化。请试用其他 --page-size，或换一个时段',
  ' created at {0}': '（创建于 {0}）',
  ' created from {0} to {1}': '（创建于 {0} 至 {1}）',
  'must be a list of records that have {0}': '必须是含有 {0} 的记录列表',
  '{0} of the list {1} incomplete as well': '列表还有 {0}也不完整',
  'The server ignores or does not send the creation times of records, so the list was read in one piece.':
    '服务器忽略或没有发送记录的创建时间，因此列表作为整体读取。',
  'A customer was deleted during the export and is left out.': '导出期间有一位客户被删除，已略去。',
  '{0} refused {1} {2}: {3}': '{0} 拒绝了 {1} {2}：{3}',
  '{0}: {1} updated, {2} added, {3} unchanged.': '{0}：更新 {1}，新增 {2} 行，{3} 行无变化。',
  'exit code {0}': '退出码 {0}',
  '{0} was not written: its writer thread ended ({1}). The rows that were read so far are kept. Check that the machine has enough memory, then resume the export.':
    '{0} 没有写入：写入线程已结束（{1}）。已读取的行会保留。请确认内存足够，然后继续导出。',

  // What became of a request.
  '{0} (after {1} attempts)': '{0}（尝试 {1} 次之后）',
  '{0}, but not every attempt was answered': '{0}，但并非每次尝试都有响应',
  '{0}. It is not in the CRM': '{0}。CRM 中没有它',
  '{0}. The server may or may not have saved it{1}. {2}': '{0}。服务器可能已保存，也可能没有{1}。{2}',
  'It may be sent again: sobot-etl resume --resend-in-doubt': '可以重新发送：sobot-etl resume --resend-in-doubt',
  'Look it up before you send it again': '再次发送之前请先查找',
  'the customer is saved ({0}), but it is not known whether its follow-up request ({1}) was carried out: {2}':
    '客户已保存（{0}），但不知道其后续请求（{1}）是否已执行：{2}',
  'the customer is saved ({0}), but its follow-up request ({1}) failed: {2}':
    '客户已保存（{0}），但其后续请求（{1}）失败：{2}',
  'a lookup failed: {0}': '查找失败：{0}',
  'the server has rejected requests as too frequent for {0} ({1}). Try again later with a lower --rate':
    '服务器因请求过于频繁而拒绝已有 {0}（{1}）。请稍后用较低的 --rate 再试',
  'Cannot get a token from {0}: {1}': '无法从 {0} 取得 token：{1}',
  'no reason given': '没有给出原因',
  'write a time as 2025-03-04, 2025-03-04T10:20, epoch seconds, or how long before now, such as 7d or 12h':
    '请把时间写成 2025-03-04、2025-03-04T10:20、纪元秒数，或距现在多久，例如 7d 或 12h',

  // Files.
  encoding: '编码',
  delimiter: '分隔符',
  sheet: '工作表',
  '{0} skipped between rows with data: {1}{2}.': '有数据的行之间跳过了 {0}：{1}{2}。',
  ' line {0}': ' 第 {0} 行',
  'Column {0} has no name in the header.': '第 {0} 列在表头中没有名称。',
  'The column name "{0}" occurs {1} times: {2}.': '列名 "{0}" 出现 {1} 次：{2}。',
  '{0} ("{1}#{2}" in a mapping)': '{0}（映射中写 "{1}#{2}"）',
  'The file is not UTF-8; it was read as {0}. If names look wrong, set source.encoding in the mapping.':
    '文件不是 UTF-8，按 {0} 读取。如果名称显示不正确，请在映射中设置 source.encoding。',
  'Column "{0}": the \' before its digits, which marks them as text in spreadsheets, is removed.':
    '列 "{0}"：数字前的 \' 是表格中表示文本的标记，已去掉。',
  'Line {0}, the last one, has {1} of {2} cells and no line break; the others are read as blank. If the file was cut off there, fetch it again.':
    '最后一行（第 {0} 行）的 {2} 个单元格只有 {1} 个，且没有换行；其余按空白读取。如果文件在此被截断，请重新获取。',
  'an array': '数组',
  'rounded number of more than 15 digits': '超过 15 位的数字被取整',
  'long number that ends in zeros, perhaps rounded': '以零结尾的长数字，可能被取整',
  'ID or phone number in scientific notation': 'ID 或电话号码为科学记数法',
  'ID or phone number written as a decimal number; its digits are read': 'ID 或电话号码写成小数；按其数字读取',
  'code shorter than the others, its leading zeros perhaps lost': '编号比其他的短，可能丢失前导零',
  'text that was read in the wrong encoding': '以错误编码读取的文本（乱码）',
  'text with replaced characters': '字符被替换的文本',
  'character that only the computer it was typed on can show': '只有输入它的电脑才能显示的字符',
  'control character inside a text': '文本中间的控制字符',
  'control characters that mean nothing; they are removed': '没有意义的控制字符；会被去掉',
  'invisible characters; they are removed from IDs, addresses, numbers and names to look up':
    '不可见字符；会从 ID、地址、数字和要查找的名称中去掉',
  'spreadsheet error instead of a value': '表格错误，而不是值',
  'repeated header row; it is skipped': '重复的表头行；会被跳过',
  'row of column names in another order': '另一种顺序的列名行',
  'row of totals or a remark, not a record': '合计行或备注行，不是记录',
  'column with some dates day first and some month first': '同一列的日期有的日在前，有的月在前',
  'value that breaks a rule of the mapping': '不符合映射规则的值',
  'placeholder instead of a value': '占位文本，而不是值',
  'Rows with lost information in a mapped column are rejected, since the original values cannot be known. --accept-damage imports them as they are.':
    '已映射的列中信息丢失的行会被拒绝，因为无法知道原值。--accept-damage 会原样导入。',
  ', first in row {0}, column "{1}": {2}': '，首次出现在第 {0} 行，列 "{1}"：{2}',
  'errors.xlsx has only the first {0} rows; errors.csv has all of them.':
    'errors.xlsx 只含前 {0} 行；全部行见 errors.csv。',
  'The lines of "{0}" fill {1} sheets: {2}.': '"{0}" 的行占 {1} 个工作表：{2}。',
  '{0} of "{1}" {2} cut to {3} characters, the maximum of XLSX.': '"{1}" 的 {0}被截断为 {3} 个字符（XLSX 的上限）。',
  'The rows fill {0} sheets: {1}.': '各行占 {0} 个工作表：{1}。',
  '{0} cut to {1} characters, the maximum of XLSX: {2}{3}. CSV and JSONL have no such limit.':
    '{0}被截断为 {1} 个字符（XLSX 的上限）：{2}{3}。CSV 和 JSONL 没有此限制。',
  'over {0} texts': '超过 {0} 个文本',
  'a text of over 5 million characters': '超过 500 万个字符的文本',
  'over 768 MB of different texts': '超过 768 MB 的不同文本',
  'Sheet "{0}" was read; the workbook also has {1}.': '读取了工作表 "{0}"；工作簿还有 {1}。',
  "The sheet's row numbers are not ascending (row {0} follows row {1}). From there on, its rows are numbered in order.":
    '工作表的行号不是递增的（第 {0} 行在第 {1} 行之后）。从那里起按顺序编号。',
  '{0} read like the others.': '{0}照常读取。',
  'Hidden columns were read like the others: {0}.': '隐藏的列照常读取：{0}。',
  '{0} value in every cell: {1}.': '{0}的值在每个单元格中都有：{1}。',
  '{0} value in the first cell only: {1}. The other cells are blank. To repeat the value in them, set source: { merged: fill } in the mapping.':
    '{0}只有第一个单元格有值：{1}。其余单元格为空。要在其中重复该值，请在映射中设置 source: { merged: fill }。',
  "Cells right of the header's columns belong to no column and were skipped: {0}{1}.":
    '表头各列右侧的单元格不属于任何列，已跳过：{0}{1}。',

  // Rows of an import.
  'row {0}, column {1}': '第 {0} 行，列 {1}',
  'row {0}, columns {1}': '第 {0} 行，列 {1}',
  '{0}, row {1}': '{0} 第 {1} 行',
  ' Cells beyond the last column: {0}': '最后一列之外的单元格：{0}',
  'part of its path is a file': '其路径中有一部分是文件',
  'no folder can be created there': '无法在该处建立文件夹',
  'you do not have permission to write there': '您没有在该处写入的权限',
  'the disk is read-only': '磁盘是只读的',
  'the disk is full': '磁盘已满',
  '{0}: the CRM would create another record for each. To create them anyway: --again.':
    '{0}：CRM 会为每一行再建立一条记录。仍要建立：--again。',
  'row {0}, column "{1}": {2} restored to {3}': '第 {0} 行，列 "{1}"：{2} 恢复为 {3}',
  '{0} restored to what run {1} read ({2}); the first is {3}. To make such a change on purpose, edit errors.xlsx.':
    '{0}恢复为运行 {1} 读取的值（{2}）；第一处：{3}。如果确实要这样修改，请编辑 errors.xlsx。',
  'outer space or line ends': '首尾空格或换行',
  'number written another way': '数字写法不同',
  'text mark before the value': '值之前的文本标记',
  'true or false spelled another way': '真假值写法不同',
  'leading zeros lost': '丢失前导零',
  'the plus sign lost': '丢失加号',
  'digits rounded': '数字被取整',
  'number in scientific notation': '数字变成科学记数法',
  'date written another way': '日期写法不同',
  'long text cut off': '长文本被截断',
  'text read in the wrong encoding': '以错误编码读取的文本',
  'characters replaced by question marks': '字符被替换为问号',
  'text read as a formula': '文本被当作公式',
  '{0} the {1} of another row; {2}.': '{0}与另一行的 {1} 相同；{2}。',
  '{0} sent anyway (--on-collision send), and the CRM may merge them into one customer':
    '仍然发送（--on-collision send），CRM 可能把它们合并为一位客户',
  '{0} rejected as would-merge': '按 would-merge 拒绝',
  'the {0}': '其 {0}',
  ', which too many rows share': '，太多行都有这个值',
  'row {0}': '第 {0} 行',
  '{0} rows, first row {1}': '{0} 行，首行 {1}',
  ' To leave such cells blank in every column, add nulls: [{0}] to the mapping.':
    '要在每一列都把这样的单元格视为空，请在映射中加上 nulls: [{0}]。',
  '{0} a value that identifies nobody: {1}{2}. It is not sent, because customers owner share it would be merged; --accept-damage sends it as it is.{3}':
    '{0}的值无法识别任何人：{1}{2}。不发送它，否则有相同值的客户会被合并；--accept-damage 会原样发送。{3}',
  'several customers match it: {0}': '有多位客户匹配：{0}',
  'it may be one of these customers: {0}': '可能是以下客户之一：{0}',
  'a customer created before this run matches it: {0}': '这次运行之前创建的一位客户与它匹配：{0}',
  'not all customers with its name could be read': '未能读取全部同名客户',
  'the server reported it as saved, but it cannot be found': '服务器称已保存，但找不到它',
  'the list does not show it, but no customer saved later shows that the list is up to date':
    '列表中没有它，但也没有更晚保存的客户表明列表是最新的',
  'the list shows neither it nor customers that were saved later': '列表中既没有它，也没有更晚保存的客户',
  'another row in doubt looks the same': '另一结果不明的行与它相同',
  'the run stopped before the lookup finished': '查找完成之前运行已停止',
  'it could not be looked up: {0}': '无法查找：{0}',
  '{0} "{1}" ({2}, first row {3})': '{0} "{1}"（{2}，首行 {3}）',
  ', and {0} with other values': '，以及其他值的 {0}',
  'Values that are not sent because the mapping leaves them out (null or blank under values): {0}{1}{2}. To send them, say there what they mean.':
    '映射不发送的值（在 values 下为 null 或空白）：{0}{1}{2}。要发送，请在那里写明它们的含义。',
  ' and {0} more values': '，另有 {0} 个值',
  '{0} cannot be requested for a saved customer': '不能对已保存的客户请求 {0}',
  'the run is stopping': '运行正在停止',

  // Mappings.
  ' Name a mapped field, or write { column: … } for a column that is not sent.':
    '请写已映射的字段；如果是不发送的列，请写 { column: … }。',
  ' Did you mean "{0}"?': '是否指 "{0}"？',
  ' The mapped fields are {0}.': '已映射的字段：{0}。',
  ' It has no columns.': '它没有任何列。',
  ' Its only column is "{0}". If the column names are in another row, set source.header; if the columns are not separated, set source.delimiter.':
    '它只有一列 "{0}"。如果列名在另一行，请设置 source.header；如果各列没有分开，请设置 source.delimiter。',
  ' It has {0}.': '它的列：{0}。',
  'its value is null': '其值为 null（空）',
  'otherwise is {0}': 'otherwise 为 {0}',
  ' Or write one of {0}.': '或写成以下之一：{0}。',
  'the field': '该字段',
  '{0}{1} For several options, set split: ";" in the mapping': '{0}{1}多个选项请在映射中设置 split: ";"',
  '{0} below {1}': '{1} 之下的{0}',
  '{0} option': '{0} 选项',
  'the mapping': '映射',
  '{0} or more': '{0} 或更大',
  ' Write {0}: {1}': '请写 {0}: {1}',
  ' If it is the name of a column, put it in quotes: "{0}". If it is the value for every row, write { const: {1} }.':
    '如果是列名，请加引号："{0}"。如果是每一行的值，请写 { const: {1} }。',
  'a whole number': '整数',
  ' Indent with spaces, not with tabs.': '请用空格缩进，不要用制表符。',
  ' Indent all lines of a section by the same number of spaces.': '同一部分的各行请缩进相同数量的空格。',
  ' If a name contains ": " or begins with a sign such as #, & or *, put it in quotes.':
    '如果名称含有 ": " 或以 #、&、* 等符号开头，请加引号。',
  '{0} in the mapping:\n\n{1}': '映射有 {0}：\n\n{1}',
  '"{0}" is needed offline but is not cached yet. Run the command once without --offline to cache it.':
    '离线时需要 "{0}"，但还没有缓存。请去掉 --offline 运行一次以缓存它。',
  'overwrites every custom field that a row does not contain (upset_ex_field_str)':
    '覆盖各行中没有给出的所有自定义字段（upset_ex_field_str）',
  'contains "{0}", which {1}': '含有 "{0}"，它{1}',
  '"{0}" in "{1}" is not a part of a date; write YYYY, MM, DD, HH, mm, ss, A, or [text]':
    '"{1}" 中的 "{0}" 不是日期的组成部分；请写 YYYY、MM、DD、HH、mm、ss、A 或 [text]',
  '"{0}" has the {1} twice': '"{0}" 中 {1} 出现两次',
  '"{0}" has no part of a date; write for example DD/MM/YYYY': '"{0}" 没有日期的组成部分；请写成 DD/MM/YYYY 这样',
  '{0} (or {1})': '{0}（或 {1}）',
  '; for another format, use transform: [{ {0}: {1} }]': '；其他格式请用 transform: [{ {0}: {1} }]',

  // The mirror and changes.
  'a refresh is running or was cut short': '刷新正在进行或中途停止',
  'it has not been read yet': '还没有读取过',
  'the last reading of every customer did not finish': '上一次全部读取没有完成',
  'the refresh was stopped': '刷新已停止',
  'Customers of whom pushes told could not be read again: {0}. The next refresh tries it again.':
    '推送中提到的客户无法重新读取：{0}。下次刷新会再试。',
  '{0}. Refreshes read further back while such a record exists.': '{0}。有这样的记录时，刷新会读取更早的内容。',
  'Tags of some customers could not be read: {0}': '部分客户的标签无法读取：{0}',
  '{0} holds a single value: nothing can be appended to it': '{0} 只有一个值，不能追加',
  '{0} row {1}': '{0} 第 {1} 行',
  'cells to restore make no request': '要恢复的单元格没有形成请求',
  'a tag makes no request': '标签没有形成请求',

  // Tags.
  '"{0}" matches no tag, and cannot be created without a group: write it as Group/Tag, or give the group of all such tags with --group.':
    '"{0}" 在 CRM 中找不到对应的标签，没有标签组也无法新建：请写成 组/标签，或用 --group 给出所有这类标签的组。',
  '"{0}" has {1} characters, but at most {2} are allowed.': '"{0}" 有 {1} 个字符，最多允许 {2} 个。',
  '; the tags of {0} cannot be read': '；{0} 位客户的标签无法读取',
  '{0} would change, {1} would not{2}': '{0}会有变化，{1} 位不会{2}',
  '  {0}: {1} would gain it, {2} would lose it': '  {0}：{1} 位会得到，{2} 位会失去',
  '{0} names more than {1} tags, too many to create. Does the mapping read the right column?':
    '{0} 写了超过 {1} 个标签，太多而无法新建。映射读取的列是否正确？',
  'The column "{0}" names more than {1} tags, too many to create. Is it the right column?':
    '列 "{0}" 写了超过 {1} 个标签，太多而无法新建。这一列是否正确？',
  '{0} has no column "{1}".{2}': '{0} 没有列 "{1}"。{2}',
  '{0} has several columns named "{1}". Write "{2}#2" for the second, or rename one.':
    '{0} 有多列都叫 "{1}"。第二列请写 "{2}#2"，或给其中一列改名。',
};
