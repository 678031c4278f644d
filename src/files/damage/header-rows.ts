import { cellText, type Row } from '../row.ts';
import { withoutInvisible } from '../text/invisible-characters.ts';
import type { CellIssue } from './inspect-cell.ts';

const ASCII_LAST = 0x7e;

const repeated: CellIssue = { code: 'repeated-header', message: 'the row repeats the header.' };

/** Tells rows that repeat the header, as files have them that were put together from several. */
export class RepeatedHeaderDetector {
  readonly #names: readonly string[];
  readonly #known: ReadonlySet<string>;
  /** The first column that has a name. */
  readonly firstColumn: number;

  constructor(header: readonly string[]) {
    this.#names = header.map(plain);
    this.#known = new Set(this.#names.filter((name) => name !== ''));
    this.firstColumn = Math.max(
      this.#names.findIndex((name) => name !== ''),
      0,
    );
  }

  inspect({ cells }: Row): CellIssue | undefined {
    const first = cells[this.firstColumn];
    if (typeof first !== 'string' || first === '') return undefined;
    // A byte order mark may stand before the name, and space around it: the rest is known to differ at a glance.
    const isOdd = first.charCodeAt(0) > ASCII_LAST || first.charCodeAt(0) <= 32 || first.endsWith(' ');
    if (!this.#known.has(isOdd ? plain(first) : first)) return undefined;
    const texts = cells.map((cell) => plain(cellText(cell)));
    if (this.#names.every((name, at) => name === '' || name === texts[at])) return repeated;
    const filled = texts.filter((text) => text !== '');
    if (filled.length < 2 || new Set(filled).size < 2 || !filled.every((text) => this.#known.has(text)))
      return undefined;
    return {
      code: 'other-header',
      message:
        'the row holds column names in another order, so the rows below it may be of another table. Import each table from a file of its own.',
    };
  }
}

function plain(text: string): string {
  return withoutInvisible(text).trim();
}
