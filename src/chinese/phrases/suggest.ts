/** Texts of suggested mappings, by their English text; `{0}`, `{1}`, … are their facts. */
export const SUGGEST_PHRASES: Readonly<Record<string, string>> = {
  'No column has the {0}, which every record needs: one of {1}.': '没有哪一列是 {0}，而每条记录都需要它：{1} 之一。',
  '{0} from {1}: a suggestion based on its column names and {2}.': '{0}（{1}）：根据列名和 {2} 给出的建议。',
  'Each line shows its confidence and three values of the column. Fix what is wrong, then:':
    '每行注明把握程度和该列的三个值。请更正有误之处，然后运行：',
  'Cells with one of these texts count as blank. Remove those that are real values:':
    '内容为以下文本的单元格视为空白。如果其中有实际的值，请删去：',
  'REQUIRED, but no column seems to have it: {0}. Add:': '必填，但似乎没有哪一列是它：{0}。请添加：',
  "The tenant's custom fields, agents and lists were not considered, since there are no credentials. Log in with":
    '没有凭证，因此没有参考租户的自定义字段、客服和列表。请登录：',
  '`sobot-etl login` and run map again, or add custom fields by hand:':
    '`sobot-etl login`，再重新运行 map；或手动添加自定义字段：',
  '  with {0}': '  并加上 {0}',
  'Could also be {0}.': '也可能是 {0}。',
  'the custom field {0}': '自定义字段 {0}',
  'Rows with values of another form are sent and reported. To reject them, remove "level: warn" from the line:':
    '形式不同的值会照常发送并报告。要拒绝这些行，请从该行删去 "level: warn"：',
  'Not matched, and not sent. To send one, add it above as a field (sobot-etl targets show {0}){1}:':
    '没有匹配，因此不发送。要发送，请在上面添加为字段（sobot-etl targets show {0}）{1}：',
  ' or custom field': '或自定义字段',
  '(no values)': '（没有值）',
  'Several columns have this name; rename it to map it': '有多列同名；要映射请改名',
  'Left out, as you decided': '按您的决定不发送',
  'It is a part of {0} ({1}), which another column has in full': '它是 {0}（{1}）的一部分，另一列已有完整内容',
  'No field has a similar name': '没有名称相近的字段',
  'It looks like {0}, which is filled from {1}': '看起来是 {0}，而它已由 {1} 填写',
  'It looks like {0}{1}': '看起来是 {0}{1}',
  ', but is not similar enough': '，但不够相似',
  ', but: {0}': '，但：{0}',
  'Not sent. Every row has one, and no two are the same.': '不发送。每一行都有值，且互不相同。',
  'Every row has one, but {0} the value of an earlier row and would be rejected.':
    '每一行都有值，但{0}与前面的行相同，会被拒绝。',
  'Every row has one, and all {0} are different.': '每一行都有值，{0} 个值互不相同。',
  'It has too many different values for {0}': '不同的值太多，不像 {0}',
  'None of its values is one of {0}': '没有一个值属于 {0}',
  'is not one of {0}': '不是以下之一：{0}',
  'Its values are not names of the lookup {0}': '其值不是查找 {0} 中的名称',
  'Its values were not compared with the CRM.': '没有把其值与 CRM 比较。',
  '{0} in the CRM': 'CRM 中的 {0}',
  'No enterprise with such a key has been imported from here yet ({0})': '还没有从这里导入过这样标识的企业（{0}）',
  'None of its values is a {0}': '没有一个值是 {0}',
  'Its values do not identify customers': '其值不能识别客户',
  'Its values are not {0}s in one format': '其值不是同一格式的 {0}',
  '{0} of its values are not {1}s in that format; their rows will be rejected.':
    '{0} 的值不是该格式的 {1}；所在的行会被拒绝。',
  'All its values fit {0}. Set the right format: transform: [{ {1}: {2} }]. Until then, rows whose date could be two different days are rejected.':
    '所有的值都符合 {0}。请写明正确的格式：transform: [{ {1}: {2} }]。在此之前，可能是两个不同日期的行会被拒绝。',
  'Its values are not numbers': '其值不是数字',
  'Some values are not numbers, such as {0}; their rows will be rejected.':
    '有的值不是数字，例如 {0}；所在的行会被拒绝。',
  '{0} is read as {1}. If its mark is a decimal mark, use transform: {2}.':
    '{0} 读作 {1}。如果其中的符号是小数点，请用 transform: {2}。',
  '{0} is {1}': '{0} 即 {1}',
  '{0} has a decimal point': '{0} 以点作小数点',
  '{0} has a decimal comma': '{0} 以逗号作小数点',
  'It has too many different values for the options of {0}': '不同的值太多，不像 {0} 的选项',
  'None of its values is an option of {0}: {1}': '没有一个值是 {0} 的选项：{1}',
  'option of {0}': '{0} 的选项',
  'To create the tags instead, remove them from values here, and import with --create-missing.':
    '要新建这些标签，请从这里的 values 中删去，并在导入时加上 --create-missing。',
  'Its longest value has {0} characters, but at most {1} are allowed; transform: [{ slice: {2} }] cuts it.':
    '最长的值有 {0} 个字符，最多允许 {1} 个；transform: [{ slice: {2} }] 会截取。',
  'Most of its values are not e-mail addresses': '多数值不是邮箱地址',
  '{0} of its values are not e-mail addresses.': '{0} 的值不是邮箱地址。',
  'Most of its values are not telephone numbers': '多数值不是电话号码',
  'Numbers without a country code are read as numbers of the country in {0}.':
    '没有国家代码的号码按 {0} 中的国家读取。',
  'Its numbers are sent as they are, since their country is not known. To set it: transform: [{ phone: {0} }].':
    '不知道国家，因此号码原样发送。指定国家：transform: [{ phone: {0} }]。',
  '{0} an extension, such as {1}, so their rows will be rejected: put extensions into a separate column, or remove them with a replace before phone.':
    '{0}带有分机号，例如 {1}，所在的行会被拒绝：请把分机号放到另一列，或在 phone 之前用 replace 去掉。',
  'Its values are not ids': '其值不是 ID',
  'Its values are yes and no': '其值是“是”和“否”',
  'Many rows share a value.': '许多行的值相同。',
  '{0} the value of an earlier row: the CRM may treat them as one record.':
    '{0}的值与前面的行相同：CRM 可能把它们当作同一条记录。',
  'Its values are not notes': '其值不是备注',
  'Its values are e-mail addresses': '其值是邮箱地址',
  'Its values are not names': '其值不是姓名',
  'Its values look like codes rather than names.': '其值更像编号，而不是名称。',
  'Its values are too long for names': '其值太长，不像姓名',
  'Its values are dates.': '其值是日期。',
  'No {0}: {1}.': '不是 {0}：{1}。',
  'Rows with them will be rejected.': '含有它们的行会被拒绝。',
  'They are not sent (null): replace that by what they mean.': '它们不发送（null）：请换成它们的含义。',
  'They are sent as {0}: replace that by what they mean.': '它们按 {0} 发送：请换成它们的含义。',
  'matches no {0}': '找不到对应的 {0}',
};
