import { z } from 'zod';
import type { Endpoint } from '../../sobot/endpoint.ts';
import { optionalInteger, wireText } from '../../sobot/wire.ts';
import type { Stream, StreamRow } from '../../streams/stream.ts';

const rawStreams = new WeakMap<Stream, Endpoint>();

/** The same, but what tells of success comes as its bytes, for another thread to read. */
export function rawEndpoint(stream: Stream): Endpoint {
  let known = rawStreams.get(stream);
  if (!known) {
    known = { ...lightEndpoint(stream), raw: true };
    rawStreams.set(stream, known);
  }
  return known;
}

const lightStreams = new WeakMap<Stream, Endpoint>();

/**
 * The list of a stream, its answer checked only for what reading relies on: rows are objects with an id. A full check of
 * every member is the largest part of an export's work, and whatever a member holds is shown as it is anyway.
 */
export function lightEndpoint(stream: Stream): Endpoint {
  const known = lightStreams.get(stream);
  if (known) return known;
  const endpoint =
    stream.rows || !stream.endpoint.paged ? stream.endpoint : { ...stream.endpoint, answer: lightPage(stream) };
  lightStreams.set(stream, endpoint);
  return endpoint;
}

function lightPage({ id, members }: Stream): z.ZodType {
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
