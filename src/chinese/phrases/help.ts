/** The help: commands, their words, flags and examples, by their English text. */
export const HELP: Readonly<Record<string, string>> = {
  // Headings of the parser.
  'Commands:': '命令：',
  'Options:': '选项：',
  'Positionals:': '参数：',
  'Examples:': '示例：',
  'Lookups:': '查找：',
  'Connection:': '连接：',
  'Output:': '输出：',
  boolean: '开关',
  string: '文本',
  number: '数字',
  array: '可多次',
  required: '必填',
  default: '默认',
  'default:': '默认：',
  'choices:': '可选：',
  'aliases:': '别名：',
  'Show help': '显示帮助',
  'Show version number': '显示版本号',

  // Words of several commands.
  Spreadsheet: '表格文件',
  'Mapping file': '映射文件',
  'Run id, or part of it; see: sobot-etl runs': '运行编号或其一部分；参见：sobot-etl runs',
  'The same for programs': '同上，供程序读取',
  'What to do': '要做什么',
  'Print the summary as JSON on standard output': '在标准输出打印 JSON 摘要',
  'Print only problems': '只打印问题',
  'Print more details': '打印更多细节',
  'Go ahead without asking': '不询问，直接执行',
  'How to show the progress (default: a bar on a terminal, else a line every 10 s)':
    '进度的显示方式（默认：终端上为进度条，否则每 10 秒一行）',
  'Language of what people read: en, zh (中文); SOBOT_ETL_LANG sets it, too':
    '界面文字的语言：en（英文）、zh（中文）；也可用 SOBOT_ETL_LANG 设定',

  // Connection.
  'Credentials stored with: sobot-etl login --profile NAME': '用 sobot-etl login --profile NAME 保存的凭证',
  'Address of the API (SOBOT_BASE_URL; default https://sg.sobot.io)':
    '接口地址（SOBOT_BASE_URL；默认 https://sg.sobot.io）',
  'Allow http:// to another machine: anyone on the network can read token and data':
    '允许用 http:// 连接其他机器：同一网络中的任何人都能读到 token 和数据',
  'Folder for ledger, token and profiles (SOBOT_ETL_HOME)': '存放账本、token 和配置的文件夹（SOBOT_ETL_HOME）',
  'PostgreSQL database for a ledger that several machines share (SOBOT_ETL_LEDGER)':
    '多台机器共用的账本所在的 PostgreSQL 数据库（SOBOT_ETL_LEDGER）',
  'Concurrent requests': '同时进行的请求数',
  'Requests per second, shared by all runs with the same ledger': '每秒请求数，由使用同一账本的所有运行共用',
  'Maximum requests per second without --rate': '没有 --rate 时每秒最多的请求数',
  'Attempts per request': '每个请求尝试的次数',
  'Seconds before an attempt times out': '一次尝试的超时秒数',
  'Seconds to wait while the server does not answer': '服务器没有响应时等待的秒数',
  'How long a list is cached, such as 30m; 0s reads it anew (default 1h)':
    '列表的缓存时间，例如 30m；0s 表示重新读取（默认 1h）',
  'Look names up in cached lists only': '只在已缓存的列表中查找名称',

  // Runs that nobody watches.
  'Unattended:': '无人值守：',
  'two times of the day (with a time zone such as Asia/Shanghai where it is not this machine’s), or always':
    '一天中的起止时间（不是本机时区时加上时区，例如 Asia/Shanghai），或 always',
  'a number of calls a day, or none': '每天的调用次数，或 none',
  'Send only at this time of the day, such as 20:00-06:00, and wait outside it; with a time zone if need be':
    '只在一天的这段时间发送，例如 20:00-06:00，其他时间等待；需要时可加时区',
  'Send at most so many calls a day, such as 200000/day, shared by all runs with a budget and the same ledger':
    '每天最多发送的调用次数，例如 200000/day；使用同一账本、设了额度的所有运行共用',
  'For the estimate: at which time of the day apply would send, such as 20:00-06:00':
    '用于估算：apply 会在一天的哪段时间发送，例如 20:00-06:00',
  'At most so many calls a day; --window 20:00-06:00: at night': '限制每天的调用次数；--window 20:00-06:00：只在夜间',
  'Requests a day before it answers 429 until midnight': '每天的请求数，超过后到午夜前都返回 429',
  'Tell this channel how the run ended: its name in notify.yaml of the state folder; may be repeated':
    '把运行的结果通知该渠道：渠道在状态文件夹的 notify.yaml 中的名称；可多次使用',
  'Tell the channel ops how it ended': '把结果通知渠道 ops',

  // import, check
  'Import the rows of a spreadsheet (CSV, XLSX, JSONL) into the CRM through a mapping, and account for every row':
    '按映射把表格（CSV、XLSX、JSONL）的各行导入 CRM，每一行都有结果可查',
  'Spreadsheet, several spreadsheets, or a plan.yaml that lists them': '一个或多个表格，或列出它们的 plan.yaml',
  'Mapping file; for several files one each, in the same order': '映射文件；多个文件时按相同顺序各给一个',
  'Only the first N rows': '只处理前 N 行',
  'Only N rows, spread over the whole file': '只处理 N 行，均匀取自整个文件',
  'With --sample: the same seed chooses the same rows (default: random, and printed)':
    '与 --sample 同用：相同的种子选出相同的行（默认随机，并会显示）',
  'Of 200 rows from all over the file': '抽查整个文件中的 200 行',
  'Or fifty from all over the file': '或取自整个文件的五十行',
  'Another folder for the files of the run, say because the first one is on another machine':
    '运行文件改放到另一个文件夹，例如原来的文件夹在另一台机器上时',
  'Folder for errors.csv, results.csv, report.html and summary.json (default runs/<run>)':
    '存放 errors.csv、results.csv、report.html 和 summary.json 的文件夹（默认 runs/<run>）',
  'Rows with the same key: reject all but the first, import the last, or import all in order':
    '标识相同的行：只保留第一行、导入最后一行，或按顺序全部导入',
  'Rows that the CRM would merge into one customer, since they share a telephone or e-mail: reject all but the first (default), or send them all':
    '因电话或邮箱相同而会被 CRM 合并为同一客户的行：只保留第一行（默认），或全部发送',
  'Customers that are written: only new ones, only those that exist, or both (default; overrides the mapping)':
    '写入哪些客户：仅新客户、仅已有客户，或两者（默认；优先于映射）',
  'Send rows whose key an earlier run has already imported, even though the CRM creates another record':
    '标识已由之前的运行导入的行也发送，即使 CRM 会再建立一条记录',
  'Send values that a spreadsheet program has rounded or replaced as they are, instead of rejecting their rows':
    '被表格软件取整或替换过的值原样发送，而不拒绝所在的行',
  'Create missing tag groups and tags before the first row is sent': '发送第一行之前，新建缺少的标签组和标签',
  'Group of new tags that are written without one': '没有写明分组的新标签所属的组',
  'Sheet of a workbook (default: the first visible one)': '工作簿中的工作表（默认：第一个可见的）',
  'Row that holds the column names': '列名所在的行',
  'Text encoding of a CSV file, if it is not detected correctly': 'CSV 文件的编码（识别有误时使用）',
  'Cell delimiter of a CSV file, if it is not detected correctly': 'CSV 文件的分隔符（识别有误时使用）',
  'Do everything except sending': '除发送以外全部执行',
  'Stop when more rows than this fail: N or N%': '失败的行数超过此值时停止：N 或 N%',
  'Skip rows that have not changed since they were last sent; of a file from export --for-update, send only what was edited':
    '跳过自上次发送以来没有变化的行；对 export --for-update 的文件只发送修改过的内容',
  'Read each customer before it is changed, and keep what it was, so that the run can be undone':
    '更改之前先读取每位客户并保留原值，以便撤销这次运行',
  'With --changed-only: overwrite customers that were changed on the server since the export':
    '与 --changed-only 一起使用：导出之后在服务器上被改过的客户也覆盖',
  'Write report.html without cells, keys and names, so that it can be passed on':
    '写 report.html 时去掉单元格、标识和姓名，以便转交',
  'Import a file': '导入一个文件',
  'Would it work?': '能成功吗？',
  'Try ten rows first': '先试十行',
  'Create missing tags': '新建缺少的标签',
  'Several files in order, as one import': '按顺序导入多个文件，作为一次导入',
  'The same, listed in a plan': '同上，写在 plan.yaml 中',
  'Import the corrected rows': '导入更正后的行',
  'Check a spreadsheet without sending it: read, map, validate and look up every row':
    '检查表格但不发送：逐行读取、映射、校验和查找',
  'Which rows would be rejected, and why?': '哪些行会被拒绝，为什么？',

  // plan, apply, verify, undo
  'Show what an import would change, cell by cell, in a workbook to look at and to edit; sends nothing':
    '在工作簿中逐个单元格列出导入会更改什么，可查看和修改；不发送任何内容',
  'Workbook to write (default: plan.xlsx in the folder of the plan)':
    '要写入的工作簿（默认：计划文件夹中的 plan.xlsx）',
  'Rows with the same key: reject all but the first, or count the last': '标识相同的行：只保留第一行，或以最后一行为准',
  'What would change?': '会更改什么？',
  'Only customers that the CRM has': '仅 CRM 中已有的客户',
  'Of the first rows, for programs': '只看前几行，供程序读取',
  'Send exactly what a plan says; customers that somebody has changed since are not touched':
    '严格按计划发送；生成计划之后被人改过的客户不会改动',
  'Workbook of the plan, or its id': '计划工作簿，或计划的编号',
  'Apply what the workbook does not leave out': '执行工作簿中没有排除的更改',
  'Apply the whole plan': '执行整个计划',
  'Read every record of a run again, and compare every cell that was sent':
    '重新读取一次运行的每条记录，逐个核对发送过的单元格',
  'Workbook to write (default: verify.xlsx in the folder of the run)':
    '要写入的工作簿（默认：运行文件夹中的 verify.xlsx）',
  'Has the CRM what was sent?': 'CRM 中的内容与发送的一致吗？',
  'The differences in this workbook': '把差异写入该工作簿',
  'Take back what a run changed, cell by cell, where nobody has changed it since':
    '逐个单元格撤销一次运行的更改，之后被人改过的除外',
  'Say what would be restored and what kept; send nothing': '只说明会恢复什么、保留什么，不发送',
  'What would be restored, and what kept?': '会恢复什么，保留什么？',
  'Restore it': '恢复',

  // resume, runs
  'Resume an interrupted or aborted run (default: the newest); completed rows are not sent again':
    '继续中断或提前结束的运行（默认：最近一次）；已完成的行不会重复发送',
  'Send rows whose outcome is unknown again, at the risk of duplicates': '重新发送结果不明的行，可能产生重复',
  'Resume the newest unfinished run': '继续最近一次未完成的运行',
  'Resume this run': '继续这次运行',
  'List runs: how each ended and where its files are; remove old ones with: runs prune --older-than 30d':
    '列出运行记录：结果如何，文件在哪里；删除旧记录：runs prune --older-than 30d',
  'Run id, or part of it (default: the newest)': '运行编号或其一部分（默认：最近一次）',
  'For verify: a hash that was noted earlier, which must still be in the audit trail':
    '用于 verify：之前记下的哈希值，它必须仍在审计记录中',
  'Was any run altered after it was recorded? Prints a hash to note elsewhere':
    '有运行在记录之后被改动吗？同时显示一个哈希值，供另行记下',
  'Is the hash that was noted earlier still in the audit trail?': '之前记下的哈希值仍在审计记录中吗？',
  'How many of the newest runs to list': '列出最近多少次运行',
  'For prune: remove runs that ended longer ago than this, such as 30d, 12h or 2w':
    '用于 prune：删除结束时间早于此的运行，例如 30d、12h 或 2w',
  'For show: write the report of the run once more; with --mask': '用于 show：重新写出该运行的报告；与 --mask 一起使用',
  'With --report: without cells, keys and names, so that it can be passed on':
    '与 --report 一起使用：去掉单元格、标识和姓名，以便转交',
  'Its report without cells, keys and names, to pass on': '去掉单元格、标识和姓名的报告，用于转交',
  'The newest runs': '最近的运行',
  'Details of one run': '一次运行的详情',
  'Remove old runs from the ledger; their files and the ids learned for keys stay':
    '从账本中删除旧的运行；其文件和已知的标识与 ID 的对应关系保留',

  // map, tag
  'Suggest a mapping for a spreadsheet, from its column names, its values and the tenant’s custom fields; or let one learn from corrections':
    '根据列名、内容和租户的自定义字段，为表格生成建议的映射；或让映射从更正中学习',
  'Instead of a spreadsheet: the corrected errors.xlsx or errors.csv of a run, from which the mapping of -m learns value maps, date formats and telephone countries':
    '代替表格：某次运行更正后的 errors.xlsx 或 errors.csv，-m 的映射从中学习值对照、日期格式和电话所属国家',
  'With --learn: the mapping that learns; it is changed only with --yes, or when you agree':
    '与 --learn 一起使用：要学习的映射；只有加上 --yes 或你同意时才会更改',
  'What do my corrections teach the mapping?': '我的更正能让映射学到什么？',
  'Spreadsheet, or several where one names the companies in another': '表格；也可给出多个，其中一个引用另一个中的企业',
  'Target of the rows (default customer); for several files one each, in the same order; see: sobot-etl targets':
    '各行的目标（默认 customer）；多个文件时按相同顺序各给一个；参见：sobot-etl targets',
  'Mapping file to write (default: standard output); for several files the plan, with the mappings beside it':
    '要写入的映射文件（默认：标准输出）；多个文件时为 plan.yaml，映射写在同一文件夹',
  'Write a mapping to review': '写出映射，供您检查',
  'Only show it': '只显示',
  'Map both, and write the plan that imports them in order': '为两个文件生成映射，并写出按顺序导入的计划',
  'Ask nothing, and replace an existing file': '不询问，直接替换已有文件',
  'Show what each column of a spreadsheet holds, before there is a mapping; needs no credentials':
    '在有映射之前，查看表格每一列的内容；不需要凭证',
  'File to write, a page (.html) or JSON (.json); default: a table on standard output':
    '要写入的文件：网页（.html）或 JSON（.json）；默认在标准输出显示表格',
  'Target whose fields the columns are compared with (default customer); see: sobot-etl targets':
    '与各列比较的目标（默认 customer）；参见：sobot-etl targets',
  'Blanks, frequent values, types, likely fields: a table': '空白、常见值、类型、可能的字段：以表格显示',
  'The same as a page, to pass on': '同上，写成可转交的网页',
  'For programs, compared with the fields of companies': '供程序读取，与企业的字段比较',
  'Add tags to many customers or remove them: the customers of a spreadsheet, or those a query finds':
    '给许多客户添加或移除标签：表格中的客户，或按条件查到的客户',
  'What identifies the customers': '用什么识别客户',
  'Column that holds it': '它所在的列',
  'Tags to add, as Tag or Group/Tag, separated by commas': '要添加的标签，写成 标签 或 组/标签，用逗号分隔',
  'Tags to remove': '要移除的标签',
  'Column with the tags to add to each row': '每行要添加的标签所在的列',
  'Column with the tags to remove from each row': '每行要移除的标签所在的列',
  'Instead of a file: customers that match name=value; may be repeated': '代替文件：符合 名称=值 的客户；可多次使用',
  'Show how many customers would gain and lose which tags': '只说明多少客户会得到或失去哪些标签',
  'Tag everybody in the file': '给文件中的所有人打标签',
  'The tags are in the file, too': '标签也在文件中',
  'Who would lose it?': '哪些客户会失去它？',
  'Without a file': '不用文件',

  // export, streams
  'Export one complete list of the CRM to a spreadsheet': '把 CRM 的一个完整列表导出为表格',
  'What to export; see: sobot-etl streams': '要导出的列表；参见：sobot-etl streams',
  'File to write, or - for standard output': '要写入的文件；- 表示标准输出',
  'Update the file of an earlier export, by id': '按 ID 更新之前导出的文件',
  'File that selects and names columns and filters rows': '选择列、命名列和筛选行的文件',
  'Format, if the file name does not say it': '格式（文件名没有说明时使用）',
  'Only rows that match name=value; may be repeated': '只要符合 名称=值 的行；可多次使用',
  'Only what changed since a time (2025-03-04, 7d), or since the last export: last':
    '只要某时间之后（2025-03-04、7d）或上次导出之后（last）变更的内容',
  'Only what changed up to a time': '只要某时间之前变更的内容',
  'Only these columns, in this order: a,b,c': '只要这些列，并按此顺序：a,b,c',
  'Time zone of the times in the file (default: this machine’s)': '文件中时间的时区（默认：本机时区）',
  'Codes, times and custom fields as the API sends them': '编码、时间和自定义字段保持接口原样',
  'Read all details of each customer, one request each': '读取每位客户的全部详情，每位一次请求',
  'Add the names of each customer’s tags': '加上每位客户的标签名称',
  'For editing and re-importing: the editable columns, a fingerprint, and a mapping beside the file':
    '用于修改后重新导入：可修改的列、一列指纹，以及同一文件夹中的映射',
  'CSV: start with a byte order mark, so that Excel recognises UTF-8': 'CSV：以字节顺序标记开头，使 Excel 识别 UTF-8',
  'CSV: cell delimiter (default: comma)': 'CSV：分隔符（默认：逗号）',
  'CSV: text encoding, such as gb18030 (default: utf-8)': 'CSV：编码，例如 gb18030（默认：utf-8）',
  "CSV: put ' before text that a spreadsheet would run as a formula; importing removes it again":
    "CSV：在会被表格当作公式执行的文本前加上 '；导入时会去掉",
  'Rows per request': '每个请求的行数',
  'Mask columns, for files to pass on: email=hash,tel=last4,nick=initials (also domain, year, remove); personal masks all that tell who somebody is':
    '对要转交的文件脱敏：email=hash,tel=last4,nick=initials（还可用 domain、year、remove）；personal 对所有能识别个人的列脱敏',
  'To pass on: masked columns': '用于转交：对列脱敏',
  'All columns that tell who somebody is are masked': '所有能识别个人的列都脱敏',
  'All customers': '全部客户',
  'What changed since the last export': '上次导出之后的变更',
  'Edit it, then: sobot-etl import edit.xlsx -m edit.mapping.yaml --changed-only':
    '修改之后：sobot-etl import edit.xlsx -m edit.mapping.yaml --changed-only',
  'Update the file of an earlier export': '更新之前导出的文件',
  'Columns from a file': '列由文件给出',
  'With a byte order mark, so that Excel recognises UTF-8': '带字节顺序标记，使 Excel 识别 UTF-8',
  Filtered: '按条件筛选',
  'Pipe it into another program': '通过管道交给另一个程序',
  'Some columns': '部分列',
  'List what can be exported; with show: the columns and filters of one stream':
    '列出可以导出的列表；用 show 查看其中一个的列和条件',
  'show, to see one stream': 'show：查看其中一个',
  'The stream to show': '要查看的列表',
  'All streams': '全部列表',
  'The columns and filters of one': '其中一个的列和条件',

  // mirror, listen
  'The local copy of all customers: bring it up to date, and see what has changed':
    '全部客户的本地副本（镜像）：更新它，并查看有哪些变化',
  'For refresh: read every customer again, to see who has vanished': '用于 refresh：重新读取每位客户，找出已消失的客户',
  'For refresh: read the tags of the customers, too': '用于 refresh：同时读取客户的标签',
  'For diff: what refreshes have found since a time (2025-03-04, 7d)':
    '用于 diff：某时间之后（2025-03-04、7d）历次刷新发现的变化',
  'For diff: file to write, one row for each changed cell (.xlsx, .csv, .jsonl)':
    '用于 diff：要写入的文件，每个变化的单元格一行（.xlsx、.csv、.jsonl）',
  'Read what has changed; the first time, every customer': '读取有变化的客户；第一次读取全部客户',
  'Read every customer again, to see who has vanished': '重新读取每位客户，找出已消失的客户',
  'How old and how complete it is': '数据有多新，是否完整',
  'Who was added, changed or has vanished, cell by cell': '新增、变更和消失的客户，逐个单元格列出',
  'Receive the message pushes of the CRM: who was added, updated or combined, as it happens':
    '接收 CRM 的消息推送：客户新增、更新或合并时立即得知',
  'Port to listen on, 0 for a free one': '监听的端口；0 表示任选空闲端口',
  'Address to listen on; any other than this machine’s own needs a certificate or a reverse proxy':
    '监听的地址；本机以外的地址需要证书或反向代理',
  'File that grows by a line for each push (.jsonl, .csv; {date} in its name: one a day, also .xlsx), or -':
    '每次推送追加一行的文件（.jsonl、.csv；名称含 {date} 则每天一个，也可用 .xlsx），或 -',
  'Certificate with its chain, in PEM, for https://': '用于 https:// 的证书及其证书链（PEM）',
  'Private key of the certificate, in PEM': '证书的私钥（PEM）',
  'Secret part of the address (default: one that is made once and kept in the state folder)':
    '地址中的保密部分（默认：生成一次并保存在状态文件夹）',
  'How long pushes are kept for --replay, such as 30d': '推送为 --replay 保留多久，例如 30d',
  'Write stored pushes to -o again, and end': '把保存的推送重新写入 -o，然后结束',
  'With --replay: from a time on (2025-03-04, 7d)': '与 --replay 一起使用：从某时间起（2025-03-04、7d）',
  'Time zone of the days and times in the output (default: this machine’s)': '输出中日期和时间的时区（默认：本机时区）',
  'Receive until Ctrl-C; the CRM posts to the address that is shown': '接收直到 Ctrl-C；CRM 向所显示的地址发送',
  'A table for each day': '每天一个表格',
  'Pipe them into another program': '通过管道交给另一个程序',
  'Write what came in the last seven days again': '重新写出最近七天收到的推送',

  // schedule, web
  'Run the exports and imports of a jobs file on schedule, in the foreground':
    '在前台按计划时间执行任务文件中的导出和导入',
  'Jobs file, such as jobs.yaml': '任务文件，例如 jobs.yaml',
  'Run this job now, then exit': '立即执行该任务，然后退出',
  'With --once: only if the job is due in this minute, in its own time zone':
    '与 --once 一起使用：仅当任务按其时区在本分钟到期时执行',
  'Post the outcome of each job to this URL, as JSON': '把每个任务的结果以 JSON 发送到该地址',
  'Print the jobs for another scheduler': '打印任务，供其他调度程序使用',
  'Run the jobs until Ctrl-C': '执行任务直到 Ctrl-C',
  'One job, now': '立即执行一个任务',
  'Let cron do it': '交给 cron 执行',
  'Open a page in the browser that imports, tags, exports and shows runs, on this machine only':
    '在浏览器中打开页面：导入、打标签、导出、查看运行记录；仅限本机',
  'Port to serve on, 0 for a free one': '服务端口；0 表示任选空闲端口',
  'Open the browser; --no-open only prints the address': '打开浏览器；--no-open 只打印地址',
  'Print {"url":"…"} on standard output': '在标准输出打印 {"url":"…"}',
  'Open the page': '打开页面',
  'For a program that opens the page itself': '供自行打开页面的程序使用',

  // targets
  'List what can be imported; with show: the fields of one target, their values and lookups':
    '列出可以导入的目标；用 show 查看其中一个的字段、取值和查找',
  'show, to see one target': 'show：查看其中一个',
  'The target to show': '要查看的目标',
  'All targets': '全部目标',
  'The fields of one': '其中一个的字段',

  // login, logout, whoami, doctor
  'Test credentials and store them as a profile; asks for them, or reads app id and app key from standard input':
    '测试凭证并保存为配置；会询问凭证，或从标准输入读取 App ID 和 App Key',
  'Asks for app id and key; the key is not shown': '询问 App ID 和 App Key；密钥不会显示',
  'App id on the first line, app key on the second': '第一行是 App ID，第二行是 App Key',
  'Delete the credentials and the token of a profile': '删除一个配置的凭证和 token',
  'With a ledger that several machines share': '使用多台机器共用的账本',
  'Delete this profile': '删除该配置',
  'Show which credentials are used, and test them': '显示正在使用的凭证并测试',
  'Keep the key in the system’s keychain; --no-keychain keeps it in a file that only you can read':
    '把密钥保存在系统钥匙串；--no-keychain 则保存在只有您能读取的文件中',
  'For runs at night, when nobody is signed in to unlock the keychain': '用于夜间没有人登录、钥匙串未解锁时的运行',
  'Delete the key in the system’s keychain, too': '同时删除系统钥匙串中的密钥',
  'Do they work?': '它们可用吗？',
  'Check everything a run needs (Node, ledger, disk, credentials, proxy, network, clock) and say how to fix it':
    '检查运行所需的一切（Node、账本、磁盘、凭证、代理、网络、时钟），并说明如何解决',
  'Check sobot-etl listen, too: post a sample to its address': '同时检查 sobot-etl listen：向其地址发送一条样例',
  'The same at the address that the CRM uses, through a reverse proxy for example':
    '同上，使用 CRM 所用的地址，例如经过反向代理',
  'Compare the answers of every call that only reads (about 70) with what the document of the API says, as a text for support; it holds no data of customers':
    '把每个只读调用（约 70 个）的响应与接口文档比较，写成供技术支持查看的文本；其中不含客户数据',
  'File for the text of --contract (default: standard output)': '--contract 文本要写入的文件（默认：标准输出）',
  'Does a new tenant answer as expected? A text to send to support': '新租户的响应符合预期吗？生成可发给技术支持的文本',
  'Send a test message to this channel, too: its name in notify.yaml; may be repeated':
    '同时向该通知渠道发送一条测试消息：渠道在 notify.yaml 中的名称；可多次使用',
  'Do notifications arrive?': '通知能送达吗？',
  'Is everything ready?': '一切就绪吗？',
  'Does the listener receive and store message pushes?': '接收器能否收到并保存消息推送？',
  'As JSON; exit code 3 if something is broken': '以 JSON 输出；有问题时退出码为 3',

  // What flags take.
  'a whole number of 1 or more without a unit': '不带单位的整数（1 或更大）',
  'a whole number of 0 or more without a unit': '不带单位的整数（0 或更大）',
  'a whole number from 0 to 65535 without a unit': '不带单位的整数（0 到 65535）',
  'a whole number from 0 to 4294967295 without a unit': '不带单位的整数（0 到 4294967295）',
  'a number over 0 without a unit': '不带单位的数（大于 0）',
  'a number of seconds over 0 without a unit': '不带单位的秒数（大于 0）',
  'a number of milliseconds without a unit': '不带单位的毫秒数',
  'a number and a unit: s, m, h, d or w (seconds to weeks)': '数字加单位：s、m、h、d 或 w（秒至周）',
  'a number of rows or a percentage': '行数或百分比',
  'the name of a file': '文件名',
  'the name of a mapping file': '映射文件名',
  'the name of a folder': '文件夹名',
  'the address of a PostgreSQL database': 'PostgreSQL 数据库的地址',
  'the hash that runs verify has printed, or its first 8 characters or more':
    'runs verify 打印的散列值，或其前 8 个以上字符',
  'a URL': '网址（URL）',
  'a text': '文本',

  // What asks for confirmation.
  'deletes tag groups with all their tags, which customers lose': '删除标签组及其所有标签，客户会失去这些标签',
  'deletes tags, which customers lose': '删除标签，客户会失去这些标签',
  'removes every tag that the list does not name': '移除列表中没有的所有标签',
  'adds customers to the blacklist': '把客户加入黑名单',

  // What can be exported.
  'One row for each agent, with the path of its departments.': '每位客服一行，含其部门路径。',
  'The customers that were assigned to each agent, and when. Takes at least one call per agent.':
    '每位客服分配到的客户和时间。每位客服至少一次调用。',
  'How many customers were assigned to each agent on each day, over the last twelve months unless --since is given.':
    '每位客服每天分配到多少客户；没有 --since 时为最近十二个月。',
  'The countries that a customer can be in.': '客户可选的国家。',
  'The provinces that a customer can be in.': '客户可选的省份。',
  'The cities of every province.': '每个省份的城市。',
  'The districts and counties of every city.': '每个城市的区县。',
  'The time zones that a customer can be in.': '客户可选的时区。',
  'The languages that a customer can have.': '客户可选的语言。',
  'The text of one placeholder of multilingual content in each language. Needs --where placeholder={…}.':
    '多语言内容中一个占位符在各语言中的文本。需要 --where placeholder={…}。',
  'The levels of VIP customers.': 'VIP 客户的等级。',
  'The sources of customers: the meaning of their codes.': '客户来源：各编码的含义。',
  'The stages of the follow-up process.': '跟进流程的各阶段。',
  'The fields that your company added to customers, with their options.': '贵公司给客户添加的字段及其选项。',
  'The fields that your company added to enterprises, with their options.': '贵公司给企业添加的字段及其选项。',
  'All customers, or those that match the filters of the customer list.': '全部客户，或符合客户列表条件的客户。',
  'What happened to each customer. Takes one call per customer.': '每位客户的行为轨迹。每位客户一次调用。',
  'The customers who are or were on the blacklist.': '现在或曾经在黑名单中的客户。',
  'The groups of business tags.': '业务标签的分组。',
  'The business tags of every group.': '每个分组中的业务标签。',
  'The tags of customers: one row for each customer and tag.': '客户的标签：每位客户的每个标签一行。',

  // template
  'Write a workbook to fill in, with help and drop-downs from the tenant’s lists, and the mapping that imports it':
    '写出一个供填写的工作簿，带说明和取自租户列表的下拉选项，并附上导入它的映射',
  'Target of the rows; see: sobot-etl targets': '各行的目标；参见：sobot-etl targets',
  'Workbook to write; its mapping is written beside it, with the ending .yaml':
    '要写入的工作簿；其映射写在旁边，扩展名为 .yaml',
  'Without the tenant’s lists and custom fields; needs no credentials': '不含租户的列表和自定义字段；不需要凭证',
  'Fill it in, then: sobot-etl import new-customers.xlsx -m new-customers.yaml':
    '填写后运行：sobot-etl import new-customers.xlsx -m new-customers.yaml',
  'What its columns are, for programs': '列出它的各列，供程序使用',
  'Without the tenant’s lists and custom fields': '不含租户的列表和自定义字段',
  // sandbox, completion
  'Serve an embedded API to practise on: it behaves like the CRM and can simulate failures':
    '启动内置的练习用接口（沙箱）：行为与 CRM 相同，还能模拟故障',
  'Customers to generate': '要生成的客户数',
  'Seed of the generated customers': '生成客户所用的随机种子',
  'Milliseconds before each answer': '每次响应前的毫秒数',
  'Up to this many milliseconds more, at random': '随机再加最多这么多毫秒',
  'Requests per second before it answers 429': '每秒超过这么多请求时回复 429',
  'Seconds that a token is valid': 'token 的有效秒数',
  'Faults and their probability: reset-after=0.02,429=0.05': '故障及其概率：reset-after=0.02,429=0.05',
  'Seed of the random faults': '随机故障所用的种子',
  'Faults in an exact order: none,500,saveCustomer:reset-after*2':
    '按确定的顺序出现的故障：none,500,saveCustomer:reset-after*2',
  'Maximum entries per page, whatever was requested': '每页最多的条数，不论请求多少',
  'What the list of customers shows: all; basic, without custom fields; table, without status and agent':
    '客户列表包含的内容：all 全部；basic 不含自定义字段；table 不含状态和客服',
  'Address on this machine to post message pushes to, as sobot-etl listen prints it':
    '在本机上接收消息推送的地址，由 sobot-etl listen 打印',
  'Folder that keeps the records across restarts': '保存记录的文件夹，重启后仍在',
  'Serve an empty tenant on port 4700': '在端口 4700 启动一个空的租户',
  'A tenant with customers and a slow connection': '有客户、连接较慢的租户',
  'Rehearse sobot-etl listen, with repeats and in disorder': '演练 sobot-etl listen，带重复和乱序',
  'A bad connection': '不稳定的连接',
  'Print a script that lets the shell complete commands, flags, streams, targets, profiles and runs':
    '打印脚本，使 shell 能补全命令、选项、列表、目标、配置和运行',
  'Shell (default: the current one)': 'Shell（默认：当前的）',
  'Tab completes in every new shell': '在每个新的 shell 中用 Tab 补全',
  'The same for zsh, after its compinit': 'zsh 同理，在其 compinit 之后',
  'The same for fish': 'fish 同理',
  'With a shared ledger and workers: send rows in this process, too; --no-local leaves all to the workers':
    '有共用账本和 worker 时：本进程也发送；--no-local 则全部交给 worker',
  'Send rows that imports, taggings, applies and undos of other machines hand out, until Ctrl-C':
    '发送其他机器上 import、tag、apply 和 undo 交出的行，直到按 Ctrl-C',
  'Commands whose rows it sends: import, tag, apply, undo, separated by commas (default: all)':
    '发送哪些命令的行：import、tag、apply、undo，用逗号分隔（默认：全部）',
  'What others call it (default: machine and process)': '显示给其他人的名称（默认：机器和进程）',
  'Take part in all runs of the tenant; a line of JSON for everything that happens':
    '参与该租户的所有运行；发生的每件事输出一行 JSON',
  'Only in imports and taggings': '只参与 import 和 tag',
};
