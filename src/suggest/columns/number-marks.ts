import { ValueError } from '../../mapping/refusal.ts';
import { numberReader } from '../../mapping/transforms/numbers.ts';

/** The marks that part whole numbers from their fractions. */
export type DecimalMark = '.' | ',';

const NUMBER_READERS = { '.': numberReader('.'), ',': numberReader(',') } as const;

/** Is the text a number with either mark? */
export function isNumber(text: string): boolean {
  return reads('.', text) || reads(',', text);
}

function reads(mark: DecimalMark, text: string): boolean {
  return !(NUMBER_READERS[mark](text) instanceof ValueError);
}

/** What was found out about a column of numbers. */
export interface Numbers {
  readonly decimal: DecimalMark;
  /** A value that would be another number with the other mark. */
  readonly ambiguous?: string;
  /** Values that are no numbers. */
  readonly misfits: readonly string[];
}

/** Of a hundred values so many may be no numbers, and the others still say what the column holds. */
const TOLERATED_NUMBER_MISFITS = 0.05;

/** The decimal mark with which nearly all texts are numbers. Where both would do, `1.250` is taken for 1250. */
export function numbersOf(texts: readonly string[]): Numbers | undefined {
  const misfits = {
    '.': texts.filter((text) => !reads('.', text)),
    ',': texts.filter((text) => !reads(',', text)),
  };
  const fewest = Math.min(misfits['.'].length, misfits[','].length);
  if (texts.length === 0 || fewest > texts.length * TOLERATED_NUMBER_MISFITS) return undefined;
  if (misfits['.'].length !== misfits[','].length) {
    const decimal = misfits['.'].length === fewest ? '.' : ',';
    return { decimal, misfits: misfits[decimal] };
  }
  const ambiguous = texts.find((text) => reads('.', text) && NUMBER_READERS['.'](text) !== NUMBER_READERS[','](text));
  if (ambiguous === undefined) return { decimal: '.', misfits: misfits['.'] };
  const decimal = ambiguous.includes('.') ? ',' : '.';
  return { decimal, ambiguous, misfits: misfits[decimal] };
}
