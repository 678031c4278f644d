import { customers } from './customers.ts';
import type { Stream } from './stream.ts';

/** Everything that can be exported, by name. */
export const streams: ReadonlyMap<string, Stream> = new Map([customers].map((stream) => [stream.name, stream]));
