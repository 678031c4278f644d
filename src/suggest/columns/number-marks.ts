import { Refusal } from '../../mapping/refusal.ts';
import { numberReader } from '../../mapping/transforms/numbers.ts';

/** The marks that part whole numbers from their fractions. */
export type DecimalMark = '.' | ',';

const readers = { '.': numberReader('.'), ',': numberReader(',') } as const;

/** Is the text a number with either mark? */
export function isNumber(text: string): boolean {
  return reads('.', text) || reads(',', text);
}

function reads(mark: DecimalMark, text: string): boolean {
  return !(readers[mark](text) instanceof Refusal);
}

/** What was found out about a column of numbers. */
export interface Numbers {
  readonly decimal: DecimalMark;
  /** A value that would be another number with the other mark. */
  readonly ambiguous?: string;
}

/** The decimal mark with which all texts are numbers. Where both would do, `1.250` is taken for 1250. */
export function numbersOf(texts: readonly string[]): Numbers | undefined {
  const point = texts.every((text) => reads('.', text));
  const comma = texts.every((text) => reads(',', text));
  if (!point && !comma) return undefined;
  if (!(point && comma)) return { decimal: point ? '.' : ',' };
  const ambiguous = texts.find((text) => readers['.'](text) !== readers[','](text));
  if (ambiguous === undefined) return { decimal: '.' };
  return { decimal: ambiguous.includes('.') ? ',' : '.', ambiguous };
}
