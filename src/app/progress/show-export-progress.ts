import type { Terminal } from '../../cli/terminal.ts';
import type { RequestCounts } from '../../dispatch/dispatcher.ts';
import type { ExportProgress } from '../../export/run-export.ts';
import type { RunWatch } from './run-watch.ts';
import { showProgress } from './watch-progress.ts';

/** Shows how an export goes on. Answers how to end it. */
export function showExportProgress(
  terminal: Terminal,
  watched: {
    readonly run: string;
    readonly title: string;
    readonly progress: ExportProgress;
    readonly requests: RequestCounts;
    readonly watch: RunWatch;
  },
  now: () => number,
): () => void {
  const { progress } = watched;
  const counts = () => ({ rows: progress.written, errors: 0, total: progress.expected });
  return showProgress(terminal, { ...watched, counts }, now);
}
