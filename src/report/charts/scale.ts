import { twoDigits } from '../../words/time-text.ts';

/** A round number that is at least so large: 1, 2 or 5 with zeros. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value * 0.9999) ?? 10) * power;
}

/** Places for the lines of a grid from 0 to at least `most`: about four of them, at round numbers. */
export function roundTicks(most: number): number[] {
  const step = roundUp(most / 4);
  const count = Math.max(1, Math.ceil(most / step - 0.0001));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

const TIME_STEPS_MS = [
  100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
  3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000,
];

/** Round times from 0 to at most `spanMs`, about six of them. */
export function timeTicks(spanMs: number): number[] {
  const step = TIME_STEPS_MS.find((each) => spanMs / each <= 7) ?? roundUp(spanMs / 6);
  return Array.from({ length: Math.floor(spanMs / step) + 1 }, (_, index) => index * step);
}

/** A time on the axis, all of which are in one unit: `0`, `500 ms`, `30 s`, `2:30 min`, `1:30 h`. */
export function timeTickText(ms: number, spanMs: number): string {
  if (ms === 0) return '0';
  if (spanMs < 2000) return `${ms} ms`;
  if (spanMs < 120_000) return `${ms / 1000} s`;
  const minutes = Math.floor(ms / 60_000);
  if (spanMs < 7_200_000) return ms % 60_000 === 0 ? `${minutes} min` : `${minutes}:${twoDigits((ms / 1000) % 60)} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)} h`;
}
