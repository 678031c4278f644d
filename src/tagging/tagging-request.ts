/** What tells the customers of a file: found by one of their fields, or known to the API by it. */
export const TAG_KEYS = ['id', 'email', 'tel', 'partnerid', 'nick', 'unionid', 'external_userid'] as const;

export type TagKey = (typeof TAG_KEYS)[number];

/** What `tag` is to do to the customers of a file. */
export interface TaggingRequest {
  readonly by: TagKey;
  /** The column that holds what they are told by. */
  readonly column: string;
  /** Tags for all of them, as `Tag` or `Group/Tag`: lists as a cell holds them. */
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** Columns that hold the tags of each. */
  readonly addColumn?: string | undefined;
  readonly removeColumn?: string | undefined;
}

/** What was asked of `tag` cannot be done: nothing is sent. */
export class TaggingError extends Error {
  override name = 'TaggingError';
}
