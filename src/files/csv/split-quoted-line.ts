const QUOTE_CODE = 34;
const SPACE_CODE = 32;
const TAB_CODE = 9;
const EQUALS_CODE = 61;

/**
 * The cells of a record whose quoted cells are well-formed: `"a, b",c,"say ""hi"""`. Blanks around a quoted cell are no part of
 * it (`"a", "b"`), and `="007"`, by which many programs keep the zeros of a code, is one cell whatever stands in its quotes.
 * Nothing for any other record.
 */
export function splitQuotedLine(text: string, start: number, end: number, delimiter: string): string[] | undefined {
  const cells: string[] = [];
  const delimiterCode = delimiter.charCodeAt(0);
  const isBlank = (code: number): boolean => (code === SPACE_CODE || code === TAB_CODE) && code !== delimiterCode;
  for (let at = start; ; ) {
    let open = at;
    while (open < end && isBlank(text.charCodeAt(open))) open++;
    const from = open;
    if (text.charCodeAt(open) === EQUALS_CODE) open++;
    if (open < end && text.charCodeAt(open) === QUOTE_CODE) {
      let close = text.indexOf('"', open + 1);
      let escaped = false;
      while (text.charCodeAt(close + 1) === QUOTE_CODE && close !== -1) {
        escaped = true;
        close = text.indexOf('"', close + 2);
      }
      if (close === -1 || close >= end) return undefined;
      const cell = open > from ? text.slice(from, close + 1) : text.slice(open + 1, close);
      cells.push(escaped && open === from ? cell.replaceAll('""', '"') : cell);
      let next = close + 1;
      while (next < end && isBlank(text.charCodeAt(next))) next++;
      if (next === end) return cells;
      if (text.charCodeAt(next) !== delimiterCode) return undefined;
      at = next + 1;
    } else {
      const next = text.indexOf(delimiter, at);
      const isLast = next === -1 || next >= end;
      const cell = text.slice(at, isLast ? end : next);
      if (cell.includes('"')) return undefined;
      cells.push(cell);
      if (isLast) return cells;
      at = next + 1;
    }
  }
}
