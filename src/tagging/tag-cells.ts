import { listedName, NAME_SEPARATORS, separatorPattern } from '../mapping/split-names.ts';

const SEPARATOR = separatorPattern(NAME_SEPARATORS);

const LIST_ITEM = new RegExp(
  `(\\s*)(?:"((?:[^"\\\\]|""|\\\\.)*)"\\s*(?=${SEPARATOR}|$)|((?:\\\\.|(?!${SEPARATOR}).)*))(${SEPARATOR}|$)`,
  'suy',
);

/**
 * A list of tags on the command line as a cell would hold it: names that quotes or a backslash keep whole
 * (`Segment/A\\/B,"X, Y",a\\,b`) are in quotes, everything else is as it was.
 */
export function listedTags(text: string): string {
  let list = '';
  for (LIST_ITEM.lastIndex = 0; LIST_ITEM.lastIndex < text.length; ) {
    const found = LIST_ITEM.exec(text);
    if (found === null) break;
    const [, space = '', quoted, plain = '', separator = ''] = found;
    const name = (quoted === undefined ? plain : quoted.replaceAll('""', '"')).replace(ESCAPED, '$1');
    list += space + (quoted === undefined && name === plain ? plain : listedName(name.trim())) + separator;
  }
  return list;
}

const ESCAPED = /\\([\\/",;，；、])/g;
