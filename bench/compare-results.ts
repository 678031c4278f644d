import { type Figure, median, type Series } from './figures.ts';

/** The results of one script: its lines and figures, in the order in which they were printed. */
export interface Section {
  readonly title: string;
  /** Day of the measurement, `2026-11-30`. */
  readonly day: string;
  readonly rounds: number;
  readonly lines: readonly string[];
  readonly figures: readonly Figure[];
}

/** Less than this is not worth a word, however steady the figures are. */
const MIN_SHARE = 0.05;
/** The assumed spread of a figure that was measured once. */
const SPREAD_OF_ONE = 0.25;

/** Says which figures moved by more than the noise: by more than half the spread of the rounds, before or now. */
export function compareResults(before: readonly Section[], now: readonly Section[]): string[] {
  const earlier = new Map(before.flatMap(({ figures }) => figures.map((figure) => [figure.what, figure])));
  return now.flatMap(({ figures }) =>
    figures.map((figure) => {
      const old = earlier.get(figure.what);
      return `${figure.what}: ${old && old.series.values.length > 0 ? movement(old.series, figure.series) : 'not measured before'}`;
    }),
  );
}

function movement(before: Series, now: Series): string {
  const [from, to] = [median(before.values), median(now.values)];
  const share = to / from - 1;
  const noise = Math.max(MIN_SHARE, spread(before), spread(now));
  const change = `${text(from)} → ${text(to)} ${now.unit} (${share < 0 ? '−' : '+'}${(Math.abs(share) * 100).toFixed(0)} %)`;
  if (Math.abs(share) <= noise) return `as before, ${change}, noise ${(noise * 100).toFixed(0)} %`;
  return `${share > 0 === (now.better === 'more') ? 'BETTER' : 'WORSE'}, ${change}`;
}

/** Half the range of the rounds, as a share of their median. */
function spread({ values }: Series): number {
  if (values.length < 2) return SPREAD_OF_ONE;
  return (Math.max(...values) - Math.min(...values)) / 2 / median(values);
}

function text(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 4 });
}
