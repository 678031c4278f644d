/** What rows of totals begin with, in lower case, by language. */
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

/** The longest first, so that a word is not taken for the beginning of itself. */
const alternatives = [...new Set(Object.values(TOTAL_WORDS).flatMap((list) => list.split('|')))]
  .sort((left, right) => right.length - left.length)
  .join('|');

/** The word, or one of those words, that a text of a totals row begins with, with what follows it. */
const beginning = new RegExp(`^[\\s*#=–—-]*(?:${alternatives})(?![\\p{L}\\p{M}])(.*)$`, 'isu');

/** What follows the word for a total that a text begins with; nothing where it begins with none. */
export function afterTotalWord(text: string): string | undefined {
  return beginning.exec(text)?.[1];
}
