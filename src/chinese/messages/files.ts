import type { FILE_MESSAGES } from '../../files/messages.ts';
import type { TranslatedMessages } from '../../words/index.ts';

const SAVE_AGAIN = '请用表格软件打开并重新保存。';
const SAVE_AS_XLSX = '请用表格软件打开并另存为 .xlsx。';
const SAVE_AS_TABLE = '请用表格软件打开并另存为 XLSX 或 CSV。';
const NAME_ENCODING = '请在映射中写明编码（source: { encoding: … }），或用生成该文件的程序另存为 UTF-8。';
const FETCH_OR_SAVE = '请重新获取文件，或用表格软件打开并重新保存。';
const NOT_SEPARABLE = '因此无法区分其后的行。';

const part = (name: string): string => `其中的 "${name}" `;
const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join('、');

export const zhFiles: TranslatedMessages<typeof FILE_MESSAGES> = {
  'not-found': {
    meaning: '该路径没有文件。',
    remediation: '请检查名称和文件夹。带空格的名称请加上引号。',
    text: {
      noFile: () => '没有这个文件。请检查名称和文件夹。',
      notFolder: () => '没有这个文件：其路径中有一部分不是文件夹。',
    },
  },
  'is-folder': {
    meaning: '该路径是文件夹。',
    remediation: '请给出文件的路径。',
    text: { read: () => '这是文件夹。请指定其中的文件。', write: () => '这是文件夹。请给出文件名。' },
  },
  'no-access': {
    meaning: '操作系统不允许当前用户读取或写入该文件。',
    remediation: '请申请权限，关闭正打开该文件的程序，或使用自己的文件夹。',
    text: {
      read: () => '文件无法读取：没有权限。请申请权限，或把它复制到自己的文件夹。',
      write: () => '文件无法写入：没有权限。请使用自己的文件夹。',
      locked: () => '文件无法写入：不允许该操作。是否正被其他程序打开？',
      busy: () => '文件正在使用中。请关闭打开它的程序。',
      readOnly: () => '文件位于只读磁盘。请选择其他文件夹。',
    },
  },
  'no-input': {
    meaning: '路径是 `-`，但没有可读取的标准输入。',
    remediation: '请给出文件的路径。',
    text: { none: () => '这里没有标准输入。请指定文件。' },
  },
  unreadable: {
    meaning: '读取文件时操作系统出错。',
    remediation: '请重试；如果仍然失败，请把文件复制到本地磁盘。',
    text: { because: (reason) => `文件无法读取（${reason}）。` },
  },
  'no-folder': {
    meaning: '输出文件所在的文件夹不存在。',
    remediation: '请建立该文件夹，或选择其他文件夹。',
    text: {
      missing: () => '文件无法写入：所在文件夹不存在。请先建立该文件夹。',
      notFolder: () => '文件无法写入：其路径中有一部分不是文件夹。',
    },
  },
  'disk-full': {
    meaning: '磁盘已满，或配额已用完。',
    remediation: '请释放一些空间，或选择其他磁盘上的文件夹。',
    text: {
      disk: () => '文件无法写入：磁盘已满。',
      quota: () => '文件无法写入：您的磁盘配额已用完。',
      fileSize: () => '文件无法写入：超过了系统允许的大小。',
    },
  },
  unwritable: {
    meaning: '写入文件时操作系统出错，或管道的读取方已结束。',
    remediation: '请重试，或选择其他文件夹。',
    text: {
      because: (reason) => `文件无法写入（${reason}）。`,
      readerGone: (reason) => `读取输出的程序已结束（${reason}）。`,
    },
  },
  'unknown-format': {
    meaning: '未知的输出格式。',
    remediation: '请使用 csv、xlsx 或 jsonl。',
    text: { given: (format) => `无法写出格式 "${format}"。请使用 csv、xlsx 或 jsonl。` },
  },
  empty: {
    meaning: '文件为空。',
    remediation: '表格需要一行列名，JSONL 每行需要一个 JSON 对象。',
    text: {
      table: () => '文件为空。它需要一行列名。',
      jsonl: () => '文件没有内容。每行必须是一个 JSON 对象。',
    },
  },
  html: {
    meaning: '不论文件名怎么写，该文件是网页。',
    remediation: SAVE_AS_TABLE,
    text: { content: () => `文件是网页，与文件名不符。${SAVE_AS_TABLE}` },
  },
  mhtml: {
    meaning: '不论文件名怎么写，该文件是网页归档。',
    remediation: SAVE_AS_TABLE,
    text: { content: () => `文件是网页归档（MHTML），与文件名不符。${SAVE_AS_TABLE}` },
  },
  xml: {
    meaning: '该文件是 XML 文档。',
    remediation: SAVE_AS_TABLE,
    text: { content: () => `文件是 XML 文档。${SAVE_AS_TABLE}` },
  },
  pdf: {
    meaning: '该文件是 PDF。',
    remediation: '请用生成它的程序把表格导出为 XLSX 或 CSV。',
    text: { content: () => '文件是 PDF。请用生成它的程序把表格导出为 XLSX 或 CSV。' },
  },
  xls: {
    meaning: '该文件是旧格式的 Excel 工作簿（.xls）。',
    remediation: SAVE_AS_XLSX,
    text: { content: () => `文件是旧格式的 Excel 工作簿（.xls）。${SAVE_AS_XLSX}` },
  },
  xlsb: {
    meaning: '该文件是二进制工作簿（.xlsb）。',
    remediation: '请用 Excel 打开并另存为 .xlsx。',
    text: { content: () => '文件是二进制工作簿（.xlsb）。请用 Excel 打开并另存为 .xlsx。' },
  },
  ods: {
    meaning: '该文件是 OpenDocument 表格（.ods）。',
    remediation: SAVE_AS_XLSX,
    text: { content: () => `文件是 OpenDocument 格式（.ods）。${SAVE_AS_XLSX}` },
  },
  numbers: {
    meaning: '该文件是 Numbers 文档。',
    remediation: '请用 Numbers 导出为 Excel（.xlsx）。',
    text: { content: () => '文件是 Numbers 文档。请用 Numbers 导出为 Excel（.xlsx）。' },
  },
  zip: {
    meaning: '该文件是含有其他文件的 zip 压缩包。',
    remediation: '请解压，并给出其中的文件。',
    text: { content: () => '文件是 zip 压缩包。请解压，并给出其中的文件。' },
  },
  'not-a-workbook': {
    meaning: '文件名或映射说它是 XLSX 工作簿，但实际不是。',
    remediation: SAVE_AS_XLSX,
    text: {
      neitherText: () =>
        '文件名说它是工作簿，但它不是，也不是文本：可能已损坏，或是其他类型的文件。请用表格软件打开并另存为 .xlsx。',
      wrongFormat: () => '文件不是 XLSX。请去掉 source.format，由程序识别格式。',
      word: () => '文件是 Word 文档。请把其中的表格复制到电子表格并另存为 .xlsx。',
      presentation: () => '文件是演示文稿。请把其中的表格复制到电子表格并另存为 .xlsx。',
      otherZip: () => '文件是不含工作簿的 zip 压缩包。.xlsx 文件是否完整？',
    },
  },
  'password-protected': {
    meaning: '工作簿有密码保护。',
    remediation: '请另存一份不带密码的副本。',
    text: { content: () => '文件有密码保护。请另存一份不带密码的副本。' },
  },
  damaged: {
    meaning: '工作簿不符合 XLSX 格式，或其内容已损坏。',
    remediation: FETCH_OR_SAVE,
    text: {
      notXml: (name, reason) => `${part(name)}不是格式正确的 XML（${reason}）。${SAVE_AGAIN}`,
      unknownPrefix: (name, prefix) => `${part(name)}不是格式正确的 XML（前缀 "${prefix}:" 没有声明）。${SAVE_AGAIN}`,
      notText: (name) => `${part(name)}含有不是文本的内容。${SAVE_AGAIN}`,
      missingPart: (name) => `工作簿中缺少 "${name}"。${SAVE_AGAIN}`,
      notSheet: (name) => `${part(name)}不是工作表。${SAVE_AGAIN}`,
      noStrings: (name) => `${part(name)}没有共享字符串。${SAVE_AGAIN}`,
      badRowNumber: (name) => `${part(name)}有一行没有有效的行号。${SAVE_AGAIN}`,
      beyondColumns: (name, row) => `${part(name)}第 ${row} 行有超出 XFD 列的单元格。${SAVE_AGAIN}`,
      missingString: (name, row) => `${part(name)}第 ${row} 行引用了不存在的文本。${SAVE_AGAIN}`,
      mergedDisorder: (row, after) =>
        `工作表有合并单元格，且行号不是递增的（第 ${row} 行在第 ${after} 行之后）。${SAVE_AGAIN}`,
      hugeElement: () => '工作表有一个超过 64 MB 的元素，表格软件不会写出这样的内容。',
      checksum: (name) => `${part(name)}已损坏（校验和不符）。${FETCH_OR_SAVE}`,
      compression: (name, reason) =>
        `${name === undefined ? 'zip 压缩包' : part(name)}已损坏（${reason}）。${FETCH_OR_SAVE}`,
    },
  },
  truncated: {
    meaning: '文件缺少末尾部分。',
    remediation: '请重新获取、保存或压缩该文件。',
    text: {
      zip: () => '文件不完整：缺少末尾的目录。请重新获取或保存。',
      gzip: () => '文件不完整：gzip 数据提前结束。请重新获取或压缩。',
    },
  },
  'damaged-gzip': {
    meaning: '文件的 gzip 数据已损坏。',
    remediation: '请重新获取或压缩该文件。',
    text: { content: () => 'gzip 数据已损坏。请重新获取或压缩该文件。' },
  },
  'unsupported-zip': {
    meaning: '工作簿的压缩方法是表格软件不使用的。',
    remediation: SAVE_AGAIN,
    text: { method: (method) => `文件的压缩方法（${method}）是表格软件不使用的。${SAVE_AGAIN}` },
  },
  'zip-bomb': {
    meaning: '文件解压后的数据远多于一个表格，像是用来占满磁盘的文件。',
    remediation: '如果文件没有问题，请把工作表另存为 CSV，或先解压文件。',
    text: {
      gzip: (ratio) => `文件解压后超过其大小的 ${ratio} 倍，因此不读取。`,
      part: (name, unpacked, packed) => `${part(name)}解压后从 ${packed} 字节变为 ${unpacked} 字节，因此不读取。`,
      texts: (name, unpackedMb, packedMb) =>
        `${part(name)}解压后从 ${packedMb} MB 变为 ${unpackedMb} MB 文本，因此不读取。请把工作表另存为 CSV。`,
      entries: (most) => `文件是含有 ${most} 个以上文件的 zip 压缩包，因此不读取。`,
    },
  },
  'too-large': {
    meaning: '文件超过格式或内存允许的大小。',
    remediation: '请把工作表另存为 CSV，或拆分文件。',
    text: {
      streamed: () => '工作簿超过 256 MB，这么大的工作簿无法从标准输入读取。请给出它的路径。',
      part: (name) => `${part(name)}超过 64 MB，表格软件不会写出这样的内容。`,
      texts: (what) => `工作表含有 ${what}。请另存为 CSV。`,
      mergedRanges: (most) => `工作表的合并区域超过 ${most} 个，太多而无法重复其值。请在表格软件中取消合并。`,
      written: () => '文件将超过 4 GB，超出 XLSX 允许的大小。请写成 CSV，或分批导出。',
    },
  },
  'no-sheet': {
    meaning: '工作簿没有这个名称的工作表，或没有含单元格的工作表。',
    remediation: '请在映射中写明其中一个工作表的名称：source: { sheet: … }。',
    text: {
      unknown: (name, sheets) => `工作簿没有工作表 "${name}"。现有工作表：${sheets}。`,
      none: () => '工作簿没有含单元格的工作表。',
    },
  },
  'no-header': {
    meaning: '文件没有列名行，或映射所指的位置没有。',
    remediation: '请在映射中写明列名所在的行：source: { header: 3 }。',
    text: {
      empty: () => '文件为空。它需要一行列名。',
      badLine: () => '该行为空、位于单元格内部或不存在，不能作为列名行。请把 source.header 设为列名所在的行。',
      emptySheet: (sheet, others) =>
        `工作表 "${sheet}" 为空。它需要一行列名。${
          others.length === 0 ? '' : `工作簿还有 ${quoted(others)}。请把 source.sheet 设为要读取的工作表。`
        }`,
      badRow: (sheet, row) =>
        `工作表 "${sheet}" 的第 ${row} 行为空，不能作为列名行。请把 source.header 设为列名所在的行。`,
      noMembers: () => '文件中没有带成员的 JSON 对象。每行必须是一个对象，例如 {"name": "Ann"}。',
    },
  },
  'bad-header': {
    meaning: '列名行无法读取。',
    remediation: '请更正文件中的该行。',
    text: { because: (reason) => `列名行无法读取：${reason}` },
  },
  'too-many-columns': {
    meaning: '列数超过工作表的上限。',
    remediation: '请去掉一些列。',
    text: {
      read: (count, most) => `文件有 ${count} 列，上限是 ${most} 列。`,
      written: (count, most) => `导出有 ${count} 列，而 XLSX 工作表最多 ${most} 列。请减少列数。`,
    },
  },
  'row-too-long': {
    meaning: '有一行超过 8 MB，比任何表格的行都长。',
    remediation: '请查看该行：可能有引号没有闭合，或文件是其他格式。',
    text: {
      csv: () => '从这里开始的行超过 8 MB。这是 CSV 文件吗？',
      jsonl: () => '该行超过 8 MB。这是 JSONL 文件吗？',
    },
  },
  'json-array': {
    meaning: '文件是一个 JSON 数组，而不是每行一个 JSON 对象。',
    remediation: "请转换为 JSONL：jq -c '.[]' file.json > file.jsonl",
    text: { content: () => "文件是一个 JSON 数组。请改为每行一个对象，例如：jq -c '.[]'" },
  },
  'bad-delimiter': {
    meaning: '映射中的分隔符不是单个字符。',
    remediation: '请写一个字符，例如 , ; | 或单词 tab。',
    text: { given: (delimiter) => `分隔符必须是一个字符，例如 , ; | 或 tab，而不是 "${delimiter}"。` },
  },
  'bad-escape': {
    meaning: '映射中的转义字符不是单个字符，或与分隔符相同。',
    remediation: '请写一个字符，例如 \\。',
    text: { given: () => '转义字符必须是一个字符，例如 \\，且不能与分隔符相同。' },
  },
  'escaped-quotes': {
    meaning: '带引号的单元格内，引号用反斜杠转义，而不是写两次。',
    remediation: '请在映射中写上 source: { escape: "\\\\" }。',
    text: {
      backslash: () =>
        '带引号的单元格内，引号前有反斜杠，MySQL 等程序会这样写。请在映射中设置 source: { escape: "\\\\" }，以这种方式读取整个文件。',
    },
  },
  'unclosed-quote': {
    meaning: '带引号的单元格没有结束，因此无法区分其后的行。',
    remediation: '请在该行闭合引号；如果引号是文本的一部分，请写两次。',
    text: {
      neverClosed: () => `从这里开始的引号没有闭合，${NOT_SEPARABLE}请闭合它；如果引号是文本的一部分，请写两次。`,
      closedElsewhere: () =>
        `从这里开始的引号没有在单元格末尾闭合，${NOT_SEPARABLE}请闭合它；如果引号是文本的一部分，请写两次。`,
      escapable: () =>
        `从这里开始的引号没有闭合，${NOT_SEPARABLE}请闭合它；如果引号是文本的一部分，请在前面加上转义字符。`,
    },
  },
  'unknown-encoding': {
    meaning: '编码未知或不受支持。',
    remediation: NAME_ENCODING,
    text: {
      utf32: () => '文件是 UTF-32 编码，不受支持。请另存为 UTF-8。',
      label: (label, near) => `"${label}" 不是已知的编码。相近的有：${near.join('、')}。`,
      unsupported: (encoding) =>
        `文件似乎是 ${encoding} 编码，不受支持。请另存为 UTF-8；如果它已经是 UTF-8，请在映射中设置 source.encoding: utf-8。`,
      output: (label) => `文件无法以编码 "${label}" 写出。请使用 utf-8、gb18030、big5、shift_jis 或 utf-16le。`,
    },
  },
  'unclear-encoding': {
    meaning: '文件不是 UTF-8，而且文本太少，无法识别编码。',
    remediation: NAME_ENCODING,
    text: {
      streamed: (encodings) =>
        `文件不是 UTF-8，且无法确定其编码：${encodings.join('、')}？请在映射中设置 source.encoding，或把文件另存为 UTF-8。`,
      samples: (lines) =>
        `文件不是 UTF-8，而且文本太少，无法确定编码。前几个单元格可能读作：\n${lines.join('\n')}\n请把文本正确的那一行写入映射，或把文件另存为 UTF-8。`,
    },
  },
  undecodable: {
    meaning: '有字节不属于文件编码的文本。',
    remediation: NAME_ENCODING,
    text: {
      detected: (offset, bytes, encoding) =>
        `第 ${offset} 字节（${bytes}）不是 ${encoding} 文本。请在映射中把 source.encoding 设为文件的编码，或另存为 UTF-8。`,
      named: (offset, bytes, encoding) =>
        `第 ${offset} 字节（${bytes}）不是 ${encoding} 文本。编码是否正确？请去掉 source.encoding 由程序识别，或把文件另存为 UTF-8。`,
      noEncoding: () => '文件不是 UTF-8，按其他受支持的编码也读不通。请用生成它的程序另存为 UTF-8。',
    },
  },
  'not-text': {
    meaning: '文件含有零字节，不是文本文件。',
    remediation: '请把表格另存为 CSV 或 XLSX。',
    text: { zeroBytes: () => '文件含有零字节，不是文本文件。请把表格另存为 CSV 或 XLSX。' },
  },
  unencodable: {
    meaning: '输出的编码缺少数据中的某个字符。',
    remediation: '请使用包含所有字符的 UTF-8 或 gb18030。',
    text: {
      character: (encoding, character, around) =>
        `${encoding} 没有 "${character}"（在 "${around}" 中）。请使用包含所有字符的 UTF-8 或 gb18030。`,
    },
  },
};
