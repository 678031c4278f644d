import { listedName, NAME_SEPARATORS, separatorPattern } from '../mapping/index.ts';
import { TaggingError, type TaggingRequest, type TagKey } from './tagging-request.ts';

/** The mapping of a tagging run, as a person would write it: the run stores it, and corrected rows can be imported with it. */
export function taggingMapping(request: TaggingRequest): string {
  const { by, column, add, remove, addColumn, removeColumn } = request;
  const field = fieldOf(by);
  const source = `column: ${quoted(column)}`;
  const lookup = field !== 'userid' || by === 'id' ? '' : `, lookup: customer, by: ${by}`;
  const lines = [
    'version: 1',
    'target: customer-tagging',
    // The key is the text in the file, not the id that the lookup finds for it.
    lookup === '' ? `key: ${field}` : `key: { ${source} }`,
    'fields:',
    `  ${field}: { ${source}${lookup} }`,
    ...tagsLine('add_tag', add, addColumn),
    ...tagsLine('remove_tag', remove, removeColumn),
  ];
  return `${lines.join('\n')}\n`;
}

/** The API parameter that identifies the customer. */
function fieldOf(by: TagKey): string {
  return by === 'unionid' || by === 'external_userid' ? by : 'userid';
}

function tagsLine(field: string, names: readonly string[], column: string | undefined): string[] {
  if (column === undefined) {
    return names.length === 0 ? [] : [`  ${field}: { const: ${JSON.stringify(names)}, ${SPLIT}, lookup: tag }`];
  }
  const source = names.length > 0 ? `expr: ${quoted(joinedTags(names, column))}` : `column: ${quoted(column)}`;
  return [`  ${field}: { ${source}, ${SPLIT}, lookup: tag }`];
}

/** The tags for all rows together with those of the row. */
function joinedTags(names: readonly string[], column: string): string {
  if (column.includes('`')) {
    throw new TaggingError(
      `The name of column "${column}" contains a backtick, so it cannot be combined with a list of tags. Rename the column.`,
    );
  }
  return `$append(${JSON.stringify(names)}, $string(\`${column}\`))`;
}

const SPLIT = `split: ${JSON.stringify(NAME_SEPARATORS)}`;

/** A text in quotes, as in YAML and JSONata. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

const SEPARATOR = separatorPattern(NAME_SEPARATORS);

const LIST_ITEM = new RegExp(
  `(\\s*)(?:"((?:[^"\\\\]|""|\\\\.)*)"\\s*(?=${SEPARATOR}|$)|((?:\\\\.|(?!${SEPARATOR}).)*))(${SEPARATOR}|$)`,
  'suy',
);

/**
 * Converts a list of tags from the command line to the form of a cell: names that quotes or a backslash keep whole
 * (`Segment/A\\/B,"X, Y",a\\,b`) are put in quotes, everything else stays as it is.
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
