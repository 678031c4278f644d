/** What was asked of `tag` cannot be done: nothing is sent. */
export class TaggingError extends Error {
  override name = 'TaggingError';
}
