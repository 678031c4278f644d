import type { Stream } from '../../streams/stream.ts';
import type { Selection } from './read-stream.ts';

/** All of a stream, and of the streams that it hangs on. */
export function selectAll(stream: Stream): Selection {
  return {
    stream,
    filter: {},
    spans: [{}],
    ...(stream.parents && { parents: selectAll(stream.parents.stream) }),
  };
}
