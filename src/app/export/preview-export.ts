import { startExport } from '../../export/index.ts';
import { type OutColumn, outText, type RowWriter } from '../../files/index.ts';
import { Stopped, systemClock } from '../../resilience/index.ts';
import { describeStream, type StreamDescription } from '../../streams/describe-stream.ts';
import { streams } from '../../streams/index.ts';
import { t } from '../../words/index.ts';
import type { AnyConnection } from '../connection.ts';
import { withContext } from '../run-context.ts';
import { openSession } from '../session.ts';
import { UsageError } from '../usage-error.ts';
import { checkChoice, clockOf, type ExportChoice, findStream } from './export-choice.ts';
import { withMaskSecret } from './export-masks.ts';
import { resolveChoice, selectRows } from './export-selection.ts';

/** Every stream with its columns and filters, for forms. */
export function describeStreams(): StreamDescription[] {
  return [...streams.values()].map(describeStream);
}

/** What an export would write: every column that the stream has for the tenant, and the first rows. */
export interface ExportForecast {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How many rows the list has, if it says so. */
  readonly expected: number | undefined;
}

/** The options of `previewExport`. All columns are read, so that they can be chosen from. */
interface ForecastOptions
  extends Pick<ExportChoice, 'stream' | 'where' | 'since' | 'until' | 'raw' | 'details' | 'tags' | 'tz' | 'mask'> {
  readonly connection: AnyConnection;
  readonly maxRows: number;
  readonly signal?: AbortSignal | undefined;
}

/** Cells may be of any length; nobody reads more in a preview. */
const MAX_CELL_CHARS = 500;

/**
 * Reads the first rows of an export, and no more requests than these take. Nothing is written.
 * Errors: `UsageError`, `ExportError`, `SobotError`.
 */
export function previewExport(options: ForecastOptions): Promise<ExportForecast> {
  const { connection, signal, maxRows } = options;
  return withContext({ connection, ...(signal && { signal }) }, async ({ settings, signals }) => {
    const { stop, cancel } = signals;
    const enough = new AbortController();
    const [orEnough, cancelOrEnough] = [stop, cancel].map((each) => AbortSignal.any([each, enough.signal]));
    const session = await openSession(settings, systemClock, Math.random, {
      ...(orEnough && { stop: orEnough }),
      ...(cancelOrEnough && { cancel: cancelOrEnough }),
    });
    try {
      const stream = findStream(options.stream);
      const choice: ExportChoice = { ...options };
      const chosen = await resolveChoice(choice);
      checkChoice(stream, chosen, choice);
      const clock = clockOf(options.tz);
      const { where } = chosen;
      const { since, until } = options;
      const { selection } = await selectRows(session, stream, { where, since, until, nowMs: Date.now() }, clock);
      const masks = chosen.masks && (await withMaskSecret(chosen.masks, settings.home));
      const found = new FirstRows(maxRows, () => enough.abort());
      const running = startExport({
        run: 'preview',
        stream,
        selection,
        dispatcher: session.dispatcher,
        clock: systemClock,
        open: async (columns) => found.writer(columns),
        settings: {
          concurrency: settings.concurrency,
          pageSize: maxRows,
          show: chosen.raw ? 'raw' : clock,
          columns: undefined,
          details: chosen.details,
          tags: chosen.tags,
          masks,
        },
        stop: orEnough,
      });
      const { summary } = await running.finished;
      if (!enough.signal.aborted && summary.status !== 'completed')
        throw new UsageError(summary.reason ?? t`The list could not be read`);
      return { columns: found.columns, rows: found.rows, expected: running.progress.expected };
    } finally {
      await session.close();
    }
  });
}

/** An output that keeps the first rows, and then ends the export. */
class FirstRows {
  columns: readonly string[] = [];
  readonly rows: string[][] = [];
  readonly #max: number;
  readonly #onEnough: () => void;

  constructor(max: number, onEnough: () => void) {
    this.#max = max;
    this.#onEnough = onEnough;
  }

  writer(columns: readonly OutColumn[]): RowWriter {
    this.columns = columns.map(({ name }) => name);
    return {
      write: async (rows) => {
        for (const row of rows.slice(0, this.#max - this.rows.length)) {
          this.rows.push(row.map((value) => outText(value).slice(0, MAX_CELL_CHARS)));
        }
        if (this.rows.length < this.#max) return;
        this.#onEnough();
        throw new Stopped(t`enough rows`);
      },
      commit: async () => ({ paths: [], rows: this.rows.length, bytes: 0, notices: [] }),
      discard: async () => {},
    };
  }
}
