/** The command cannot be carried out as it was given: exit code 2, nothing was sent. */
export class UsageError extends Error {
  override name = 'UsageError';
}
