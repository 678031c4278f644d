import { describeStream, type StreamDescription } from './describe-stream.ts';
import { streams } from './index.ts';
import { MASK_METHODS } from './mask-methods.ts';

/** `docs/streams.md`: every stream with its columns and filters, in Markdown, derived from the streams themselves. */
export function renderStreamsReference(): string {
  const described = [...streams.values()].map(describeStream);
  const lines = [
    '# Streams that can be exported',
    '',
    'Generated from the streams in `src/streams`. Columns have the wire names of the list’s members, in this order.',
    '[Exports](exports.md) explains how exports work.',
    '',
    '| Stream | Contents | Call |',
    '|---|---|---|',
    ...described.map(
      ({ name, summary, endpoint }) => `| [\`${name}\`](#${name}) | ${cell(summary)} | \`${endpoint}\` |`,
    ),
    '',
    '## Masks',
    '',
    'The methods of `export --mask column=method`. [Masked exports](exports.md#masks) explains them.',
    '',
    '| Method | Leaves | Example |',
    '|---|---|---|',
    ...Object.entries(MASK_METHODS).map(
      ([
        name,
        {
          description,
          example: [given, masked],
        },
      ]) => `| \`${name}\` | ${description} | \`${given}\` ${masked === '' ? 'is removed' : `becomes \`${masked}\``} |`,
    ),
    ...described.flatMap(section),
  ];
  return `${lines.join('\n')}\n`;
}

function section({
  name,
  summary,
  columns,
  filters,
  filter_words: words = {},
  since,
  personal,
  hasCustomFields,
}: StreamDescription): string[] {
  const plain = columns.filter((column) => !column.with);
  const detailed = columns.filter((column) => column.with === '--details');
  const worded = columns.filter((column) => column.words);
  return [
    '',
    `## ${name}`,
    '',
    summary,
    '',
    `Columns: ${list(plain)}${hasCustomFields ? ', then one for each custom field' : ''}.`,
    ...(detailed.length > 0 ? ['', `With \`--details\` also: ${list(detailed)}.`] : []),
    ...(columns.some((column) => column.with === '--tags') ? ['', 'With `--tags` also: `tags`.'] : []),
    ...(worded.length > 0 ? ['', '| Column | Words |', '|---|---|', ...worded.map(wordsRow)] : []),
    ...(personal
      ? [
          '',
          `\`--mask personal\` masks ${personalColumns(personal)}${hasCustomFields ? ', and removes custom fields' : ''}.`,
        ]
      : []),
    ...(since === undefined ? [] : ['', `\`--since\` and \`--until\` compare \`${since}\`.`]),
    ...(filters.length > 0 ? ['', '| Filter | Meaning | Values |', '|---|---|---|', ...filters.map(filterRow)] : []),
    ...(Object.keys(words).length > 0
      ? [
          '',
          '| Filter word | Stands for |',
          '|---|---|',
          ...Object.entries(words).map(([word, stands]) => `| \`${word}\` | \`${stands}\` |`),
        ]
      : []),
  ];
}

/** The personal columns by their methods: `initials: nick, uname`. */
function personalColumns(personal: NonNullable<StreamDescription['personal']>): string {
  const methods = Map.groupBy(Object.entries(personal), ([, method]) => method);
  const groups = [...methods].map(
    ([method, columns]) => `${columns.map(([name]) => `\`${name}\``).join(', ')} (${method})`,
  );
  return groups.join('; ');
}

function list(columns: StreamDescription['columns']): string {
  return columns.map(({ name }) => `\`${name}\``).join(', ');
}

function wordsRow({ name, words = [] }: StreamDescription['columns'][number]): string {
  return `| \`${name}\` | ${words.join(', ')} |`;
}

function filterRow({ name, description, required, values, named, of }: StreamDescription['filters'][number]): string {
  const words = values && Object.entries(values).map(([word, code]) => `${word} (${code})`);
  const allowed =
    words?.join(', ') ?? (named ? `the name of ${/^[aeiou]/.test(named) ? 'an' : 'a'} ${named}, or an id` : '');
  const notes = [of && `of the ${of}`, required && '**required**'].filter(Boolean).join(', ');
  return `| \`${name}\` | ${cell(description)}${notes ? ` (${notes})` : ''} | ${allowed} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
