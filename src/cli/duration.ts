import { UsageError } from './usage-error.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Reads a span of time that a flag was given, such as 90s, 30m, 12h, 30d or 2w; answers milliseconds. Errors: `UsageError`. */
export function readDuration(flag: string, text: string | undefined, example: string): number {
  const [, number, unit = ''] = /^(\d+)\s*([smhdw])$/i.exec(text?.trim() ?? '') ?? [];
  if (number === undefined) {
    throw new UsageError(
      `--${flag} takes a number and a unit: s, m, h, d or w (seconds to weeks), such as --${flag} ${example}${text === undefined ? '' : `, not "${text}"`}`,
    );
  }
  return Number(number) * (UNITS[unit.toLowerCase()] ?? 0) * 1000;
}
