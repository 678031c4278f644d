/** What one figure was in each round. A ratio to something that ran beside it in the same round is steadier than a rate. */
export interface Series {
  readonly unit: string;
  readonly better: 'more' | 'less';
  readonly values: readonly number[];
}

/** A figure with a target. */
export interface Figure {
  readonly what: string;
  readonly measured: string;
  readonly target: string;
  readonly met: boolean;
  /** What the comparison with an earlier measurement goes by. */
  readonly series: Series;
}

/** Prints a figure, and passes it to `npm run bench`, which ends with a table of all figures. */
export function hold(figure: Figure): void {
  print(`${figure.met ? 'met' : 'NOT MET'}: ${figure.what}: ${figure.measured} (${figure.target})`);
  process.send?.(figure);
}

/** A line of a measurement. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** How often each measurement is repeated; the median counts. */
export const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
