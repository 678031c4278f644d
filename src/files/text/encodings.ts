/** The encodings that are told apart by their bytes, and what people call them. */
const names: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  'utf-8-sig': 'utf-8',
  utf16: 'utf-16le',
  'utf-16': 'utf-16le',
  utf16le: 'utf-16le',
  utf16be: 'utf-16be',
  ansi: 'windows-1252',
  latin1: 'windows-1252',
  cp1252: 'windows-1252',
  cp936: 'gb18030',
  cp950: 'big5',
  cp932: 'shift_jis',
  'shift-jis': 'shift_jis',
  sjis: 'shift_jis',
};

/** Their shift sequences cannot be cut into pieces, or they are no encodings of text. */
const unusable: ReadonlySet<string> = new Set(['iso-2022-jp', 'replacement', 'x-user-defined']);

/** The encoding's canonical name, or nothing if it is unknown. Nearly any label of the WHATWG encoding standard will do. */
export function encodingName(label: string): string | undefined {
  const wanted = label.trim().toLowerCase();
  try {
    const name = new TextDecoder(names[wanted] ?? wanted).encoding;
    return unusable.has(name) ? undefined : name === 'gbk' ? 'gb18030' : name;
  } catch {
    return undefined;
  }
}
