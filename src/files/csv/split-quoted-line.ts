const quoteCode = 34;

/**
 * The cells of a line whose quoted cells are well-formed and end on it: `"a, b",c,"say ""hi"""`. Nothing for any other line;
 * csv-parse reads those.
 */
export function splitQuotedLine(text: string, start: number, end: number, delimiter: string): string[] | undefined {
  const cells: string[] = [];
  const delimiterCode = delimiter.charCodeAt(0);
  for (let at = start; ; ) {
    if (text.charCodeAt(at) === quoteCode && at < end) {
      let close = text.indexOf('"', at + 1);
      let escaped = false;
      while (text.charCodeAt(close + 1) === quoteCode && close !== -1) {
        escaped = true;
        close = text.indexOf('"', close + 2);
      }
      if (close === -1 || close >= end) return undefined;
      const cell = text.slice(at + 1, close);
      cells.push(escaped ? cell.replaceAll('""', '"') : cell);
      if (close + 1 === end) return cells;
      if (text.charCodeAt(close + 1) !== delimiterCode) return undefined;
      at = close + 2;
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
