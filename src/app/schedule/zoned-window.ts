import { parseWindow } from '../options/night-values.ts';

/**
 * The arguments of a job whose time zone the jobs file names: a `--window` without a zone of its own gets that one. A wrong window
 * stays as it is, for the command to refuse it as it was written.
 */
export function withZonedWindow(args: readonly string[], timezone: string | undefined): readonly string[] {
  if (timezone === undefined) return args;
  return args.map((arg, index) => {
    if (args[index - 1] === '--window') return zoned(arg, timezone);
    const [, joined] = /^--window=(.*)$/s.exec(arg) ?? [];
    return joined === undefined ? arg : `--window=${zoned(joined, timezone)}`;
  });
}

function zoned(window: string, timezone: string): string {
  const parsed = parseWindow(window);
  if (!parsed || parsed.timeZone !== undefined || window.trim() === 'always') return window;
  // A window takes whole names only: `PRC` is Asia/Shanghai.
  return `${window.trim()} ${new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone}`;
}
