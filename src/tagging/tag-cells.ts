/** What stands between the tags of a cell; the first is that of a list on the command line. */
const SEPARATORS = ',;，；、\n';

/** The pattern by which a mapping makes all separators the same. */
export const SEPARATOR_PATTERN = `[${SEPARATORS.replace('\n', '\\n')}]`;

/** The tags in a cell, or in a list on the command line. */
export function tagNames(text: string): string[] {
  const names = text.split(new RegExp(SEPARATOR_PATTERN)).map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

const LIST_ITEM = new RegExp(
  `\\s*(?:"((?:[^"\\\\]|""|\\\\.)*)"\\s*(?=${SEPARATOR_PATTERN}|$)|((?:\\\\.|(?!${SEPARATOR_PATTERN}).)*))`,
  'suy',
);

/**
 * The tags in a list on the command line, with quotes as CSV has them and a backslash before what would else part
 * names: `Segment/A\\/B,"X, Y"`.
 */
export function listedTags(text: string): string[] {
  const names: string[] = [];
  LIST_ITEM.lastIndex = 0;
  for (let at = 0; at <= text.length; at = LIST_ITEM.lastIndex + 1) {
    LIST_ITEM.lastIndex = at;
    const [, quoted, plain = ''] = LIST_ITEM.exec(text) ?? [];
    const name = quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"');
    names.push(name.replace(/\\([\\/",;，；、])/g, '$1'));
  }
  return [...new Set(names.filter((name) => name !== ''))];
}
