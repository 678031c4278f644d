import { defineMessages } from '../words/index.ts';

const SAVE_AGAIN = 'Open it in a spreadsheet program and save it again.';
const SAVE_AS_XLSX = 'Open it in a spreadsheet program and save it as .xlsx.';
const SAVE_AS_TABLE = 'Open it in a spreadsheet program and save it as XLSX or CSV.';
const NAME_ENCODING =
  'Name its encoding in the mapping (source: { encoding: … }), or save the file as UTF-8 in the program that made it.';

/** A part of a workbook in a message. */
const part = (name: string): string => `its part "${name}"`;

/** Errors of whole files. A message follows the file's name and, where it is known, its line. */
export const FILE_MESSAGES = defineMessages('files', {
  'not-found': {
    meaning: 'There is no file at this path.',
    remediation: 'Check the name and the folder. Put quotes around a name with spaces.',
    text: {
      noFile: () => 'there is no such file. Check the name and the folder.',
      notFolder: () => 'there is no such file: a part of its path is not a folder.',
    },
  },
  'is-folder': {
    meaning: 'The path is that of a folder.',
    remediation: 'Give the path of a file.',
    text: {
      read: () => 'this is a folder. Name a file in it.',
      write: () => 'this is a folder. Give the name of a file.',
    },
  },
  'no-access': {
    meaning: 'The operating system does not let this user read or write the file.',
    remediation: 'Ask for permission, close the program that has the file open, or choose a folder of your own.',
    text: {
      read: () => 'the file cannot be read: permission denied. Ask for permission, or copy it to a folder of your own.',
      write: () => 'the file cannot be written: permission denied. Choose a folder of your own.',
      locked: () => 'the file cannot be written: the operation is not permitted. Is it open in another program?',
      busy: () => 'the file is in use. Close the program that has it open.',
      readOnly: () => 'the file is on a read-only disk. Choose another folder.',
    },
  },
  'no-input': {
    meaning: 'The path is `-`, and there is no standard input to read.',
    remediation: 'Give the path of a file.',
    text: { none: () => 'there is no standard input here. Name a file.' },
  },
  unreadable: {
    meaning: 'The operating system failed while the file was read.',
    remediation: 'Try again; if it fails again, copy the file to a local disk.',
    text: { because: (reason: string) => `the file cannot be read (${reason}).` },
  },
  'no-folder': {
    meaning: 'The folder of an output file does not exist.',
    remediation: 'Create the folder, or choose another.',
    text: {
      missing: () => 'the file cannot be written: its folder does not exist. Create the folder first.',
      notFolder: () => 'the file cannot be written: a part of its path is not a folder.',
    },
  },
  'disk-full': {
    meaning: 'The disk has no space left, or a quota is used up.',
    remediation: 'Free some space, or choose a folder on another disk.',
    text: {
      disk: () => 'the file cannot be written: the disk is full.',
      quota: () => 'the file cannot be written: your disk quota is used up.',
      fileSize: () => 'the file cannot be written: it grew larger than this system allows.',
    },
  },
  unwritable: {
    meaning: 'The operating system failed while the file was written, or the reader of a pipe has ended.',
    remediation: 'Try again, or choose another folder.',
    text: {
      because: (reason: string) => `the file cannot be written (${reason}).`,
      readerGone: (reason: string) => `the program that reads the output has ended (${reason}).`,
    },
  },
  'unknown-format': {
    meaning: 'The output format is unknown.',
    remediation: 'Use csv, xlsx or jsonl.',
    text: { given: (format: string) => `the format "${format}" cannot be written. Use csv, xlsx or jsonl.` },
  },
  empty: {
    meaning: 'The file is empty.',
    remediation: 'A table needs a line with column names, JSONL one JSON object per line.',
    text: {
      table: () => 'the file is empty. It needs a line with column names.',
      jsonl: () => 'the file has no lines. Each line must be a JSON object.',
    },
  },
  html: {
    meaning: 'The file is a web page, whatever its name says.',
    remediation: SAVE_AS_TABLE,
    text: { content: () => `the file is a web page, although its name says otherwise. ${SAVE_AS_TABLE}` },
  },
  mhtml: {
    meaning: 'The file is a web archive, whatever its name says.',
    remediation: SAVE_AS_TABLE,
    text: { content: () => `the file is a web archive (MHTML), although its name says otherwise. ${SAVE_AS_TABLE}` },
  },
  xml: {
    meaning: 'The file is an XML document.',
    remediation: SAVE_AS_TABLE,
    text: { content: () => `the file is an XML document. ${SAVE_AS_TABLE}` },
  },
  pdf: {
    meaning: 'The file is a PDF.',
    remediation: 'Export the table as XLSX or CSV from the program that made it.',
    text: { content: () => 'the file is a PDF. Export the table as XLSX or CSV from the program that made it.' },
  },
  xls: {
    meaning: 'The file is a workbook in the old Excel format (.xls).',
    remediation: SAVE_AS_XLSX,
    text: { content: () => `the file is in the old Excel format (.xls). ${SAVE_AS_XLSX}` },
  },
  xlsb: {
    meaning: 'The file is a binary workbook (.xlsb).',
    remediation: 'Open it in Excel and save it as .xlsx.',
    text: { content: () => 'the file is a binary workbook (.xlsb). Open it in Excel and save it as .xlsx.' },
  },
  ods: {
    meaning: 'The file is an OpenDocument spreadsheet (.ods).',
    remediation: SAVE_AS_XLSX,
    text: { content: () => `the file is an OpenDocument file (.ods). ${SAVE_AS_XLSX}` },
  },
  numbers: {
    meaning: 'The file is a Numbers document.',
    remediation: 'Export it from Numbers as Excel (.xlsx).',
    text: { content: () => 'the file is a Numbers document. Export it from Numbers as Excel (.xlsx).' },
  },
  zip: {
    meaning: 'The file is a zip archive of other files.',
    remediation: 'Unpack it, and give the file inside.',
    text: { content: () => 'the file is a zip archive. Unpack it, and give the file inside.' },
  },
  'not-a-workbook': {
    meaning: 'The file is not an XLSX workbook, although its name or the mapping says so.',
    remediation: SAVE_AS_XLSX,
    text: {
      neitherText: () =>
        'the file is not a workbook, although its name says so, and not text either: it is damaged or of another kind. Open it in a spreadsheet program and save it again as .xlsx.',
      wrongFormat: () => 'the file is not XLSX. Leave source.format out to have the format detected.',
      word: () => 'the file is a Word document. Copy its table into a spreadsheet and save that as .xlsx.',
      presentation: () => 'the file is a presentation. Copy its table into a spreadsheet and save that as .xlsx.',
      otherZip: () => 'the file is a zip archive without a workbook. Is the .xlsx file complete?',
    },
  },
  'password-protected': {
    meaning: 'The workbook is protected by a password.',
    remediation: 'Save a copy without a password.',
    text: { content: () => 'the file is protected by a password. Save a copy without one.' },
  },
  damaged: {
    meaning: 'The workbook does not follow the XLSX format, or its bytes have changed.',
    remediation: 'Fetch the file again, or open it in a spreadsheet program and save it again.',
    text: {
      notXml: (name: string, reason: string) => `${part(name)} is not well-formed XML (${reason}). ${SAVE_AGAIN}`,
      unknownPrefix: (name: string, prefix: string) =>
        `${part(name)} is not well-formed XML (the prefix "${prefix}:" is not declared). ${SAVE_AGAIN}`,
      notText: (name: string) => `${part(name)} holds bytes that are not text. ${SAVE_AGAIN}`,
      missingPart: (name: string) => `the part "${name}" is missing from the workbook. ${SAVE_AGAIN}`,
      notSheet: (name: string) => `${part(name)} is not a sheet. ${SAVE_AGAIN}`,
      noStrings: (name: string) => `${part(name)} holds no shared strings. ${SAVE_AGAIN}`,
      badRowNumber: (name: string) => `${part(name)} has a row without a valid number. ${SAVE_AGAIN}`,
      beyondColumns: (name: string, row: number) =>
        `${part(name)} has a cell beyond column XFD in row ${row}. ${SAVE_AGAIN}`,
      missingString: (name: string, row: number) =>
        `${part(name)} refers to a text that does not exist, in row ${row}. ${SAVE_AGAIN}`,
      mergedDisorder: (row: number, after: number) =>
        `the sheet has merged cells, and row numbers that are not ascending (row ${row} follows row ${after}). ${SAVE_AGAIN}`,
      hugeElement: () => 'the sheet has an element of over 64 MB, which no spreadsheet program writes.',
      checksum: (name: string) =>
        `${part(name)} is damaged (its checksum is wrong). Fetch the file again, or open and save it in a spreadsheet program.`,
      compression: (name: string | undefined, reason: string) =>
        `${name === undefined ? 'the zip archive' : part(name)} is damaged (${reason}). Fetch the file again, or open and save it in a spreadsheet program.`,
    },
  },
  truncated: {
    meaning: 'The end of the file is missing.',
    remediation: 'Fetch, save or compress the file again.',
    text: {
      zip: () => 'the file is cut short: the directory at its end is missing. Fetch it or save it again.',
      gzip: () => 'the file is cut short: its gzip data ends early. Fetch it or compress it again.',
    },
  },
  'damaged-gzip': {
    meaning: 'The gzip data of the file is damaged.',
    remediation: 'Fetch the file or compress it again.',
    text: { content: () => 'the gzip data is damaged. Fetch the file or compress it again.' },
  },
  'unsupported-zip': {
    meaning: 'The workbook is compressed by a method that spreadsheet programs do not use.',
    remediation: SAVE_AGAIN,
    text: {
      method: (method: number) =>
        `the file is compressed by a method (${method}) that spreadsheet programs do not use. Open it in one and save it in one.`,
    },
  },
  'zip-bomb': {
    meaning: 'The file unpacks to far more data than a table does, as files do that are made to fill a disk.',
    remediation: 'If the file is genuine, save the sheet as CSV, or unpack the file first.',
    text: {
      gzip: (ratio: number) => `the file unpacks to more than ${ratio} times its size, so it is not read.`,
      part: (name: string, unpacked: number, packed: number) =>
        `${part(name)} unpacks from ${packed} to ${unpacked} bytes, so it is not read.`,
      texts: (name: string, unpackedMb: number, packedMb: number) =>
        `${part(name)} unpacks from ${packedMb} to ${unpackedMb} MB of text, so it is not read. Save the sheet as CSV.`,
      entries: (most: number) => `the file is a zip archive of more than ${most} files, so it is not read.`,
    },
  },
  'too-large': {
    meaning: 'The file is larger than the format or the memory allows.',
    remediation: 'Save the sheet as CSV, or split the file.',
    text: {
      streamed: () =>
        'the workbook is over 256 MB, and one of that size cannot be read from standard input. Give its path.',
      part: (name: string) => `${part(name)} is over 64 MB, which no spreadsheet program writes.`,
      texts: (what: string) => `the sheet holds ${what}. Save it as CSV.`,
      mergedRanges: (most: number) =>
        `the sheet has over ${most} ranges of merged cells, too many to repeat their values. Unmerge them in a spreadsheet program.`,
      written: () => 'the file would be over 4 GB, more than XLSX allows. Write CSV, or export in parts.',
    },
  },
  'no-sheet': {
    meaning: 'The workbook has no sheet of this name, or no sheet with cells.',
    remediation: 'Write the name of one of its sheets into the mapping: source: { sheet: … }.',
    text: {
      unknown: (name: string, sheets: string) => `the workbook has no sheet "${name}". Its sheets: ${sheets}.`,
      none: () => 'the workbook has no sheet with cells.',
    },
  },
  'no-header': {
    meaning: 'The file has no row with column names, or none where the mapping says.',
    remediation: 'Write the row of the column names into the mapping: source: { header: 3 }.',
    text: {
      empty: () => 'the file is empty. It needs a line with column names.',
      badLine: () =>
        'this line is blank, inside a cell, or missing, so it cannot be the header. Set source.header to the line with the column names.',
      emptySheet: (sheet: string, others: readonly string[]) =>
        `the sheet "${sheet}" is empty. It needs a row with column names.${
          others.length === 0 ? '' : ` The workbook also has ${quoted(others)}. Set source.sheet to the one to read.`
        }`,
      badRow: (sheet: string, row: number) =>
        `row ${row} of the sheet "${sheet}" is blank, so it cannot be the header. Set source.header to the row with the column names.`,
      noMembers: () =>
        'the file holds no JSON object with members. Each line must be an object such as {"name": "Ann"}.',
    },
  },
  'bad-header': {
    meaning: 'The row with the column names cannot be read.',
    remediation: 'Correct the row in the file.',
    text: { because: (reason: string) => `the header cannot be read: ${reason}` },
  },
  'too-many-columns': {
    meaning: 'The table has more columns than a sheet can hold.',
    remediation: 'Leave columns out.',
    text: {
      read: (count: number, most: number) => `the file has ${count} columns. The maximum is ${most}.`,
      written: (count: number, most: number) =>
        `the export has ${count} columns, and an XLSX sheet holds ${most}. Choose fewer.`,
    },
  },
  'row-too-long': {
    meaning: 'A row is over 8 MB long, longer than any row of a table.',
    remediation: 'Look at the line: a quote may be open, or the file may be of another format.',
    text: {
      csv: () => 'the row that begins here is over 8 MB long. Is this a CSV file?',
      jsonl: () => 'this line is over 8 MB long. Is this a JSONL file?',
    },
  },
  'json-array': {
    meaning: 'The file is one JSON array, not one JSON object per line.',
    remediation: "Convert it to JSONL: jq -c '.[]' file.json > file.jsonl",
    text: {
      content: () => "the file is one JSON array. Write one object per line instead, for example with: jq -c '.[]'",
    },
  },
  'bad-delimiter': {
    meaning: 'The delimiter in the mapping is not a single character.',
    remediation: 'Write one character such as , ; | or the word tab.',
    text: {
      given: (delimiter: string) => `the delimiter must be one character such as , ; | or tab, not "${delimiter}".`,
    },
  },
  'bad-escape': {
    meaning: 'The escape character in the mapping is not a single character, or it is the delimiter.',
    remediation: 'Write one character such as \\.',
    text: { given: () => 'the escape must be one character such as \\, and not the delimiter.' },
  },
  'escaped-quotes': {
    meaning: 'Quotes inside quoted cells are escaped by a backslash instead of being doubled.',
    remediation: 'Write source: { escape: "\\\\" } into the mapping.',
    text: {
      backslash: () =>
        'quotes inside quoted cells have a backslash before them, as MySQL and other programs write them. Set source: { escape: "\\\\" } in the mapping to read the whole file this way.',
    },
  },
  'unclosed-quote': {
    meaning: 'A quoted cell does not end, so the rows after it cannot be separated.',
    remediation: 'Close the quote in this line, or double a quote that is meant as text.',
    text: {
      neverClosed: () =>
        'the quote that opens here is never closed, so the rows after it cannot be separated. Close it, or double a quote that is meant as text.',
      closedElsewhere: () =>
        'the quote that opens here is not closed at the end of its cell, so the rows after it cannot be separated. Close it, or double a quote that is meant as text.',
      escapable: () =>
        'the quote that opens here is never closed, so the rows after it cannot be separated. Close it, or put the escape character before a quote that is meant as text.',
    },
  },
  'unknown-encoding': {
    meaning: 'The encoding is unknown, or not supported.',
    remediation: NAME_ENCODING,
    text: {
      utf32: () => 'the file is in UTF-32, which is not supported. Save it as UTF-8.',
      label: (label: string, near: readonly string[]) =>
        `"${label}" is not a known encoding. Similar ones: ${near.join(', ')}.`,
      unsupported: (encoding: string) =>
        `the file seems to be in ${encoding}, which is not supported. Save it as UTF-8; if it is UTF-8 already, set source.encoding: utf-8 in the mapping.`,
      output: (label: string) =>
        `the file cannot be written in the encoding "${label}". Use utf-8, gb18030, big5, shift_jis or utf-16le.`,
    },
  },
  'unclear-encoding': {
    meaning: 'The file is not UTF-8, and it has too little text to detect its encoding.',
    remediation: NAME_ENCODING,
    text: {
      streamed: (encodings: readonly string[]) =>
        `the file is not UTF-8, and its encoding cannot be detected with certainty: ${encodings.join(', ')}? Set source.encoding in the mapping, or save the file as UTF-8.`,
      samples: (lines: readonly string[]) =>
        `the file is not UTF-8, and it has too little text to detect its encoding with certainty. Its first cells would read:\n${lines.join('\n')}\nPut the line whose text is right into the mapping, or save the file as UTF-8.`,
    },
  },
  undecodable: {
    meaning: 'A byte is not text in the encoding of the file.',
    remediation: NAME_ENCODING,
    text: {
      detected: (offset: number, bytes: string, encoding: string) =>
        `byte ${offset} (${bytes}) is not ${encoding} text. Set source.encoding in the mapping to the encoding of the file, or save it as UTF-8.`,
      named: (offset: number, bytes: string, encoding: string) =>
        `byte ${offset} (${bytes}) is not ${encoding} text. Is this the right encoding? Leave source.encoding out to have it detected, or save the file as UTF-8.`,
      noEncoding: () =>
        'the file is not UTF-8, and its text makes no sense in any other supported encoding. Save it as UTF-8 in the program that made it.',
    },
  },
  'not-text': {
    meaning: 'The file holds zero bytes, so it is not a text file.',
    remediation: 'Save the table as CSV or XLSX.',
    text: { zeroBytes: () => 'the file holds zero bytes, so it is not a text file. Save the table as CSV or XLSX.' },
  },
  unencodable: {
    meaning: 'The encoding of the output lacks a character of the data.',
    remediation: 'Write UTF-8 or gb18030, which have every character.',
    text: {
      character: (encoding: string, character: string, around: string) =>
        `${encoding} has no "${character}" (in "${around}"). Write UTF-8 or gb18030, which have every character.`,
    },
  },
});

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
