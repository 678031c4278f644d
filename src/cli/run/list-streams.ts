import { describeStream, type StreamDescription } from '../../streams/describe-stream.ts';
import { streams } from '../../streams/index.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { createTerminal } from '../terminal.ts';
import { findStream } from './export-flags.ts';

/** `streams`: what can be exported, or one stream with its columns and filters. */
export function listStreams(flags: { readonly stream?: string | undefined; readonly json: boolean }): ExitCode {
  const terminal = createTerminal({});
  const chosen = flags.stream === undefined ? [...streams.values()] : [findStream(flags.stream)];
  const described = chosen.map(describeStream);
  if (flags.json) terminal.data(JSON.stringify(flags.stream === undefined ? described : described[0], null, 2));
  else if (flags.stream === undefined) terminal.data(described.map(line).join('\n'));
  else terminal.data(described.map(page).join('\n'));
  return EXIT.done;
}

const NAME_WIDTH = 19;

function line({ name, summary }: StreamDescription): string {
  return `${name.padEnd(NAME_WIDTH)} ${summary}`;
}

function page({ name, summary, columns, filters, since, hasCustomFields }: StreamDescription): string {
  const shown = columns.map((column) => {
    const what = column.words ? column.words.join(', ') : column.kind === 'text' ? '' : column.kind;
    return `  ${column.name.padEnd(NAME_WIDTH)} ${[what, column.with && `with ${column.with}`].filter(Boolean).join('; ')}`.trimEnd();
  });
  const conditions = filters.map((filter) => {
    const values = filter.values && Object.keys(filter.values).join(', ');
    const notes = [
      filter.required && 'needed',
      filter.named && `by name: ${filter.named}`,
      filter.of && `of the ${filter.of}`,
    ];
    const note = notes.filter(Boolean).join('; ');
    return `  ${filter.name.padEnd(NAME_WIDTH)} ${values ?? filter.description}${note ? ` (${note})` : ''}`;
  });
  return [
    `${name}: ${summary}`,
    '',
    'Columns:',
    ...shown,
    ...(hasCustomFields ? ['  and one for each custom field, by the name that people gave it'] : []),
    '',
    conditions.length > 0 ? 'Filters (--where name=value):' : 'It has no filters.',
    ...conditions,
    ...(since === undefined ? [] : ['', `--since and --until go by ${since}.`]),
  ].join('\n');
}
