import { counted } from '../../words/counted.ts';

/** Parts that did not come out whole are told one by one up to so many. */
const MAX_SHORTFALLS = 8;

/** What reading finds out beside the rows. */
export class ReadCounters {
  /** How many rows the API said there are, partition by partition. */
  expected = 0;
  /** How many the whole list will have, before it has been read. */
  expectedTotal: number | undefined;
  /** Rows that came again and were left out. */
  duplicates = 0;
  readonly #shortfalls: string[] = [];
  #moreShortfalls = 0;
  readonly #notices = new Map<string, number>();

  /** What an earlier process found out, which this one goes on from. */
  resumeFrom(before: { readonly expected: number; readonly duplicates: number }): void {
    this.expected = before.expected;
    this.duplicates = before.duplicates;
  }

  setExpectedTotal(total: number | undefined): void {
    this.expectedTotal = total;
  }

  addExpected(rows: number): void {
    this.expected += rows;
  }

  /** Rows of a page came, of which so many were new. */
  countPage(rows: number, fresh: number): void {
    this.duplicates += rows - fresh;
  }

  /** A part of the list did not come out whole, however often it was read. */
  noteShortfall(why: string): void {
    if (this.#shortfalls.length < MAX_SHORTFALLS) this.#shortfalls.push(why);
    else this.#moreShortfalls += 1;
  }

  /** Something worth saying once, with how often it was met. */
  notice(text: string): void {
    this.#notices.set(text, (this.#notices.get(text) ?? 0) + 1);
  }

  /** Why not all that the API counted is there; empty where all is. */
  get shortfalls(): readonly string[] {
    const more = this.#moreShortfalls;
    return more === 0
      ? this.#shortfalls
      : [...this.#shortfalls, `${more} more parts of the list did not come out whole either`];
  }

  get notices(): readonly string[] {
    return [...this.#notices].map(([text, times]) => (times > 1 ? `${text} (${counted(times, 'time')})` : text));
  }
}
