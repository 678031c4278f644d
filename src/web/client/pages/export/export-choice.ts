import type { ExportForm, ExportPreviewRequest, StreamForms } from '../../../schemas/lists.ts';
import { type Condition, whereOf } from './conditions.tsx';

export type StreamForm = StreamForms[number];

/** What the form of an export says. */
export interface ExportChoice {
  readonly stream: string;
  readonly conditions: readonly Condition[];
  readonly since: string;
  readonly until: string;
  readonly details: boolean;
  readonly tags: boolean;
  readonly raw: boolean;
  readonly format: NonNullable<ExportForm['format']>;
  /** The file's name without its ending. */
  readonly name: string;
}

/** A column of the export, at its place. */
export interface ColumnItem {
  readonly name: string;
  readonly isChosen: boolean;
}

/** The form for a stream; conditions that it requires are there already. */
export function choiceFor(stream: StreamForm): ExportChoice {
  const required = stream.filters.filter((filter) => filter.required);
  return {
    stream: stream.name,
    conditions: required.map(({ name }, id) => ({ id, filter: name, value: '' })),
    since: '',
    until: '',
    details: false,
    tags: false,
    raw: false,
    format: 'xlsx',
    name: stream.name,
  };
}

/** What selects the rows and their form. */
export function rowsOf(choice: ExportChoice): ExportPreviewRequest {
  const { stream, conditions, since, until, details, tags, raw } = choice;
  return {
    stream,
    where: whereOf(conditions),
    ...(since !== '' && { since }),
    ...(until !== '' && { until }),
    ...{ details, tags, raw },
  };
}

/** Are all required conditions filled in? */
export function isComplete(choice: ExportChoice, stream: StreamForm): boolean {
  return stream.filters.every(
    ({ name, required }) =>
      !required || choice.conditions.some(({ filter, value }) => filter === name && value.trim() !== ''),
  );
}

/** The columns in their order, those chosen before at their places; new ones come last and are chosen. */
export function mergeColumns(before: readonly ColumnItem[], names: readonly string[]): readonly ColumnItem[] {
  const kept = before.filter(({ name }) => names.includes(name));
  const fresh = names.filter((name) => !kept.some((item) => item.name === name));
  return [...kept, ...fresh.map((name) => ({ name, isChosen: true }))];
}

/** The columns of the file; undefined if they are all columns in the order of the list. */
export function chosenColumns(items: readonly ColumnItem[], names: readonly string[]): string[] | undefined {
  const chosen = items.filter(({ isChosen }) => isChosen).map(({ name }) => name);
  return chosen.join('\n') === names.join('\n') ? undefined : chosen;
}

/** The request for the export. */
export function exportFormOf(choice: ExportChoice, columns: string[] | undefined): ExportForm {
  return { ...rowsOf(choice), format: choice.format, name: choice.name, ...(columns && { columns }) };
}

/** The same as arguments of the command line, for a job; each run writes a file with its date. */
export function exportArguments(form: ExportForm): string[] {
  const { stream, columns, where = [], since, until, format = 'xlsx', name = stream, raw, details, tags } = form;
  return [
    stream,
    ...['-o', `exports/${name}-{datetime}.${format}`],
    ...(columns ? ['--columns', columns.join(',')] : []),
    ...where.flatMap((condition) => ['--where', condition]),
    ...(since === undefined ? [] : ['--since', since]),
    ...(until === undefined ? [] : ['--until', until]),
    ...(raw ? ['--raw'] : []),
    ...(details ? ['--details'] : []),
    ...(tags ? ['--tags'] : []),
  ];
}
