import type { Writable } from 'node:stream';
import { openSink } from '../out/open-sink.ts';
import type { OutColumn, OutValue, RowWriter } from '../out/row-writer.ts';

/** Writes JSONL: one object per line, members in column order, UTF-8. Dates are their ISO text. */
export async function openJsonlWriter(target: string | Writable, columns: readonly OutColumn[]): Promise<RowWriter> {
  const sink = await openSink(target);
  const names = columns.map(({ name }) => `${JSON.stringify(name)}:`);
  let rows = 0;
  return {
    async write(batch) {
      let text = '';
      for (const row of batch) text += `{${names.map((name, at) => name + jsonText(row[at])).join(',')}}\n`;
      await sink.write(Buffer.from(text));
      rows += batch.length;
    },
    async commit() {
      await sink.commit();
      return { paths: [sink.path], rows, bytes: sink.bytes, notices: [] };
    },
    discard: () => sink.discard(),
  };
}

function jsonText(value: OutValue | undefined): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || value === undefined) return 'null';
  return JSON.stringify(typeof value === 'object' ? value.text : value);
}
