import { listedName, NAME_SEPARATORS, separatorPattern } from '../mapping/index.ts';
import { TaggingError, type TaggingRequest, type TagKey } from './tagging-request.ts';

/** The mapping of a tagging, as a person would have written it: the run keeps it, and mended rows can be imported with it. */
export function taggingMapping(request: TaggingRequest): string {
  const { by, column, add, remove, addColumn, removeColumn } = request;
  const field = fieldOf(by);
  const source = `column: ${quoted(column)}`;
  const lookup = field !== 'userid' || by === 'id' ? '' : `, lookup: customer, by: ${by}`;
  const lines = [
    'version: 1',
    'target: customer-tagging',
    // The key is what the file says, not the id that is found for it.
    lookup === '' ? `key: ${field}` : `key: { ${source} }`,
    'fields:',
    `  ${field}: { ${source}${lookup} }`,
    ...tagsLine('add_tag', add, addColumn),
    ...tagsLine('remove_tag', remove, removeColumn),
  ];
  return `${lines.join('\n')}\n`;
}

/** The parameter of the API that tells the customer. */
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

/** Tags for all, and those of the row besides. */
function joinedTags(names: readonly string[], column: string): string {
  if (column.includes('`')) {
    throw new TaggingError(
      `The column "${column}" has a backtick in its name and cannot be used beside a list of tags`,
    );
  }
  return `$append(${JSON.stringify(names)}, $string(\`${column}\`))`;
}

const SPLIT = `split: ${JSON.stringify(NAME_SEPARATORS)}`;

/** A text as YAML and JSONata take it. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

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
