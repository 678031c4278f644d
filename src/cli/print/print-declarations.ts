import { findStream } from '../../app/export/export-choice.ts';
import { findTarget } from '../../app/find-target.ts';
import { UsageError } from '../../app/usage-error.ts';
import { describeStream, type StreamDescription } from '../../streams/describe-stream.ts';
import { streams } from '../../streams/index.ts';
import { targets } from '../../targets/index.ts';
import { alignColumns, nearest, t, translated } from '../../words/index.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { createTerminal } from '../terminal.ts';
import { describeTarget, type TargetFacts } from './describe-target.ts';

interface TargetsFlags {
  readonly action?: string | undefined;
  readonly target?: string | undefined;
  readonly json: boolean;
}

/** `targets` and `targets show <target>`: what can be imported goes to standard output. */
export function listTargets({ action, target, json }: TargetsFlags): number {
  const terminal = createTerminal({});
  const name = nameToShow({ command: 'targets', action, name: target });
  if (name !== undefined) {
    const facts = describeTarget(findTarget(name));
    terminal.data(json ? JSON.stringify(facts) : targetText(facts));
    return EXIT.done;
  }
  const all = [...targets.values()].map(({ name: target, title, summary }) => ({ target, title, summary }));
  terminal.data(
    json
      ? JSON.stringify(all)
      : alignColumns(all.map(({ target, summary }) => [target, translated(summary)])).join('\n'),
  );
  if (!json) terminal.say(`\n${t`To see the fields of one: sobot-etl targets show customer`}`);
  return EXIT.done;
}

function targetText({ target, summary, endpoint, fields, notes }: TargetFacts): string {
  const rows = fields.map(({ field, label, required, takes }) => [
    `${required ? '*' : ' '}${field}`,
    translated(label),
    takes.join('; '),
  ]);
  return [
    `${target}: ${translated(summary)} (${endpoint})`,
    ...notes,
    '',
    ...alignColumns(rows),
    '',
    t`* required. To generate a mapping: sobot-etl map <file> --target ${target}`,
  ].join('\n');
}

interface StreamsFlags {
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
    if (!json) terminal.say(`\n${t`To export it: sobot-etl export ${name} -o ${name}.csv`}`);
    return EXIT.done;
  }
  const all = [...streams.values()].map(describeStream);
  terminal.data(
    json
      ? JSON.stringify(all, null, 2)
      : alignColumns(all.map(({ name, summary }) => [name, translated(summary)])).join('\n'),
  );
  if (!json) terminal.say(`\n${t`To see the columns and filters of one: sobot-etl streams show customers`}`);
  return EXIT.done;
}

function streamText({
  name,
  summary,
  columns,
  filters,
  filter_words: words = {},
  since,
  personal,
  hasCustomFields,
}: StreamDescription): string {
  const shown = columns.map((column) => {
    const what = column.words ? column.words.join(', ') : column.kind === 'text' ? '' : column.kind;
    return [`  ${column.name}`, [what, column.with && t`with ${column.with}`].filter(Boolean).join('; ')];
  });
  const conditions = filters.map((filter) => {
    const values = filter.values && Object.keys(filter.values).join(', ');
    const notes = [
      filter.required && t`required`,
      filter.named && t`by name: ${filter.named}`,
      filter.of && t`of the ${filter.of}`,
    ];
    const note = notes.filter(Boolean).join('; ');
    return [`  ${filter.name}`, `${values ?? filter.description}${note ? ` (${note})` : ''}`];
  });
  return [
    `${name}: ${translated(summary)}`,
    '',
    t`Columns:`,
    ...alignColumns(shown),
    ...(hasCustomFields ? [t`  and one for each custom field, under its name`] : []),
    '',
    conditions.length > 0 ? t`Filters (--where name=value):` : t`No filters.`,
    ...alignColumns(conditions),
    ...(Object.keys(words).length > 0
      ? [
          '',
          t`Other names for filters:`,
          ...alignColumns(Object.entries(words).map(([word, stands]) => [`  ${word}`, stands])),
        ]
      : []),
    ...(personal
      ? [
          '',
          t`--mask personal masks ${Object.keys(personal).join(', ')}${hasCustomFields ? t`, and removes custom fields` : ''}.`,
        ]
      : []),
    ...(since === undefined ? [] : ['', t`--since and --until go by ${since}.`]),
  ].join('\n');
}

/** The words after `targets` or `streams`. */
interface Words {
  readonly command: 'targets' | 'streams';
  readonly action?: string | undefined;
  readonly name?: string | undefined;
}

/** The name to show, from `show NAME` or NAME alone; undefined for all. Errors: `UsageError`. */
function nameToShow({ command, action, name }: Words): string | undefined {
  const one = command.slice(0, -1);
  if (action === undefined) return undefined;
  if (action === 'show' && name === undefined) throw new UsageError(t`Which ${one}? See: sobot-etl ${command}`);
  if (action === 'show') return name;
  if (name === undefined) return action;
  const meant = nearest(action, ['show']).length === 0 ? action : name;
  throw new UsageError(t`"${action} ${name}" is not understood; did you mean: sobot-etl ${command} show ${meant}`);
}
