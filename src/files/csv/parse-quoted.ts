import { type CsvError, type Options, parse } from 'csv-parse/sync';

/** A record with stray quotes, read leniently. */
export interface LenientRecord {
  readonly cells: string[];
  /** Characters of the text that the record takes, its line break included. */
  readonly length: number;
}

/** Parses records that hold quotes with csv-parse. */
export interface QuotedParser {
  /** The records' cells, or nothing unless every text is exactly one well-formed record. */
  strict(texts: readonly string[]): string[][] | undefined;
  /** The first record of a text, with quotes inside unquoted cells taken as they are; or where a quote stays open. */
  lenient(text: string): LenientRecord | { readonly openAt: number };
}

export function quotedParser(delimiter: string): QuotedParser {
  const options: Options = {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
  };
  return {
    strict(texts) {
      try {
        const records = parse(texts.join(''), options) as string[][];
        return records.length === texts.length ? records : undefined;
      } catch {
        return undefined;
      }
    },
    lenient(text) {
      const bytes = Buffer.from(text);
      try {
        const [first] = parse(bytes, { ...options, relax_quotes: true, info: true, to: 1 }) as unknown as {
          record: string[];
          info: { bytes: number };
        }[];
        if (first === undefined) return { cells: [''], length: text.length };
        return { cells: first.record, length: bytes.toString('utf8', 0, first.info.bytes).length };
      } catch (error) {
        const { bytes: openAt } = error as CsvError & { bytes?: number };
        return { openAt: bytes.toString('utf8', 0, openAt ?? 0).length };
      }
    },
  };
}
