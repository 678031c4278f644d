import { findStream } from '../../app/export/export-choice.ts';
import { describeStream, type StreamDescription } from '../../streams/describe-stream.ts';
import { streams } from '../../streams/index.ts';
import { alignColumns } from '../../words/align-columns.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { nameToShow } from '../name-to-show.ts';
import { createTerminal } from '../terminal.ts';

export interface StreamsFlags {
  readonly action?: string | undefined;
  readonly stream?: string | undefined;
  readonly json: boolean;
}

/** `streams` and `streams show <stream>`: what can be exported goes to standard output. */
export function listStreams({ action, stream, json }: StreamsFlags): ExitCode {
  const terminal = createTerminal({});
  const name = nameToShow({ command: 'streams', action, name: stream });
  if (name !== undefined) {
    const description = describeStream(findStream(name));
    terminal.data(json ? JSON.stringify(description, null, 2) : streamText(description));
    if (!json) terminal.say(`\nTo export it: sobot-etl export ${name} -o ${name}.csv`);
    return EXIT.done;
  }
  const all = [...streams.values()].map(describeStream);
  terminal.data(
    json ? JSON.stringify(all, null, 2) : alignColumns(all.map(({ name, summary }) => [name, summary])).join('\n'),
  );
  if (!json) terminal.say('\nThe columns and filters of one: sobot-etl streams show customers');
  return EXIT.done;
}

function streamText({
  name,
  summary,
  columns,
  filters,
  filter_words: words = {},
  since,
  hasCustomFields,
}: StreamDescription): string {
  const shown = columns.map((column) => {
    const what = column.words ? column.words.join(', ') : column.kind === 'text' ? '' : column.kind;
    return [`  ${column.name}`, [what, column.with && `with ${column.with}`].filter(Boolean).join('; ')];
  });
  const conditions = filters.map((filter) => {
    const values = filter.values && Object.keys(filter.values).join(', ');
    const notes = [
      filter.required && 'needed',
      filter.named && `by name: ${filter.named}`,
      filter.of && `of the ${filter.of}`,
    ];
    const note = notes.filter(Boolean).join('; ');
    return [`  ${filter.name}`, `${values ?? filter.description}${note ? ` (${note})` : ''}`];
  });
  return [
    `${name}: ${summary}`,
    '',
    'Columns:',
    ...alignColumns(shown),
    ...(hasCustomFields ? ['  and one for each custom field, by the name that people gave it'] : []),
    '',
    conditions.length > 0 ? 'Filters (--where name=value):' : 'It has no filters.',
    ...alignColumns(conditions),
    ...(Object.keys(words).length > 0
      ? [
          '',
          'The same in other words:',
          ...alignColumns(Object.entries(words).map(([word, stands]) => [`  ${word}`, stands])),
        ]
      : []),
    ...(since === undefined ? [] : ['', `--since and --until go by ${since}.`]),
  ].join('\n');
}
