import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { EXPORT_MESSAGES, ExportError, type OutputFile, openMergeWriter } from '../../export/index.ts';
import {
  type OutColumn,
  openWriter,
  type RowWriter,
  type WriterOptions,
  waitForFifoReader,
} from '../../files/index.ts';
import { Stopped } from '../../resilience/index.ts';
import type { Stream } from '../../streams/index.ts';
import { agreeing, counted, sentenceOf, t } from '../../words/index.ts';
import { APP_MESSAGES } from '../messages.ts';
import type { RunReporter } from '../reporter.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';
import { type ExportChoice, type Format, outputFormat } from './export-choice.ts';
import { type MergeTarget, readMergeTarget } from './export-selection.ts';

/** The output of an export. */
export interface Output {
  /** The file, or `-` for standard output. */
  readonly path: string;
  readonly format: Format;
  readonly isMerge: boolean;
  /** The CSV options that were given. */
  readonly style: CsvStyle;
}

type CsvStyle = Pick<WriterOptions, 'bom' | 'delimiter' | 'encoding' | 'guard'>;

/** The output that the options describe. Errors: `UsageError`. */
export function outputOf(choice: ExportChoice): Output {
  const { output, mergeInto, format: asked } = choice;
  if (output !== undefined && mergeInto !== undefined) {
    throw new UsageError(t`Give either --output, for a new file, or --merge-into, for an earlier one; not both`);
  }
  const path = output ?? mergeInto;
  if (path === undefined)
    throw new UsageError(t`No output given: name a file with -o file.csv, or - for standard output`);
  if (mergeInto === '-') throw new UsageError(t`--merge-into takes the file of an earlier export`);
  const format = outputFormat({ output: path, format: asked });
  const isMerge = mergeInto !== undefined;
  return { path, format, isMerge, style: styleOf(choice, format, isMerge) };
}

const DELIMITERS: Readonly<Record<string, string>> = { comma: ',', semicolon: ';', tab: '\t', '\\t': '\t', pipe: '|' };

