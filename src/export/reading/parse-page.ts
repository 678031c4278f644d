import type { Stream, StreamRow } from '../../streams/stream.ts';
import { lightEndpoint } from './light-answer.ts';

/** What a page's bytes say. */
export interface ParsedPage {
  readonly rows: readonly StreamRow[];
  readonly total: number | undefined;
}

/** Parses pages of a stream as `readPage` reads them; nothing where the bytes are no page, or tell of no success. */
export function pageParser(stream: Stream): (bytes: Buffer) => ParsedPage | undefined {
  const { answer } = lightEndpoint(stream);
  return (bytes) => {
    let body: unknown;
    try {
      body = JSON.parse(bytes.toString('utf8'));
    } catch {
      return undefined;
    }
    if ((body as { ret_code?: unknown } | null)?.ret_code !== '000000') return undefined;
    const parsed = answer.safeParse(body);
    if (!parsed.success) return undefined;
    const { items, total_count: total } = parsed.data as { items: readonly StreamRow[]; total_count?: number | null };
    return { rows: items, total: typeof total === 'number' && total >= 0 ? total : undefined };
  };
}
