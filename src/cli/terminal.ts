/** Where a command writes: text for people to stderr, data to stdout. The only place that knows the streams. */
export interface Terminal {
  /** Text for people. */
  say(text: string): void;
  /** Text for people who asked for more of it. */
  detail(text: string): void;
  /** Something went wrong; said even when quiet. */
  complain(text: string): void;
  /** Data, for the next program. */
  data(text: string): void;
  /** A line that the next one overwrites, on a terminal; otherwise nothing. */
  status(text: string): void;
  readonly isInteractive: boolean;
}

export function createTerminal({ quiet = false, verbose = false }: { quiet?: boolean; verbose?: boolean }): Terminal {
  const { stderr, stdout } = process;
  let status = '';
  const clear = () => {
    if (status !== '') stderr.write('\r\u001b[K');
    status = '';
  };
  const line = (text: string) => {
    clear();
    stderr.write(`${text}\n`);
  };
  return {
    say: (text) => (quiet ? undefined : line(text)),
    detail: (text) => (verbose && !quiet ? line(text) : undefined),
    complain: line,
    data(text) {
      clear();
      stdout.write(`${text}\n`);
    },
    status(text) {
      if (quiet || !stderr.isTTY) return;
      const shown = text.slice(0, Math.max(20, (stderr.columns ?? 80) - 1));
      if (shown === '') return clear();
      stderr.write(`\r\u001b[K${shown}`);
      status = shown;
    },
    isInteractive: Boolean(stderr.isTTY && process.stdin.isTTY),
  };
}
