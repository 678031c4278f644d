import type { StreamRow } from '../../streams/stream.ts';
import { type Page, pageCount } from './page.ts';
import type { Section } from './section.ts';

/** Takes the pages of one section: leaves out rows that came before, and tells whether all came that the server counted. */
export class SectionCheck {
  readonly section: Section;
  /** Ids that were handed on, in this reading or an earlier one. */
  readonly ids: Set<string>;
  readonly #idOf: (row: StreamRow) => string;
  readonly #own = new Set<string>();
  #isSteady = true;

  constructor(section: Section, idOf: (row: StreamRow) => string, before?: Set<string>) {
    this.section = section;
    this.#idOf = idOf;
    this.ids = before ?? this.#own;
  }

  /** The rows that are new. */
  take(page: Page): readonly StreamRow[] {
    if (page.total !== this.section.first.total) this.#isSteady = false;
    return page.rows.filter((row) => {
      const id = this.#idOf(row);
      const isNew = !this.ids.has(id);
      this.ids.add(id);
      this.#own.add(id);
      return isNew;
    });
  }

  get pages(): number {
    return pageCount(this.section.first) ?? 1;
  }

  /** How many different rows came in this reading. */
  get distinct(): number {
    return this.#own.size;
  }

  /** How many rows there are, going by the server, or by what came where it does not say. */
  get counted(): number {
    return this.#isCounted ? (this.section.first.total ?? 0) : this.#own.size;
  }

  /**
   * Did all come? Where rows are only taken away, as many as there were at first can only be the very same ones.
   * Elsewhere the count must not have moved either.
   */
  get isWhole(): boolean {
    if (!this.#isCounted) return true;
    if (this.#own.size !== this.counted) return false;
    return this.section.onlyShrinks || this.#isSteady;
  }

  get #isCounted(): boolean {
    const { total, rows } = this.section.first;
    return total !== undefined && total >= rows.length;
  }
}
