import { NAME_SEPARATORS } from '../mapping/split-names.ts';
import { TaggingError } from './tagging-error.ts';
import type { TaggingRequest, TagKey } from './tagging-request.ts';

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
