/** A list that is needed offline but was never read. */
export class LookupUnavailable extends Error {
  override name = 'LookupUnavailable';

  constructor(title: string) {
    super(`"${title}" is needed offline, but was never read. Run once without --offline; then it is kept.`);
  }
}
