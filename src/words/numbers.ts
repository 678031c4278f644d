import { currentLanguage, currentTranslation } from './language.ts';

const PLURAL_RULES = new Intl.PluralRules('en');

/**
 * A count with its noun, and with its verb where there is one, in singular or plural.
 *
 * @example
 * counted(1, 'row'); // 1 row
 * counted(1200, 'row is', 'rows are', wholeText(1200)); // 1,200 rows are
 */
export function counted(count: number, one: string, other = `${one}s`, shown = String(count)): string {
  const noun = currentTranslation()?.nouns[one];
  return `${shown} ${noun ?? inEnglish(count, one, other)}`;
}

/** The word that agrees with a count: `is` with 1, `are` with others. Only English has such a word. */
export function agreeing(count: number, one: string, other: string): string {
  return currentLanguage() === 'en' ? inEnglish(count, one, other) : '';
}

function inEnglish(count: number, one: string, other: string): string {
  return PLURAL_RULES.select(count) === 'one' ? one : other;
}

const WHOLE_FORMAT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const TENTHS_FORMAT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

/** `12,345` */
export function wholeText(value: number): string {
  return WHOLE_FORMAT.format(value);
}

/** `12,345`; below 100 with one decimal, such as `3.4`. */
export function rateText(value: number): string {
  return (value >= 100 ? WHOLE_FORMAT : TENTHS_FORMAT).format(value);
}