function styleOf(
  { bom, delimiter, encoding, guard, forUpdate }: ExportChoice,
  format: Format,
  isMerge: boolean,
): CsvStyle {
  const given = {
    ...(bom && { bom }),
    ...(delimiter !== undefined && { delimiter }),
    ...(encoding !== undefined && { encoding }),
  };
  const [flag] = Object.keys(given);
  if (flag !== undefined && format !== 'csv')
    throw new UsageError(t`--${flag} is for CSV, and this writes ${format}; leave it out`);
  if (flag !== undefined && isMerge)
    throw new UsageError(t`--merge-into keeps the format of the existing file; leave out --${flag}`);
  const mark = delimiter === undefined ? undefined : (DELIMITERS[delimiter] ?? delimiter);
  if (mark !== undefined && (mark.length !== 1 || /["\r\n\w]/.test(mark)))
    throw new UsageError(t`--delimiter takes one character, such as ";", or tab, not "${delimiter}"`);
  // Without the mark, a spreadsheet program could assume another encoding, and the edits would be imported garbled.
  const marked = forUpdate && format === 'csv' && encoding === undefined && bom !== false ? { bom: true } : {};
  return { ...given, ...marked, ...(mark !== undefined && { delimiter: mark }), ...(guard === false && { guard }) };
}

/** The output as a new file; undefined if it is a stream, or an earlier file to update. */
export function outputFile({ path, format, isMerge, style }: Output): OutputFile | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (path === '-' || (isMerge && found) || (found && !found.isFile())) return undefined;
  return { path, format, ...style };
}

function stopped(): never {
  throw new Stopped(t`the run is stopping`);
}

/** A writer to a pipe that stops waiting for the pipe's reader once the run is stopping. */
function givenUpOnStop(writer: RowWriter, stop: AbortSignal): RowWriter {
  const orStop = <Result>(work: Promise<Result>): Promise<Result> =>
    new Promise((done, fail) => {
      const giveUp = () => fail(new Stopped(t`the run is stopping`));
      if (stop.aborted) giveUp();
      stop.addEventListener('abort', giveUp);
      work.then(done, fail).finally(() => stop.removeEventListener('abort', giveUp));
    });
  return {
    write: (rows) => orStop(writer.write(rows)),
    commit: () => orStop(writer.commit()),
    discard: () => orStop(writer.discard()).catch(() => {}),
  };
}

/** Opens the output. If the file to merge into does not exist, it is created. */
export async function openOutput(
  { path, format, isMerge, style }: Output,
  stream: Stream,
  columns: readonly OutColumn[],
  ids: readonly string[],
  {
    storePath,
    stop,
    master,
    stdout,
  }: {
    readonly storePath: string;
    readonly stop: AbortSignal;
    readonly master: MergeTarget | undefined;
    readonly stdout: Writable | undefined;
  },
): Promise<RowWriter> {
  if (path === '-' && stdout === undefined)
    throw new UsageError(t`- stands for standard output, but there is none; give a file`);
  await requireUnchanged(master);
  if (!isMerge || !existsSync(path)) {
    const reader = path === '-' ? undefined : await waitForFifoReader(path, stop).catch(() => stopped());
    try {
      const writer = await openWriter(path === '-' && stdout ? stdout : path, { format, columns, ...style });
      return reader ? givenUpOnStop(writer, stop) : writer;
    } finally {
      await reader?.close();
    }
  }
  if (ids.length < stream.id.length) {
    throw new ExportError('no-id-column', EXPORT_MESSAGES['no-id-column'].text.columns(stream.id));
  }
  const writer = await openMergeWriter(path, { format, columns, ids, storePath, guard: style.guard ?? true });
  return {
    ...writer,
    async commit() {
      await requireUnchanged(master);
      return writer.commit();
    },
  };
}

/** Checks that the file to update is unchanged: otherwise replacing it would lose edits, or leave only some of the rows. Errors: `ExportError`. */
async function requireUnchanged(master: MergeTarget | undefined): Promise<void> {
  if (!master || master.digest === (await readMergeTarget(master.path, [])).digest) return;
  throw new ExportError('output-changed', APP_MESSAGES['output-changed'].text.file(master.path));
}

/** The state of a file after an export wrote it. */
export interface WrittenState {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

const ALL_RUNS = 1_000_000;

/** The states of an export's files, by which a later export recognises them. */
export function writtenStates(paths: readonly string[]): WrittenState[] {
  return paths.flatMap((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() ? [{ path: resolve(path), bytes: found.size, modifiedMs: found.mtimeMs }] : [];
  });
}

/**
 * Asks before replacing files that no export wrote, or that have changed since: a list of customers that is about to be
 * imported, a mapping, an export with edits in it. Errors: `UsageError` if nobody can be asked, or the answer is no.
 */
export async function confirmReplace(
  { ledger }: Session,
  paths: readonly string[],
  {
    isAgreed: mayReplace,
    reporter,
    agreed = [],
  }: {
    readonly isAgreed: boolean;
    readonly reporter: RunReporter;
    /** The files that were confirmed when the resumed run began. */
    readonly agreed?: readonly WrittenState[] | undefined;
  },
): Promise<void> {
  const there = writtenStates(paths);
  if (there.length === 0 || mayReplace) return;
  const known = new Map<string, WrittenState>();
  for (const { command, summary } of (await ledger.runs.list(ALL_RUNS)).toReversed()) {
    const written = command === 'export' ? (summary as { written?: WrittenState[] } | undefined)?.written : undefined;
    for (const state of written ?? []) known.set(state.path, state);
  }
  const unknown = there.filter((found) => ![known.get(found.path), ...agreed].some((state) => isSame(found, state)));
  if (unknown.length === 0) return;
  const names = unknown.map(({ path }) => path).join(' and ');
  const size = counted(unknown[0]?.bytes ?? 0, 'byte');
  const what = unknown.every(({ path }) => known.has(path))
    ? t`${names} changed after an export wrote it and would be replaced (${size})`
    : t`${names} ${agreeing(unknown.length, 'was', 'were')} not written by an export and would be replaced (${size})`;
  await confirmReplacing(what, t`Nothing was exported`, reporter);
}

/** Asks whether a file may be replaced. Errors: `UsageError` if nobody can be asked, or the answer is no. `nothing` says so: `Nothing was exported`. */
export async function confirmReplacing(what: string, nothing: string, reporter: RunReporter): Promise<void> {
  if (!reporter.confirm) {
    throw new UsageError(t`${what}. ${nothing}: give another file with -o, or --yes to replace it`);
  }
  const isAgreed = await reporter.confirm({ details: [], question: t`${what}. Replace it?` });
  if (!isAgreed) throw new UsageError(sentenceOf([nothing]));
}

function isSame(one: WrittenState, other: WrittenState | undefined): boolean {
  return one.path === other?.path && one.bytes === other.bytes && one.modifiedMs === other.modifiedMs;
}
