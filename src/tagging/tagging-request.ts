/** How the customers of a file are identified: by a field that a lookup finds, or by a parameter of the API. */
export const TAG_KEYS = ['id', 'email', 'tel', 'partnerid', 'nick', 'unionid', 'external_userid'] as const;

export type TagKey = (typeof TAG_KEYS)[number];

/** What `tag` does to the customers of a file. */
export interface TaggingRequest {
  readonly by: TagKey;
  /** The column that identifies them. */
  readonly column: string;
  /** Tags for all of them, as `Tag` or `Group/Tag`; each text is a list, as in a cell. */
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** Columns with the tags of each customer. */
  readonly addColumn?: string | undefined;
  readonly removeColumn?: string | undefined;
}

/** The request cannot be carried out; nothing is sent. */
export class TaggingError extends Error {
  override name = 'TaggingError';
}
