import type { Writable } from 'node:stream';
import { CsvOutput } from './csv-output.ts';
import type { FeedFormat, FeedOutput, OutputOptions } from './feed-output.ts';
import { JsonlOutput, StreamOutput } from './jsonl-output.ts';
import { XlsxOutput } from './xlsx-output.ts';

/** Opens the output. `stream`: lines go there instead of to a file. */
export function openFeedOutput(format: FeedFormat, options: OutputOptions, stream?: Writable): FeedOutput {
  if (stream) return new StreamOutput(stream, options);
  if (format === 'jsonl') return new JsonlOutput(options);
  return format === 'csv' ? new CsvOutput(options) : new XlsxOutput(options);
}
