/** Texts of the use cases, by their English text; `{0}`, `{1}`, … are their facts. */
export const APP_PHRASES: Readonly<Record<string, string>> = {
  // Notifications about how a run ended.
  'finished; some rows need attention': '已结束，有些行需要处理',
  'was aborted': '提前结束',
  'was interrupted': '已中断',
  'failed before anything was sent': '失败，没有发送任何内容',
  written: '已写入',
  'sobot-etl: this is a test. Notifications of runs will arrive here':
    'sobot-etl：这是一条测试消息。运行结果将通知到这里',
  'job {0} ({1})': '任务 {0}（{1}）',
  'finished, incomplete': '已结束，但不完整',
  ', of which it waited {0}': '，其中等待 {0}',
  'Rows: {0}': '行数：{0}',
  '… and {0} with other causes': '… 另有 {0}，原因不同',
  'Time: {0}{1}': '用时：{0}{1}',
  'Next: {0}': '下一步：{0}',
  'Host: {0}': '主机：{0}',
  // Credentials and checks.
  'keychain ({0})': '钥匙串（{0}）',
  'file {0}': '文件 {0}',
  'Store them with: sobot-etl login, or set SOBOT_APP_ID and SOBOT_APP_KEY. To try sobot-etl without any: sobot-etl sandbox':
    '请用 sobot-etl login 保存凭证，或设置 SOBOT_APP_ID 和 SOBOT_APP_KEY。不用凭证试用：sobot-etl sandbox',
  'none found': '没有找到',
  'from {0}': '来自 {0}',
  'from the environment': '来自环境变量',
  'from profile {0}, key: {1}': '来自配置 {0}，密钥：{1}',
  'Node {0} on {1} {2}': 'Node {0}，系统 {1} {2}',
  'Install Node {0} from https://nodejs.org': '请从 https://nodejs.org 安装 Node {0}',
  '{0}, version {1}, {2}, {3}, writable': '{0}，版本 {1}，{2}，{3}，可写',
  '{0}; other users can read it': '{0}；其他用户可以读取',
  'Restrict access to it: chmod 600 {0}': '请限制访问：chmod 600 {0}',
  'none yet; the first run creates it in {0}': '还没有；第一次运行时在 {0} 建立',
  '{0}, writable': '{0}，可写',
  'on this machine, without TLS': '在本机，不经 TLS',
  '{0}, PostgreSQL {1}, {2}, answers in {3} ms': '{0}，PostgreSQL {1}，{2}，{3} 毫秒内应答',
  '{0}; what is stored may be lost in a power cut': '{0}；断电时已保存的内容可能丢失',
  'Set fsync = on and full_page_writes = on in postgresql.conf of the server':
    '请在服务器的 postgresql.conf 中设置 fsync = on 和 full_page_writes = on',
  '{0}; {1} of its {2} connections are free': '{0}；{2} 个连接中空闲 {1} 个',
  'Raise max_connections of the server, or end programs that use it: each sobot-etl takes up to ten':
    '请调高服务器的 max_connections，或结束使用它的程序：每个 sobot-etl 最多占用十个',
  'none are there now': '现在没有',
  'none yet; the first run creates them': '还没有；第一次运行时建立',
  'version {0}, {1}, {2}': '版本 {0}，{1}，{2}',
  'Let the owner of the database run: GRANT CREATE ON DATABASE "{0}" TO "{1}"':
    '请数据库的所有者执行：GRANT CREATE ON DATABASE "{0}" TO "{1}"',
  'Let the owner of the tables run: GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA sobot_etl TO "{0}"':
    '请表的所有者执行：GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA sobot_etl TO "{0}"',
  'Run any command once as the owner of the tables, or let the owner run: ALTER SCHEMA sobot_etl OWNER TO "{0}", and the same for its tables':
    '请以表的所有者的身份运行一次任意命令，或请所有者执行：ALTER SCHEMA sobot_etl OWNER TO "{0}"，其中的表也同样处理',
  '{0} may not create tables': '{0} 不能建立表',
  '{0} may not write all tables': '{0} 不能写入所有的表',
  '{0} may not bring the tables to version {1}': '{0} 不能把表升级到版本 {1}',
  '{0}; the next run brings them to version {1}': '{0}；下一次运行会升级到版本 {1}',
  'in step with this machine ({0} ms apart)': '与本机一致（相差 {0} 毫秒）',
  '{0} ahead of this machine': '比本机快 {0}',
  '{0} behind this machine': '比本机慢 {0}',
  'Synchronise the clocks of both machines (time service): token, windows and budgets depend on them':
    '请同步两台机器的时钟（时间服务）：token、时段和每日额度都取决于时钟',
  '{0} cannot be created or written ({1})': '{0} 无法建立或写入（{1}）',
  'Choose another folder with --home or SOBOT_ETL_HOME': '请用 --home 或 SOBOT_ETL_HOME 选择其他文件夹',
  '{0} free in {1}': '剩余 {0}，位于 {1}',
  'Free disk space: a run stores a record of every row; to remove old runs: sobot-etl runs prune --older-than 30d':
    '请释放磁盘空间：运行会保存每一行的记录；删除旧的运行：sobot-etl runs prune --older-than 30d',
  'Stopped before anything was sent.': '已停止，没有发送任何内容。',
  'There is no target "{0}"{1} See: sobot-etl targets': '没有目标 "{0}"{1}参见：sobot-etl targets',
  '; the targets are {0}.': '；可用的目标：{0}。',
  '; did you mean {0}?': '；是否指 {0}？',
  'skipped: the server is not reachable': '已跳过：无法连接服务器',
  'skipped: no credentials': '已跳过：没有凭证',
  'not set': '未设置',
  ', except for {0}': '，{0} 除外',
  '{0} answers in {1} ms': '{0} 响应时间 {1} ms',
  'If a proxy intercepts TLS, set NODE_EXTRA_CA_CERTS to its certificate; check the base URL, too':
    '如果有代理拦截 TLS，请把 NODE_EXTRA_CA_CERTS 设为它的证书；也请检查接口地址',
  'Check the base URL ({0}), the network and {1}': '请检查接口地址（{0}）、网络，以及{1}',
  'the proxy above': '上面的代理',
  'whether this network needs HTTPS_PROXY': '该网络是否需要 HTTPS_PROXY',
  'the server does not send its time': '服务器没有发送它的时间',
  'in step with the server': '与服务器一致',
  '{0} ahead of the server': '比服务器快 {0}',
  '{0} behind the server': '比服务器慢 {0}',
  'Synchronise the clock of this machine (time service): token requests are signed with the time and rejected when it is off':
    '请校准本机时钟（时间服务）：token 请求用时间签名，时间不准会被拒绝',
  'app id {0} is accepted': '接口接受 App ID {0}',
  'The API does not say by which fields the tenant identifies customers: look them up in the CRM (settings, unique identification rules) and set identifiedBy in the mapping':
    '接口不说明租户按哪些字段识别客户：请在 CRM 中查看（设置，唯一识别规则），并在映射中设置 identifiedBy',
  'the customers could not be listed': '无法列出客户',
  'no telephone or e-mail appears twice among the newest {0} customers; mappings identify by both':
    '最新的 {0} 位客户中没有重复的电话或邮箱；映射按两者识别客户',
  'some of the newest {0} customers share their {1}, so the tenant does not identify by that':
    '最新的 {0} 位客户中有人 {1} 相同，因此租户不按它识别客户',
  'SOBOT_ETL_KEYCHAIN is "{0}"; it takes on or off': 'SOBOT_ETL_KEYCHAIN 是 "{0}"；它只能是 on 或 off',
  'it does not return what was stored': '取回的内容与保存的不同',
  'it is locked, or busy: no answer within {0} s': '它已锁定或繁忙：{0} 秒内没有响应',
  'its program ended with {0}': '它的程序以 {0} 结束',
  'it is locked': '它已锁定',
  'there is no session bus (D-Bus)': '没有会话总线（D-Bus）',
  'no such service runs': '没有运行该服务',
  'it does not answer': '它没有响应',
  'the keychain ({0}) cannot be used: {1}': '钥匙串（{0}）无法使用：{1}',
  'SOBOT_ETL_KEYCHAIN=off keeps it from being used': 'SOBOT_ETL_KEYCHAIN=off 禁止使用它',
  'The server does not answer ({0}); waiting for it.': '服务器没有响应（{0}）；正在等待。',
  'The server answers again.': '服务器已恢复响应。',
  'The API asks for a pause of {0}.': '接口要求暂停 {0}。',

  // Settings.
  '{0} and {1}': '{0} 和 {1}',
  '{0} is set in the environment or in a .env file, and {1} is not; app id and app key never come from two places. Set {2}, too, or remove {3} to use {4}':
    '{0} 已在环境变量或 .env 文件中设置，而 {1} 没有；App ID 和 App Key 必须来自同一处。请也设置 {2}，或去掉 {3} 以使用{4}',
  'SOBOT_ETL_LEASE is "{0}"; it takes {1}, such as 30s': 'SOBOT_ETL_LEASE 是 "{0}"；它的取值是{1}，例如 30s',
  '--no-local leaves the rows to workers, which need a ledger that several machines share: --ledger postgres://…':
    '--no-local 把所有行交给 worker，它们需要多台机器共用的账本：--ledger postgres://…',
  '{0} part.': '{0}参与发送。',
  'No worker is there for the rows of {0}; waiting. Start one on any machine: sobot-etl worker --ledger postgres://…':
    '没有 worker 发送 {0} 的行，正在等待。在任意一台机器上启动一个：sobot-etl worker --ledger postgres://…',
  '{0} is not on this machine. All of its rows had been handed out, so it was not needed.':
    '{0} 不在这台机器上。它的所有行都已分发，因此不需要它。',
  'A worker needs a ledger that several machines share: --ledger postgres://…, or SOBOT_ETL_LEDGER':
    'worker 需要多台机器共用的账本：--ledger postgres://… 或 SOBOT_ETL_LEDGER',
  '--queues takes some of {0}, separated by commas; "{1}" is none of them':
    '--queues 的取值是 {0} 中的若干个，用逗号分隔；"{1}" 不在其中',
  'SOBOT_ETL_LATE_CALLS is "{0}"; it takes {1}, such as 60s': 'SOBOT_ETL_LATE_CALLS 是 "{0}"；它的取值是{1}，例如 60s',
  'the base URL of {0},': '{0}的接口地址',
  'the language of {0}': '{0}的语言',
  '{0} is "{1}"; the API supports {2}': '{0} 是 "{1}"；接口支持 {2}',
  'the profile {0}': '配置 {0} ',
  '{0} {1} is not the address of an API; use one such as {2}': '{0} {1} 不是接口地址；请使用 {2} 这样的地址',
  '{0} {1} is not encrypted: anyone on the network could read token and customers. Use https://, or add --insecure-http if that network is your own':
    '{0} {1} 没有加密：同一网络中的任何人都能读到 token 和客户数据。请使用 https://；如果是您自己的网络，请加上 --insecure-http',
  '; stored profiles: {0}': '；已保存的配置：{0}',
  'There is no profile "{0}"{1}. Store one with: sobot-etl login --profile {2}':
    '没有配置 "{0}"{1}。保存配置：sobot-etl login --profile {2}',
  'Several profiles are stored ({0}), and none is called {1}. Choose one, such as --profile {2}':
    '已保存多个配置（{0}），但没有名为 {1} 的。请选择一个，例如 --profile {2}',
  '{0}: "{1}" of the profile {2} must be a text in quotes, not {3}':
    '{0}：配置 {2} 的 "{1}" 必须是带引号的文本，而不是 {3}',
  'The folder {0} cannot be created ({1}), so nothing was stored; choose another with --home or SOBOT_ETL_HOME':
    '无法建立文件夹 {0}（{1}），因此没有保存任何内容；请用 --home 或 SOBOT_ETL_HOME 选择其他文件夹',
  '{0} cannot be read as JSON; remove it, then store the credentials again with: sobot-etl login':
    '{0} 无法作为 JSON 读取；请删除它，然后重新保存凭证：sobot-etl login',
  'the folder {0} cannot be created ({1}); choose another': '无法建立文件夹 {0}（{1}）；请选择其他文件夹',
  'this machine has no address {0}; choose another with --host': '本机没有地址 {0}；请用 --host 选择其他地址',
  'there is no host {0}; write a name that this machine knows, or an address such as 127.0.0.1':
    '没有主机 {0}；请填写本机能识别的名称，或 127.0.0.1 这样的地址',
  'port {0} needs more rights than this user has; choose one from 1024 on with --port':
    '端口 {0} 需要更高的权限；请用 --port 选择 1024 或更大的端口',
  'port {0} is in use by another program; choose another with --port':
    '端口 {0} 正被另一个程序使用；请用 --port 选择其他端口',
  '{0} does not exist; check its name': '{0} 不存在；请检查名称',
  '{0} cannot be used: permission denied': '{0} 无法使用：没有权限',
  'the disk is full{0}; free some space, then run the command again': '磁盘已满{0}；请释放一些空间，然后重新运行命令',

  // resume, runs
  'Run {0} has only rows in doubt left; to send those again, give resendInDoubt: true':
    '运行 {0} 只剩结果不明的行；要重新发送，请给出 resendInDoubt: true',
  'Run {0} is {1}; resume it with: sobot-etl resume {2}': '运行 {0} 是{1}；继续：sobot-etl resume {2}',
  'a step of a plan': '计划中的一步',
  'an export': '一次导出',
  'the changes of run {0}': '运行 {0} 的更改',
  'Run {0} has sent all its rows. Whether the CRM saved {1} of them is unknown, so they are not sent again automatically.':
    '运行 {0} 已发送所有的行。其中 {1} 行不知道 CRM 是否已保存，因此不会自动重新发送。',
  'Run {0} is still running in another process, and no other run can be resumed. List them with: sobot-etl runs':
    '运行 {0} 仍在另一个进程中进行，没有其他可继续的运行。列出所有运行：sobot-etl runs',
  'No resumable run found{0}. List them with: sobot-etl runs': '没有可继续的运行{0}。列出所有运行：sobot-etl runs',
  ', and none has rows in doubt': '，也没有结果不明的行',
  'Run {0} {1}': '运行 {0} {1}',
  'Run {0} has ended ({1}); export again for a new file': '运行 {0} 已结束（{1}）；要得到新文件请重新导出',
  'nothing is left to do': '没有剩下要做的',
  'to send its corrected rows: {0}': '发送更正后的行：{0}',
  'Run {0} has ended ({1}); {2}': '运行 {0} 已结束（{1}）；{2}',
  'is a plan that was cut short; make it again: {0}': '是中途停止的计划；请重新生成：{0}',
  'is a plan; to carry it out: {0}': '是计划；执行它：{0}',
  'is a verification that was cut short; verify again': '是中途停止的核对；请重新核对',
  'is a verification that has ended': '是已结束的核对',
  'No runs yet.': '还没有运行记录。',
  'standard input': '标准输入',
  '--report takes the name of an HTML file, such as masked.html': '--report 需要 HTML 文件的名称，例如 masked.html',
  'Run {0} has a report for each of its files; name one of {1}': '运行 {0} 的每个文件各有报告；请指定其中之一：{1}',
  'Run {0} is {1}, whose files stay where they are; resume it without --out':
    '运行 {0} 是{1}，其文件位置不变；请不带 --out 继续',
  'Run {0} is an export, which has no report': '运行 {0} 是导出，没有报告',
  'Run {0} has no report yet; to finish it: sobot-etl resume {1}': '运行 {0} 还没有报告；完成它：sobot-etl resume {1}',
  'No run has a report yet.': '还没有运行有报告。',
  'piped rows': '管道输入的行',
  'Custom field': '自定义字段',

  // tag
  'changes the tags of every customer that matches {0}': '更改所有符合 {0} 的客户的标签',
  'customers of a query': '查询到的客户',
  'customers where {0}': '符合 {0} 的客户',
  'No tags given: use --add or --remove with tags as Tag or Group/Tag, or --add-column or --remove-column':
    '没有给出标签：请用 --add 或 --remove，写成 标签 或 组/标签；或用 --add-column 或 --remove-column',
  'Give either a file or --where, not both: --where finds the customers by itself':
    '文件和 --where 只能给一个：--where 会自行查找客户',
  '--{0} needs a file, and --where has none': '--{0} 需要文件，而 --where 没有文件',
  'No customers given: name a file, or a condition such as --where stageid=Intention':
    '没有给出客户：请指定文件，或给出条件，例如 --where stageid=Intention',
  'How should customers in {0} be identified? Give --by and the column, such as --by email --column Email':
    '{0} 中的客户按什么识别？请给出 --by 和列，例如 --by email --column Email',
  '{0} found.': '找到 {0}。',
  'No customer matches --where {0}. Nothing was sent.': '没有客户符合 --where {0}。没有发送任何内容。',
  'Not all customers could be found: {0}. Nothing was sent.': '未能找到全部客户：{0}。没有发送任何内容。',
  '"{0}" cannot be added and removed at once': '"{0}" 不能同时添加和移除',
  'Tags that would be created: {0}': '将新建的标签：{0}',

  // plan, apply, undo, verify, mirror
  '{0} kept, since somebody has changed what the run set.': '{0}保留现值：运行之后有人更改过。',
  '{0} would be kept, since somebody has changed what the run set.': '{0}将保留现值：运行之后有人更改过。',
  'The counts of the summary': '摘要中的计数',
  'The ledger no longer has plan {0}, so its rows cannot be sent. Plan the file again; what was sent is then unchanged: {1}':
    '账本中已没有计划 {0}，因此无法发送其中的行。请重新为文件生成计划，已发送的内容届时为不变：{1}',
  'plan the file again; what was sent is then unchanged': '重新为文件生成计划；已发送的内容届时为不变',
  'Run {0} ended before it had stored which changes to leave out. Nothing was sent: apply the plan again':
    '运行 {0} 在保存要排除的更改之前结束。没有发送任何内容：请重新执行计划',
  '--undoable works for {0}: what {1} writes cannot be read back': '--undoable 用于 {0}：{1} 写入的内容无法读回',
  '--since {0}: {1}': '--since {0}：{1}',
  'The mirror is incomplete: {0}. To complete it: sobot-etl mirror refresh':
    '镜像不完整：{0}。补全它：sobot-etl mirror refresh',
  'Who has vanished since then is not known until every customer is read: sobot-etl mirror refresh --full':
    '此后消失的客户，要读取全部客户之后才知道：sobot-etl mirror refresh --full',
  'The mirror was never read completely, so no changes are known.': '镜像从未完整读取过，因此不知道有哪些变化。',
  'Changes are known from {0} on: earlier ones are missing.': '变化记录从 {0} 开始：没有更早的。',
  'stopped while the mirror was brought up to date': '在更新镜像时停止',
  ' of about {0}': ' / 约 {0}',
  'Reading customers into the mirror: {0}{1}.': '正在把客户读入镜像：{0}{1}。',
  'Another process is refreshing the mirror; waiting for it.': '另一个进程正在刷新镜像；正在等待。',
  'The plan could not be written to {0}.': '计划无法写入 {0}。',
  '{0} lists several files, and plan takes one spreadsheet and its mapping. Plan one after the other: sobot-etl plan <file> -m <mapping>':
    '{0} 列出多个文件，而 plan 只接受一个表格及其映射。请逐个生成计划：sobot-etl plan <file> -m <mapping>',
  'No mapping given: name one with -m. To generate one: {0}': '没有给出映射：请用 -m 指定。生成映射：{0}',
  'plan cannot read {0}, since apply needs the same rows again. Save them as a file and plan that; or see which rows would be sent: {1}':
    'plan 不能读取{0}，因为 apply 还需要同样的行。请保存为文件再生成计划；或查看会发送哪些行：{1}',
  '-o takes the name of a workbook, such as plan.xlsx, not {0}': '-o 需要工作簿的名称，例如 plan.xlsx，而不是 {0}',
  '-o {0} is the input file; choose another name for the workbook': '-o {0} 是输入文件；请给工作簿换一个名称',
  '-o {0}: its folder does not exist. Create the folder first, or choose another':
    '-o {0}：所在文件夹不存在。请先建立该文件夹，或选择其他文件夹',
  '{0}: that file exists and is not the workbook of a plan. Choose another name with -o, or move the file away first':
    '{0}：该文件已存在，且不是计划工作簿。请用 -o 换一个名称，或先把它移走',
  '{0}: that file exists and is not the workbook of a verification. Choose another name with -o, or move the file away first':
    '{0}：该文件已存在，且不是核对工作簿。请用 -o 换一个名称，或先把它移走',
  'plan works for customer and customer-update, not for {0}. To see which rows would be sent: sobot-etl check':
    'plan 用于 customer 和 customer-update，不用于 {0}。查看会发送哪些行：sobot-etl check',
  '--on-duplicate all cannot be planned: each row of a customer would change what the next one finds':
    '--on-duplicate all 无法生成计划：同一客户的每一行都会改变下一行看到的内容',
  '{0} is now {1}': '{0} 现为 {1}',
  ', and {0} more': '，另有 {0} 位',
  'Rows lead to {0} combined with others since: {1}{2}.': '有些行指向 {0}，他们此后已与其他客户合并：{1}{2}。',
  'plan again': '重新生成计划',
  'look at the workbook, write no in _apply for what is not to change, then apply it':
    '查看工作簿，在不要更改的行的 _apply 中写 no，然后执行',
  ', or leaves {0} rows out': '，或有 {0} 行不处理',
  'nothing is left to do: the CRM has all of these values{0}': '没有要做的：CRM 中已有全部这些值{0}',
  'fix the rows in {0}, then plan that file': '更正 {0} 中的行，然后为该文件生成计划',
  'Run {0} is no plan': '运行 {0} 不是计划',
  'Name the workbook of a plan, or its id. List the ids with: sobot-etl runs':
    '请指定计划工作簿或计划的编号。列出编号：sobot-etl runs',
  '{0}: there is no such file. Give the workbook that plan has written, or the id of the plan. List the ids with: sobot-etl runs':
    '{0}：没有这个文件。请给出 plan 生成的工作簿，或计划的编号。列出编号：sobot-etl runs',
  '{0}, the file of plan {1}, no longer exists, and its rows are needed again. Put it back, then: {2}':
    '计划 {1} 的文件 {0} 已不存在，而还需要其中的行。请放回原处，然后运行：{2}',
  'Plan {0} was made for another tenant (at {1}) than this one (at {2}), so it does not say what would change here. Use the address and the app id of the plan: {3}':
    '计划 {0} 是为另一个租户（{1}）生成的，不是当前租户（{2}），因此没有说明这里会有哪些变化。请使用该计划的地址和 App ID：{3}',
  '{0} has changed since plan {1} was made, so the plan does not say what it would change. {2}':
    '{0} 在生成计划 {1} 之后有变化，因此计划没有说明它会更改什么。{2}',
  '{0} is the workbook of plan {1}, which the ledger in {2} does not have: it was made with another --home, or pruned. Apply it with the --home that it was made with, or plan the file again with its flags: {3}':
    '{0} 是计划 {1} 的工作簿，而 {2} 的账本中没有该计划：它用另一个 --home 生成，或已被删除。请用生成它的 --home 执行，或用原来的选项重新生成计划：{3}',
  'Plan {0} was cut short and does not have every row. {1}': '计划 {0} 中途停止，没有包含每一行。{1}',
  '{0}, the mapping of plan {1}, can no longer be read. Put it back, then: {2}':
    '计划 {1} 的映射 {0} 已无法读取。请放回原处，然后运行：{2}',
  '{0} has changed since plan {1} was made, so its rows may mean something else. {2}':
    '{0} 在生成计划 {1} 之后有变化，各行的含义可能不同。{2}',
  'Make a plan with: sobot-etl plan <file> -m <mapping>': '生成计划：sobot-etl plan <file> -m <mapping>',
  'To apply its plan again: {0}': '重新执行其计划：{0}',
  'no run': '没有运行',
  'the run of {0} {1}': '{0} {1} 的运行',
  'the run of {0}': '{0} 的运行',
  '{0} is {1}, and no plan. {2}': '{0} 是{1}，不是计划。{2}',
  'Plan again: {0}': '重新生成计划：{0}',
  'Refreshing the mirror': '正在刷新镜像',
  'Run {0} was sent to another tenant (at {1}) than this one (at {2}). Use the address and the app id of the run: {3}':
    '运行 {0} 发送到另一个租户（{1}），不是当前租户（{2}）。请使用该运行的地址和 App ID：{3}',
  'the API has no call that reads enterprises': '接口没有读取企业的调用',
  'the API does not show follow-up records': '接口不显示跟进记录',
  'the API does not show whether a customer was returned as valid or invalid': '接口不显示客户退回时是有效还是无效',
  'Run {0} ({1}) sent nothing, so there is nothing to verify.': '运行 {0}（{1}）没有发送任何内容，无需核对。',
  'tags and tag groups are lists: look at them with sobot-etl export tags':
    '标签和标签组是列表：请用 sobot-etl export tags 查看',
  'Run {0} cannot be verified: {1}.': '运行 {0} 无法核对：{1}。',
  '{0} has changed since run {1}, so it is not known what was sent. Put the old file back, then: sobot-etl verify {2}':
    '{0} 在运行 {1} 之后有变化，因此不知道发送了什么。请放回原来的文件，然后运行：sobot-etl verify {2}',
  '{0} no longer exists; it is the input of run {1}, so it is not known what was sent. Put the old file back, then: sobot-etl verify {2}':
    '{0} 已不存在；它是运行 {1} 的输入，因此不知道发送了什么。请放回原来的文件，然后运行：sobot-etl verify {2}',
  'Run {0} was cut short; only what it has sent is undone. Do not resume it afterwards.':
    '运行 {0} 中途停止；只撤销它已发送的内容。之后请不要继续该运行。',
  'Follow-up records that run {0} added stay: the API cannot remove them.':
    '运行 {0} 添加的跟进记录保留：接口无法删除。',
  '{0} of run {1} may have created a customer that is not known, and is not tagged. Look up the rows in doubt: {2}':
    '运行 {1} 的 {0}可能新建了未知的客户，且没有打标签。请查找结果不明的行：{2}',
  'The API can neither read nor delete enterprises: correct them in the CRM.':
    '接口不能读取也不能删除企业：请在 CRM 中更正。',
  'The API can neither change nor delete follow-up records: correct them in the CRM.':
    '接口不能更改也不能删除跟进记录：请在 CRM 中更正。',
  'To give customers back to their agents, import them with the target assignment.':
    '要把客户交还给原来的客服，请用目标 assignment 导入。',
  'To give customers back to their agents, import a list of both with the target assignment. Next time: import --undoable':
    '要把客户交还给原来的客服，请用目标 assignment 导入两者的列表。下次请用：import --undoable',
  'Compare the customers with an earlier export, and import what they had before with the target customer-update. Next time: plan and apply, or import --undoable':
    '请与之前的导出比较，并用目标 customer-update 导入原来的值。下次请用 plan 和 apply，或 import --undoable',
  'The API restores no tags: create or rename them again in the CRM.': '接口不能恢复标签：请在 CRM 中重新创建或改名。',
  'There is no run "{0}". List them with: sobot-etl runs': '没有运行 "{0}"。列出所有运行：sobot-etl runs',
  '"{0}" names several runs; undo one after the other, the last first: {1}':
    '"{0}" 对应多次运行；请逐个撤销，最后的在先：{1}',
  'Run {0} ({1}) changed nothing in the CRM, so there is nothing to undo.': '运行 {0}（{1}）没有更改 CRM，无需撤销。',
  'Run {0} is still running in another process. Stop it with Ctrl-C first.':
    '运行 {0} 仍在另一个进程中进行。请先用 Ctrl-C 停止它。',
  'Run {0} sent nothing, so there is nothing to undo.': '运行 {0} 没有发送任何内容，无需撤销。',
  'Run {0} ({1} of {2} as {3}) kept no before-images, so it cannot be undone. {4}':
    '运行 {0}（{1} {2}，目标 {3}）没有保留原值，无法撤销。{4}',
  '"{0}" names several runs; give the id of one. List them with: sobot-etl runs':
    '"{0}" 对应多次运行；请给出其中一个的编号。列出所有运行：sobot-etl runs',
  '"{0}" names no run; give the id of one. List them with: sobot-etl runs':
    '"{0}" 没有对应的运行；请给出运行的编号。列出所有运行：sobot-etl runs',
  'Run {0} is still running in another process. Verify it once it has ended.':
    '运行 {0} 仍在另一个进程中进行。请在它结束后核对。',
  '-o takes the name of a workbook, such as verify.xlsx, not {0}': '-o 需要工作簿的名称，例如 verify.xlsx，而不是 {0}',
  'Verifying run {0}: {1} of {2} as {3}': '正在核对运行 {0}：{1} {2}，目标 {3}',
  'the verification is stopping': '核对正在停止',
  '{0} could not be compared: the CRM does not show {1}.': '{0}无法核对：CRM 不显示 {1}。',
  'verify.xlsx has only the first {0} differences.': 'verify.xlsx 只含前 {0} 处差异。',
  'look at {0}': '查看 {0}',
  '{0}; to take the whole run back where nobody has changed it since': '{0}；要撤销整个运行（之后被人改过的除外）',
  'There is no row {0}': '没有第 {0} 行',
  'There is no column "{0}"': '没有列 "{0}"',
  'There is no row {0} in the file any more': '文件中已没有第 {0} 行',

  // export
  'There is no stream "{0}".{1} See: sobot-etl streams': '没有列表 "{0}"。{1}参见：sobot-etl streams',
  '{0} has no details to read; --details is for customers': '{0} 没有可读取的详情；--details 用于 customers',
  '--for-update is for customers': '--for-update 用于 customers',
  '--for-update writes a new file of its own; leave out --raw, --tags, --merge-into and -o -':
    '--for-update 会写出单独的新文件；请去掉 --raw、--tags、--merge-into 和 -o -',
  '--for-update writes a file to be imported again, and a masked value would replace the real one in the CRM; leave out --mask or --for-update':
    '--for-update 的文件要重新导入，脱敏的值会替换 CRM 中的真实值；请去掉 --mask 或 --for-update',
  '{0} have no tags; --tags is for customers': '{0} 没有标签；--tags 用于 customers',
  'Rows on standard output need a format: --format csv, xlsx or jsonl':
    '输出到标准输出时需要格式：--format csv、xlsx 或 jsonl',
  'The name {0} does not say the format: end it in .csv, .xlsx or .jsonl':
    '从名称 {0} 看不出格式：请以 .csv、.xlsx 或 .jsonl 结尾',
  'The name {0} does not say the format: end it in .csv, .xlsx or .jsonl, or give --format':
    '名称 {0} 没有说明格式：请以 .csv、.xlsx 或 .jsonl 结尾，或给出 --format',
  '--tz {0} is not a time zone; use one such as Asia/Shanghai, Europe/Berlin or UTC':
    '--tz {0} 不是时区；请使用 Asia/Shanghai、Europe/Berlin 或 UTC 这样的时区',
  '--columns names no column; write --columns id,nick': '--columns 没有写列；请写成 --columns id,nick',
  '--mask names no column; write --mask email=hash,tel=last4 or --mask personal':
    '--mask 没有写列；请写成 --mask email=hash,tel=last4 或 --mask personal',
  '--mask {0} is not of the form column=method, such as email=hash.{1}':
    '--mask {0} 不是“列=方式”的形式，例如 email=hash。{1}',
  ' Did you mean --mask {0}?': '是否指 --mask {0}？',
  ' Methods: {0}': '方式：{0}',
  '--mask {0}: there is no method "{1}".{2} Methods: {3}': '--mask {0}：没有方式 "{1}"。{2}可用的方式：{3}',
  ' Did you mean {0}={1}?': '是否指 {0}={1}？',
  '{0}, the secret of --mask …=hash, is damaged. Restore it from a backup; or delete it, and hashes of later exports will differ from earlier ones':
    '{0} 是 --mask …=hash 的密钥，已损坏。请从备份恢复；或删除它，此后导出的散列值会与之前的不同',
  'Give either --output, for a new file, or --merge-into, for an earlier one; not both':
    '--output（新文件）和 --merge-into（之前的文件）只能给一个',
  'No output given: name a file with -o file.csv, or - for standard output':
    '没有给出输出：请用 -o file.csv 指定文件，或用 - 表示标准输出',
  '--merge-into takes the file of an earlier export': '--merge-into 需要之前导出的文件',
  '--{0} is for CSV, and this writes {1}; leave it out': '--{0} 用于 CSV，而这里写的是 {1}；请去掉',
  '--merge-into keeps the format of the existing file; leave out --{0}':
    '--merge-into 保持已有文件的格式；请去掉 --{0}',
  '--delimiter takes one character, such as ";", or tab, not "{0}"':
    '--delimiter 需要一个字符，例如 ";"，或 tab，而不是 "{0}"',
  '- stands for standard output, but there is none; give a file': '- 表示标准输出，但这里没有；请指定文件',
  'Run {0} reads from {1} with another app id or address than {2}; use those credentials, then: sobot-etl resume {3}':
    '运行 {0} 从 {1} 读取，App ID 或地址与 {2} 不同；请使用原来的凭证，然后运行：sobot-etl resume {3}',
  '--since last and --until cannot be combined: changes after --until would never be exported':
    '--since last 不能与 --until 一起使用：--until 之后的变更将永远不会导出',
  '{0} have no time of change, so --since last does not apply': '{0} 没有变更时间，不能使用 --since last',
  ', or last': '，或 last（上次导出）',
  '{0} is for the stream {1}, not for {2}': '{0} 用于列表 {1}，不用于 {2}',
  'Exporting what changed since {0}.': '正在导出 {0} 之后的变更。',
  'Edit {0}, then: {1}': '修改 {0}，然后运行：{1}',
  'resume the export': '继续导出',
  'No complete export with these rows, columns and masks left {0} as it is now, so it may hold values that are not masked. Nothing was exported: write a new file with -o, or give --merge-into a file that does not exist yet':
    '没有一次以这些行、列和脱敏方式完成的导出留下现在的 {0}，其中可能有未脱敏的值。没有导出任何内容：请用 -o 写入新文件，或给 --merge-into 一个还不存在的文件',
  'No earlier export found: exporting everything.': '没有找到之前的导出：导出全部内容。',
  '{0} does not exist yet: exporting everything.': '{0} 还不存在：导出全部内容。',
  'No export of these rows and columns left {0} as it is now: exporting everything.':
    '没有一次这些行和列的导出留下现在的 {0}：导出全部内容。',
  '{0} was {1} after run {2} began, and the run holds only what the file lacked then. Nothing was written. Instead of resuming, run the same export again; it reads everything that {3} lacks now':
    '{0} 在运行 {2} 开始之后被{1}，而该运行只含当时文件缺少的内容。没有写入任何内容。请不要继续，而是重新运行同样的导出；它会读取 {3} 现在缺少的全部内容',
  '{0}. --since last uses the time of the export instead and reads further back while such a record exists.':
    '{0}。--since last 改用导出的时间，并在有这样的记录时读取更早的内容。',
  'The list could not be read': '列表无法读取',
  'enough rows': '行数已够',

  // import
  'This {0}. Nothing was sent: to go ahead without being asked, add --yes':
    '这次运行会{0}。没有发送任何内容：要不经询问直接执行，请加上 --yes',
  'This {0}.': '这次运行会{0}。',
  'Go ahead?': '继续吗？',
  'Nothing was sent.': '没有发送任何内容。',
  '  row {0}: {1}': '  第 {0} 行：{1}',
  ', {0} would be rejected': '，{0} 行会被拒绝',
  '  … and {0} more': '  … 还有 {0} 项',
  '{0} of {1} would be sent as {2}{3}:': '{1} 的 {0}会作为 {2} 发送{3}：',
  'The corrected cells in {0} cannot be read ({1}); check the file again':
    '{0} 中更正的单元格无法读取（{1}）；请重新检查该文件',
  'it edits customers by their ids and creates none': '它按 ID 修改客户，不会新建',
  'only the customers of targets customer and customer-update are compared with those in the CRM':
    '只有目标 customer 和 customer-update 的客户会与 CRM 中的客户比较',
  '{0} does not work with merge: {1} ({2}): a row would not know what other rows of its customer have set, and values would be lost. Join the rows of each customer to one, or remove the rule from the mapping':
    '{0} 不能与 merge: {1}（{2}）一起使用：各行不知道同一客户的其他行写入了什么，值会丢失。请将每个客户的各行合并为一行，或从映射中删除该规则',
  '--mode {0} does not work with target {1}: {2}': '--mode {0} 不能用于目标 {1}：{2}',
  '--group names the group of new tags and works only with --create-missing':
    '--group 是新标签所属的组，只能与 --create-missing 一起使用',
  '--group takes the name of a tag group': '--group 需要标签组的名称',
  '--create-missing needs the current list of tags and cannot be combined with --offline':
    '--create-missing 需要最新的标签列表，不能与 --offline 一起使用',
  '--force works only with --changed-only and a file that export --for-update wrote':
    '--force 只能与 --changed-only 一起使用，且文件须由 export --for-update 写出',
  '{0} differ from the export only by what a spreadsheet program does (lost zeros, rounded digits, dates, garbled or cut text): the server keeps its values.':
    '{0}与导出的差别只是表格软件造成的（丢失的零、取整的数字、日期、乱码或截断的文本）：服务器保留原值。',
  '{0} would change, {1} would not.': '{0} 行会有变化，{1} 行不会。',
  '{0} changed since the export, {1} did not.': '导出之后 {0} 行有变化，{1} 行没有。',
  'give either file or rows': '文件和行只能给一个',
  '  {0} of {1} as {2}{3}': '  {1} 的 {0}，目标 {2}{3}',
  '{0} has all of them: set source: { {1} }': '{0} 有全部这些列：请设置 source: { {1} }',
  '{0}\n\n{1} has all of them: {2}': '{0}\n\n{1} 有全部这些列：{2}',
  'Row {0}': '第 {0} 行',
  'Sheet "{0}"': '工作表 "{0}"',
  'Row {0} of sheet "{1}"': '工作表 "{1}" 的第 {0} 行',
  'the first {0} of {1} rows': '{1} 行中的前 {0} 行',
  'the {0} of the sample': '抽样的 {0}',
  'the {0} of the sample from {1} rows': '从 {1} 行中抽样的 {0}',
  'look at {0}; to see what is left to do, plan again': '查看 {0}；要知道还剩什么，请重新生成计划',
  'check that the CRM has what was sent': '核对 CRM 中的内容与发送的是否一致',
  'to tag them, run the same command without --dry-run': '要打标签，请去掉 --dry-run 重新运行同一命令',
  'fix {0} at that position': '更正 {0} 中的该位置',
  'check again': '再检查一次',
  ', of {0}': '，仅指{0}',
  'fix the rows in {0} ({1} says what is wrong{2}), then check again':
    '更正 {0} 中的行（问题见 {1}{2}），然后再检查一次',
  '{0} fit to send, the others would be skipped': '{0}可发送，其余会被跳过',
  'fill in rows, then check again': '填写数据行，然后重新检查',
  'every row is fit to send': '每一行都可发送',
  '{0} are fit to send': '{0}都可发送',
  'import the file as it is now': '导入现在的文件',
  'fix the cause and import again, or resume with the other rows': '解决原因后重新导入，或继续发送其余的行',
  'resume the run': '继续运行',
  'look up the rows in doubt in the CRM; to send them again': '在 CRM 中查找结果不明的行；要重新发送它们',
  'look up the customers in {0}: rows with different keys became one': '查看 {0} 中的客户：不同标识的行合并成了一位',
  ' (of {0})': '（仅指{0}）',
  'fix the rows in {0}{1}, then import that file': '更正 {0} 中的行{1}，然后导入该文件',
  '{0} says in its column _kept what would stay, and why': '{0} 的 _kept 列说明哪些会保留及其原因',
  '{0} says in its column _kept what stays, and why': '{0} 的 _kept 列说明哪些保留及其原因',
  '{0}to take the rest back, run the same command without --dry-run':
    '{0}要撤销其余内容，请去掉 --dry-run 重新运行同一命令',
  'look at the customers that are left: {0}': '查看剩下的客户：{0}',
  '{0} no longer exists, and run {1} began with it. Put the file back, then: sobot-etl resume {2}':
    '{0} 已不存在，而运行 {1} 以它开始。请放回该文件，然后运行：sobot-etl resume {2}',
  '{0} is the input, and this run would write its own {1} there. Choose another folder with --out':
    '{0} 是输入，而这次运行会在那里写自己的 {1}。请用 --out 选择其他文件夹',
  '- stands for standard input, but there is none; give a file': '- 表示标准输入，但这里没有；请指定文件',
  '{0} has more than 4 GB. Save it as a file and import that, or split it into several. Nothing was sent':
    '{0}超过 4 GB。请保存为文件再导入，或拆分。没有发送任何内容',
  '{0} is copied to {1} so that it can be read again, and that disk is nearly full. Free some space, or choose another with --home or SOBOT_ETL_HOME. Nothing was sent':
    '{0}会复制到 {1} 以便再次读取，而该磁盘即将用满。请释放一些空间，或用 --home 或 SOBOT_ETL_HOME 选择其他位置。没有发送任何内容',
  'Reading all keys first: of several rows with the same key, the last one counts.':
    '先读取所有标识：标识相同的行以最后一行为准。',
  ', run {0}{1}': '，运行 {0}{1}',
  ' as {0}': '，目标 {0}',
  'Ledger: {0}': '账本：{0}',
  'report.html or summary.json': 'report.html 或 summary.json',
  'The summary of the plan': '计划的摘要',
  'The end of the run': '运行的结束状态',
  '{0} could not be written: {1}.': '{0} 无法写入：{1}。',
  '{0} The rows were sent, and the ledger has the outcome of each: do not import the file again. To see it: sobot-etl runs show {1}':
    '{0}各行已发送，账本中有每一行的结果：请不要重新导入该文件。查看：sobot-etl runs show {1}',
  'the disk is full{0}': '磁盘已满{0}',
  ' (its follow-up records cannot be undone)': '（其中的跟进记录无法撤销）',
  ' (cannot be undone; with --undoable it can)': '（无法撤销；加上 --undoable 则可以）',
  ' (cannot be undone)': '（无法撤销）',
  Importing: '正在导入',
  Checking: '正在检查',
  Tagging: '正在打标签',
  Planning: '正在生成计划',
  Applying: '正在执行计划',
  Undoing: '正在撤销',
  Resuming: '正在继续',
  Verifying: '正在核对',
  Exporting: '正在导出',
  Finding: '正在查找',
  Settings: '设置',
  'Tags that were created: {0}': '已新建的标签：{0}',
  '{0} changed after an export wrote it and would be replaced ({1})': '{0} 在导出写出之后有变化，将被替换（{1}）',
  '{0} {1} not written by an export and would be replaced ({2})': '{0} 不是导出写出的，将被替换（{2}）',
  '{0}. {1}: give another file with -o, or --yes to replace it': '{0}。{1}：请用 -o 指定其他文件，或用 --yes 替换',
  'Nothing was exported': '没有导出任何内容',
  'Nothing was profiled': '没有分析任何内容',
  '{0} was not written by a profile and would be replaced': '{0} 不是由 profile 写出的，将被替换',
  '{0}. Replace it?': '{0}。替换吗？',
  'row {0} of that run': '该运行的第 {0} 行',
  'Run {0} began with another app id (at {1}), and its rows must not end up in two tenants. Use those credentials, then: sobot-etl resume {2}':
    '运行 {0} 以另一个 App ID（{1}）开始，它的行不能进入两个租户。请使用原来的凭证，然后运行：sobot-etl resume {2}',
  'sends the rest of run {0} to {1}, although the run began at {2}':
    '把运行 {0} 的其余行发送到 {1}，而该运行开始于 {2}',
  'To resume where it began: sobot-etl resume {0} --base-url {1}':
    '在原来的地址继续：sobot-etl resume {0} --base-url {1}',
  'Another run is writing its files into {0}; choose another folder with --out':
    '另一次运行正把文件写入 {0}；请用 --out 选择其他文件夹',

  // map
  'Cannot tell what {0} become{1}: no column in one file clearly names the companies in another. Give one --target for each file, in order: {2}':
    '无法判断 {0} 是什么：没有哪个文件的列明确引用另一个文件中的企业。请按顺序为每个文件给出 --target：{2}',
  '--header takes the number of the row that holds the column names': '--header 需要列名所在的行号',
  'in row {0} of ': '第 {0} 行，',
  'the file': '该文件',
  'sheet "{0}"': '工作表 "{0}"',
  'The column names are {0}{1}; the mapping says so.': '列名位于{0}{1}；已写入映射。',
  '{0} already exists. Choose another name with -o, or replace it with --yes':
    '{0} 已存在。请用 -o 换一个名称，或用 --yes 替换',
  'the generated mapping is invalid: {0}': '生成的映射无效：{0}',
  'No credentials: the tenant’s custom fields, agents and lists are not considered. Log in with: sobot-etl login':
    '没有凭证：没有参考租户的自定义字段、客服和列表。登录：sobot-etl login',
  'The CRM could not be read ({0}): its custom fields, agents and lists are not considered.':
    'CRM 无法读取（{0}）：没有参考其自定义字段、客服和列表。',
  'Did you mean "{0}"? A name with spaces needs quotes around it': '是否指 "{0}"？带空格的名称要加引号',
  'Standard input can only be mapped on its own': '标准输入只能单独生成映射',
  'The same file is given twice; leave one out': '同一文件给了两次；请去掉一个',
  '{0} but {1}: give each file its own --target, in the same order, or none':
    '{0}，却有 {1}：请按相同顺序为每个文件给出 --target，或都不给',
  'Several files need a plan. Name its file: {0}': '多个文件需要计划。请指定其文件：{0}',
  '{0} already exist{1}. Choose another name or folder with -o, or replace {2} with --yes':
    '{0} 已存在。请用 -o 换一个名称或文件夹，或用 --yes 替换',
  '{0} names companies by it.': '{0} 用它引用企业。',
  ' {0} would be rejected unless the company is known from elsewhere.': '除非该企业另有来源，{0}会被拒绝。',
  '{0} of {1} with a value name a company in {2}.{3}': '{1}有值的行中，{0} 行引用 {2} 中的企业。{3}',
  '{0} cannot be read as a plan: {1}': '{0} 无法作为计划读取：{1}',
  '{0} is not a valid plan:\n{1}\nA plan looks like this:\n  version: 1\n  steps:\n    - { file: companies.csv, mapping: enterprise.yaml }\n    - { file: people.csv, mapping: customers.yaml }':
    '{0} 不是有效的计划：\n{1}\n计划的写法：\n  version: 1\n  steps:\n    - { file: companies.csv, mapping: enterprise.yaml }\n    - { file: people.csv, mapping: customers.yaml }',
  'No mapping given: name one with -m. To generate one: {0}. Or import a plan: sobot-etl import plan.yaml':
    '没有给出映射：请用 -m 指定。生成映射：{0}。或导入计划：sobot-etl import plan.yaml',
  '{0} but {1}: give each file its own -m, in the same order': '{0}，却有 {1}：请按相同顺序为每个文件给出 -m',
  'Standard input can only be imported on its own': '标准输入只能单独导入',
  '"{0}" matches several runs: {1}': '"{0}" 对应多次运行：{1}',
  'There is no run "{0}"': '没有运行 "{0}"',
  '{0}. List them with: sobot-etl runs': '{0}。列出所有运行：sobot-etl runs',
  ' and {0} more': ' 等，另有 {0} 个',
  '{0} ({1} says what is wrong)': '{0}（问题见 {1}）',
  'fix the rows in {0}, then check again': '更正 {0} 中的行，然后再检查一次',
  ', and then the other files in the same way': '，其他文件也照此处理',
  'fix the rows in {0}, then import that file{1}': '更正 {0} 中的行，然后导入该文件{1}',
  'resume the plan': '继续计划',

  // listen
  'Start it: sobot-etl listen -o changes.jsonl': '启动：sobot-etl listen -o changes.jsonl',
  'no listener has run with the state folder {0}': '还没有接收器用状态文件夹 {0} 运行过',
  'Check the reverse proxy, its certificate, and that the listener runs':
    '请检查反向代理、其证书，以及接收器是否在运行',
  '{0} does not answer ({1})': '{0} 没有响应（{1}）',
  'The path of the address is wrong: sobot-etl listen --json prints the right one':
    '地址的路径有误：sobot-etl listen --json 会打印正确的地址',
  '{0} answers with 404': '{0} 回复 404',
  'See what the listener or the reverse proxy prints': '请查看接收器或反向代理打印的内容',
  '{0} answers with {1} instead of 200': '{0} 回复 {1}，而不是 200',
  '{0} has received and stored a sample': '{0} 已收到并保存一条样例',
  'Another listener answers there: its pushes are not in {0}': '那里响应的是另一个接收器：它的推送不在 {0} 中',
  '{0} answers, but has not stored the sample': '{0} 有响应，但没有保存样例',
  'no answer within {0} s': '{0} 秒内没有响应',
  'Pushes are stored again.': '推送已恢复保存。',
  'The names of custom fields, levels and tags cannot be read, so the output has ids: {0}':
    '自定义字段、等级和标签的名称无法读取，因此输出中是 ID：{0}',
  'Pushes are stored, but cannot be written: {0}. This is tried again every {1} s.':
    '推送已保存，但无法写出：{0}。每 {1} 秒重试一次。',
  'Pushes are written again.': '推送已恢复写出。',
  'Pushes are stored, but not noted in the mirror: {0}. This is tried again.':
    '推送已保存，但没有记入镜像：{0}。会再次尝试。',
  'Pushes are noted in the mirror again.': '推送已恢复记入镜像。',
  '-o -: there is no standard output to write to': '-o -：这里没有可写入的标准输出',
  '--path-secret takes 16 to 128 letters, digits, "-" and "_", which nobody can guess':
    '--path-secret 需要 16 到 128 个字母、数字、"-" 和 "_"，且无法被猜到',
  '{0} does not hold a secret of 16 to 128 letters, digits, "-" and "_"; correct or delete it':
    '{0} 的内容不是由 16 到 128 个字母、数字、"-" 和 "_" 组成的密钥；请更正或删除它',
  '--tls-cert and --tls-key belong together: give both, or neither':
    '--tls-cert 和 --tls-key 须一起使用：都给，或都不给',
  '--tls-cert {0} and --tls-key {1} are no certificate with its key, in PEM: {2}':
    '--tls-cert {0} 和 --tls-key {1} 不是 PEM 格式的证书及其密钥：{2}',
  '{0} is reachable from the network without encryption: anyone on the way can read the pushes and the secret of the address. Give --tls-cert and --tls-key, or listen on 127.0.0.1 behind a reverse proxy.':
    '{0} 可从网络访问且没有加密：途中的任何人都能读到推送和地址中的密钥。请给出 --tls-cert 和 --tls-key，或在反向代理之后监听 127.0.0.1。',
  'There are no credentials, so the output has ids instead of the names of custom fields, levels and tags. Store credentials with: sobot-etl login':
    '没有凭证，因此输出中是 ID，而不是自定义字段、等级和标签的名称。保存凭证：sobot-etl login',
  '-o {0}: {1} is none of {2}': '-o {0}：{1} 不是以下之一：{2}',
  '-o {0}: a workbook cannot grow, so there is one for each day: write {date} into its name, such as changes-{date}.xlsx':
    '-o {0}：工作簿不能追加，因此每天一个：请在名称中写上 {date}，例如 changes-{date}.xlsx',
  'There are no pushes in {0} yet. Receive some with: sobot-etl listen -o changes.jsonl':
    '{0} 中还没有推送。接收推送：sobot-etl listen -o changes.jsonl',
  'The file has ids instead of names: {0}': '文件中是 ID 而不是名称：{0}',
  '{0} exists.': '{0} 已存在。',
  'Replace it?': '替换吗？',
  '{0} exists. To replace it: --yes': '{0} 已存在。要替换：--yes（不再询问）',

  // schedule
  'started: {0}': '已开始：{0}',
  'exit code {0}; retrying in {1} ({2})': '退出码 {0}；{1} 后重试（{2}）',
  '; removed {0}': '；已删除 {0}',
  'done in {0}{1}{2}': '已完成，用时 {0}{1}{2}',
  'ended with exit code {0} after {1}{2}: {3}': '以退出码 {0} 结束，用时 {1}{2}：{3}',
  '--if-due works only with --once': '--if-due 只能与 --once 一起使用',
  '{0} is running in another process; skipped': '{0} 正在另一个进程中运行；已跳过',
  'next at {0}': '下次运行 {0}',
  'was due at {0}; runs now (catch-up)': '应在 {0} 运行；现在补上',
  'is running in another process; skipped': '正在另一个进程中运行；已跳过',
  'was still running at {0}; skipped': '在 {0} 仍在运行；已跳过',
  'sobot-etl: {0} {1}': 'sobot-etl：{0} {1}',
  'is done': '已完成',
  'ended with exit code {0}': '以退出码 {0} 结束',
  'The notify URL answered HTTP {0}': '通知地址回复 HTTP {0}',
  'The notify URL could not be reached ({0})': '通知地址无法连接（{0}）',
};
