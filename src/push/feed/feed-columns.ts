import { PUSH_MEMBERS } from '../../api/index.ts';
import type { FeedLine } from './decode-push.ts';

/** The first columns of every table that the listener writes, by which it recognises its files. */
export const LEADING_COLUMNS = ['seq', 'received_at', 'kind', 'userid', 'changed_at'] as const;

/** Holds what has no column of its own, as JSON: members that the document does not list, and custom fields that are new. */
const OTHER_COLUMN = 'other';
/** In a table with the columns of another time: a custom field may have the name of a member. */
const CUSTOM_PREFIX = 'custom: ';

const MEMBER_COLUMNS = [...new Set([...PUSH_MEMBERS.customer, ...PUSH_MEMBERS.combination])].filter(
  (name) => name !== 'userid' && name !== 'extend_field_values',
);

/** The columns of a table: the members of the messages, then a column for each custom field. */
export function feedColumns(customFields: readonly string[]): string[] {
  const custom = [...new Set(customFields)].map((name) => `${CUSTOM_PREFIX}${name}`);
  return [...LEADING_COLUMNS, ...MEMBER_COLUMNS, ...custom, OTHER_COLUMN];
}

/** Is it the header of a table of the listener, also of one that was begun with other custom fields? */
export function isFeedHeader(header: readonly string[]): boolean {
  return LEADING_COLUMNS.every((name, index) => header[index] === name) && header.at(-1) === OTHER_COLUMN;
}

/** Makes the function that turns a line into the cells of a table with these columns. */
export function rowMaker(columns: readonly string[]): (line: FeedLine) => string[] {
  const known = new Set(columns);
  return ({ content: { custom = {}, ...members }, ...leading }) => {
    const cells: Record<string, unknown> = { ...leading };
    const other: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(members)) {
      if (name === 'userid') continue;
      (known.has(name) ? cells : other)[name] = value;
    }
    for (const [name, value] of Object.entries(custom)) {
      const column = `${CUSTOM_PREFIX}${name}`;
      (known.has(column) ? cells : other)[column] = value;
    }
    if (Object.keys(other).length > 0) cells[OTHER_COLUMN] = other;
    return columns.map((name) => cellText(cells[name]));
  };
}

function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
