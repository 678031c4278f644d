import { z } from 'zod';
import type { Endpoint } from '../../api/endpoint.ts';
import { listPart } from '../../api/pages.ts';
import { optionalInteger, wireText } from '../../api/wire.ts';
import type { Stream, StreamRow } from '../../streams/stream.ts';
import type { StreamPage } from './page.ts';

/**
 * The list of a stream, its answer checked only for what reading relies on: rows are objects with an id. A full check of
 * every member is the largest part of an export's work, and whatever a member holds is shown as it is anyway.
 */
export function minimalEndpoint(stream: Stream): Endpoint {
  const { endpoint } = stream;
  return stream.rows || !endpoint.paged ? endpoint : { ...endpoint, answer: minimalAnswer(stream) };
}

/** Makes out pages of a stream from their bytes; undefined where those are no page, or tell of no success. */
export function pageParser(stream: Stream): (bytes: Buffer) => StreamPage | undefined {
  const endpoint = minimalEndpoint(stream);
  return (bytes) => {
    let body: unknown;
    try {
      body = JSON.parse(bytes.toString('utf8'));
    } catch {
      return undefined;
    }
    if ((body as { ret_code?: unknown } | null)?.ret_code !== '000000') return undefined;
    const parsed = endpoint.answer.safeParse(body);
    return parsed.success ? pageOf(stream, parsed.data) : undefined;
  };
}

/** The page in an answer that its endpoint's schema has made out. */
export function pageOf(stream: Stream, answer: unknown): StreamPage {
  const { items, total } = listPart(stream.endpoint, answer);
  return { rows: stream.rows ? stream.rows(answer) : items, total };
}

function minimalAnswer({ id, members }: Stream): z.ZodType {
  const given = id.filter((name) => !members.some((member) => member.isAdded && member.name === name));
  const isRow = (row: unknown): boolean =>
    typeof row === 'object' && row !== null && given.every((name) => isId((row as StreamRow)[name]));
  const rows = z.custom<readonly StreamRow[]>((value) => Array.isArray(value) && value.every(isRow), {
    error: `must be a list of records that have ${given.join(', ')}`,
  });
  // A count that is none says nothing; the rows do.
  const items = z.preprocess((value) => value || [], rows);
  return z.looseObject({ ret_code: wireText, items, total_count: optionalInteger.catch(undefined) });
}

function isId(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}
