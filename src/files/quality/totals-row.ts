import { type Cell, cellText } from '../row.ts';
import { ROW_MESSAGES } from '../row-messages.ts';
import type { ColumnQualityProfile } from './column-profile.ts';
import type { CellIssue } from './inspect-cell.ts';

/** Longer texts are not labels of totals. */
const MAX_LABEL_CHARS = 80;
/** `Total number of customers: 500`. */
const MAX_WORDS_AFTER = 4;
const ZERO_CODE = 48;
const NINE_CODE = 57;

/** `500`, `12,500.00 €`, `n = 500`, `500 contacts`. */
const AMOUNT =
  /^[^\p{L}\d@]*(?:\p{L}{1,3}\s?[=:.]?\s?)?[\d.,'\s]*\d[\d.,'\s]*[^\p{L}\d@]*(?:\p{L}+\.?){0,2}(?:\s+\p{L}+)?[^\p{L}\d@]*$/u;

const TOTALS: CellIssue = {
  code: 'totals-row',
  get message() {
    return ROW_MESSAGES['totals-row'].text.totals();
  },
};
const REMARK: CellIssue = {
  code: 'totals-row',
  get message() {
    return ROW_MESSAGES['totals-row'].text.remark();
  },
};

/** Finds rows of totals, and remarks below a table. `first` is the index of the first of the `filled` cells. */
export function inspectTotals(
  cells: readonly Cell[],
  first: number,
  filled: number,
  columns: readonly ColumnQualityProfile[],
  usuallyFilled: number,
): CellIssue | undefined {
  const cell = cells[first] as Cell;
  if (typeof cell !== 'string' || cell.length > MAX_LABEL_CHARS) return undefined;
  const isNearlyBlank = filled <= usuallyFilled / 2;
  const code = cell.charCodeAt(0);
  if (!isNearlyBlank && code >= ZERO_CODE && code <= NINE_CODE) return undefined;
  const after = afterTotalWord(cell);
  if (after !== undefined) {
    const words = after.match(/\p{L}+/gu)?.length ?? 0;
    if (words > MAX_WORDS_AFTER || after.includes('@')) return undefined;
    const areAmounts = cells.every((each, at) => at <= first || isAmount(each, columns[at], isNearlyBlank));
    if (areAmounts && (words === 0 || isNearlyBlank || filled < usuallyFilled)) return TOTALS;
  }
  const few = filled === 1 ? 3 : filled === 2 ? 6 : Number.POSITIVE_INFINITY;
  return usuallyFilled >= few && isUnlike(cell, (columns[first] as ColumnQualityProfile).pattern) ? REMARK : undefined;
}

function isUnlike(text: string, { hasDigit, isOneWord, isEmail }: ColumnQualityProfile['pattern']): boolean {
  return (hasDigit && !/\d/.test(text)) || (isOneWord && /\s/.test(text.trim())) || (isEmail && !text.includes('@'));
}

/** Is a cell of a totals row blank or an amount, and not a value of its column, such as a telephone number? */
function isAmount(cell: Cell | undefined, column: ColumnQualityProfile | undefined, isNearlyBlank: boolean): boolean {
  const text = cellText(cell);
  if (text === '' || column === undefined) return true;
  if (isNearlyBlank) return !text.includes('@');
  if (!AMOUNT.test(text)) return false;
  return !column.isCode || column.usualDigits === 0 || text.replace(/\D/g, '').length < column.usualDigits - 1;
}

/** The first words of rows of totals, in lower case, by language. */
const TOTAL_WORDS: Readonly<Record<string, string>> = {
  en: 'total|totals|grand total|overall total|sub total|subtotal|sub-total|sum|sum total|count|average|avg|mean|median',
  zh: '合计|总计|小计|共计|总数|总和|总额|累计|平均|平均值|合計|總計|小計|共計|總數|總和|平均值',
  ja: '合計|総計|総合計|小計|累計|平均|計',
  ko: '합계|총계|소계|총합계|총합|누계|평균',
  de: 'gesamt|gesamtsumme|gesamtzahl|gesamtergebnis|summe|zwischensumme|teilsumme|insgesamt|anzahl|durchschnitt|mittelwert',
  fr: 'total général|totaux|somme|sous-total|sous total|moyenne|nombre',
  es: 'total general|totales|suma|promedio|recuento|cuenta',
  it: 'totale|totale generale|totale complessivo|totali|somma|subtotale|media|conteggio',
  pt: 'total geral|totais|soma|média|contagem',
  nl: 'totaal|eindtotaal|subtotaal|som|gemiddelde|aantal',
  pl: 'razem|suma|suma końcowa|ogółem|łącznie|średnia',
  ru: 'итого|всего|сумма|итог|общий итог|подытог|среднее|количество',
  uk: 'разом|усього|всього|сума|підсумок|загальний підсумок',
  tr: 'toplam|genel toplam|ara toplam|ortalama',
  cs: 'celkem|celkový součet|součet|mezisoučet|průměr|spolu|súčet',
  hu: 'összesen|végösszeg|összeg|részösszeg|átlag',
  ro: 'total general|suma|medie',
  sv: 'summa|totalt|totalsumma|delsumma|antal|medel',
  da: 'i alt|totalt|hovedtotal|subtotal|antal|gennemsnit',
  fi: 'yhteensä|summa|kaikki yhteensä|välisumma|keskiarvo',
  el: 'σύνολο|γενικό σύνολο|μερικό σύνολο|άθροισμα|μέσος όρος',
  ar: 'المجموع|الإجمالي|الاجمالي|مجموع|إجمالي|المجموع الكلي',
  he: 'סה"כ|סה״כ|סך הכל|סכום',
  fa: 'جمع|جمع کل|مجموع',
  hi: 'कुल|योग|कुल योग',
  th: 'รวม|รวมทั้งหมด|ยอดรวม',
  vi: 'tổng|tổng cộng|tổng số|cộng',
  id: 'jumlah|jumlah total|total keseluruhan|rata-rata',
};

/** The longest first, so that a word does not match as the beginning of a longer one. */
const TOTAL_WORD_PATTERN = [...new Set(Object.values(TOTAL_WORDS).flatMap((list) => list.split('|')))]
  .sort((left, right) => right.length - left.length)
  .join('|');

/** A word for a total at the beginning of a text, and what follows it. */
const TOTAL_LABEL = new RegExp(`^[\\s*#=–—-]*(?:${TOTAL_WORD_PATTERN})(?![\\p{L}\\p{M}])(.*)$`, 'isu');

/** The text after its first word if that means a total; otherwise undefined. */
export function afterTotalWord(text: string): string | undefined {
  return TOTAL_LABEL.exec(text)?.[1];
}
