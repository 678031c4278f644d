import { t, twoDigits } from '../words/index.ts';
import { type Html, type HtmlContent, html } from './html.ts';

const WIDTH = 860;
const HEIGHT = 240;
const LEFT = 76;
const RIGHT = 14;
const TOP = 16;
const BOTTOM = 30;

/** A line of a chart, with gaps where there is no value. */
interface Series {
  readonly name: string;
  /** Its colour, as a class of the page's style. */
  readonly colour: 'one' | 'two' | 'bad';
  readonly values: readonly (number | undefined)[];
  /** Fill the area below the line. */
  readonly filled?: boolean;
}

interface LineChart {
  readonly id: string;
  readonly title: string;
  /** What the chart shows, in one sentence, for readers who cannot see it. */
  readonly summary: string;
  /** The middle of each value's slice of time. */
  readonly times: readonly number[];
  readonly spanMs: number;
  readonly series: readonly Series[];
  readonly valueText: (value: number) => string;
  /** Moments that are marked by a line over the whole height. */
  readonly moments?: readonly { readonly atMs: number; readonly text: string }[];
  /** Times at which something happened, marked at the top. */
  readonly marks?: { readonly name: string; readonly atMs: readonly number[] };
}

/** Draws values over time. Colours come from the page's style, so that it fits light, dark and paper. */
export function lineChart(chart: LineChart): Html {
  const { id, title, summary, times, spanMs, series, valueText, moments = [], marks } = chart;
  const ticks = roundTicks(Math.max(...series.flatMap(({ values }) => values.map((value) => value ?? 0)), 0));
  const top = ticks.at(-1) ?? 1;
  const x = (ms: number) => round(LEFT + (ms / Math.max(1, spanMs)) * (WIDTH - LEFT - RIGHT));
  const y = (value: number) => round(HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM));
  const base = y(0);
  return html`<figure class="chart">
<figcaption><span class="chart-title">${title}</span><span class="legend">${series.map(({ name, colour }) => legend(name, colour))}${marks && marks.atMs.length > 0 && legend(marks.name, 'pause')}</span></figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-text">
<title id="${id}-title">${title}</title><desc id="${id}-text">${summary}</desc>
${ticks.map((tick) => html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(tick)}" y2="${y(tick)}"/><text class="axis" x="${LEFT - 8}" y="${y(tick) + 4}" text-anchor="end">${valueText(tick)}</text>`)}
${timeTicks(spanMs).map((tick) => html`<text class="axis" x="${x(tick)}" y="${HEIGHT - 8}" text-anchor="middle">${timeTickText(tick, spanMs)}</text>`)}
${moments.map(({ atMs }) => html`<line class="moment" x1="${x(atMs)}" x2="${x(atMs)}" y1="${TOP}" y2="${base}"/>`)}
${labelsOf(moments.map(({ atMs, text }) => ({ x: x(atMs), text }))).map((label) => momentLabel(label))}
${series.map((each) => drawn(each, times, { x, y, base }))}
${marks?.atMs.map((atMs) => html`<path class="mark" d="M${x(atMs) - 4} ${TOP - 12}h8l-4 7z"/>`)}
</svg>
</figure>`;
}

interface Label {
  readonly x: number;
  readonly text: string;
}

/** Maximum width of a label. */
const MAX_LABEL_WIDTH = 150;

/** Combines the labels of moments that are so close that they would overlap. */
function labelsOf(moments: readonly Label[]): Label[] {
  const groups: Label[][] = [];
  for (const moment of moments) {
    const [first] = groups.at(-1) ?? [];
    if (first && moment.x - first.x < MAX_LABEL_WIDTH) groups.at(-1)?.push(moment);
    else groups.push([moment]);
  }
  return groups.map(([first, ...more]) => ({
    x: first?.x ?? 0,
    text: more.length > 0 ? t`${first?.text} and ${more.length} more` : (first?.text ?? ''),
  }));
}

/** The label beside its line, on the side where it fits. */
function momentLabel({ x, text }: Label): Html {
  const isRight = x + MAX_LABEL_WIDTH > WIDTH - RIGHT;
  return html`<text class="axis" x="${isRight ? x - 4 : x + 4}" y="${TOP + 8}" text-anchor="${isRight ? 'end' : 'start'}">${text}</text>`;
}

function legend(name: string, colour: string): Html {
  return html`<span><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><rect class="fill-${colour}" width="12" height="12" rx="3"/></svg>${name}</span>`;
}

interface PlotScale {
  x(ms: number): number;
  y(value: number): number;
  readonly base: number;
}

/** The line, in segments between the gaps. */
function drawn(
  { colour, values, filled = false }: Series,
  times: readonly number[],
  { x, y, base }: PlotScale,
): HtmlContent {
  const segments: [number, number][][] = [[]];
  for (const [index, value] of values.entries()) {
    if (value === undefined) segments.push([]);
    else segments.at(-1)?.push([x(times[index] ?? 0), y(value)]);
  }
  return segments.map((points) => {
    const [first] = points;
    const last = points.at(-1);
    if (!first || !last) return undefined;
    if (points.length === 1) return html`<circle class="fill-${colour}" cx="${first[0]}" cy="${first[1]}" r="3"/>`;
    const path = points.map(([px, py]) => `${px} ${py}`).join('L');
    const area = html`<path class="area-${colour}" d="M${first[0]} ${base}L${path}L${last[0]} ${base}z"/>`;
    return html`${filled && area}<path class="line-${colour}" d="M${path}"/>`;
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Rounds up to 1, 2 or 5 times a power of ten. */
function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value * 0.9999) ?? 10) * power;
}

/** Positions of grid lines from 0 to at least `max`: about four, at round numbers. */
function roundTicks(max: number): number[] {
  const step = roundUp(max / 4);
  const count = Math.max(1, Math.ceil(max / step - 0.0001));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

const TIME_STEPS_MS = [
  100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
  3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000,
];

/** About six round times from 0 to at most `spanMs`. */
function timeTicks(spanMs: number): number[] {
  const step = TIME_STEPS_MS.find((each) => spanMs / each <= 7) ?? roundUp(spanMs / 6);
  return Array.from({ length: Math.floor(spanMs / step) + 1 }, (_, index) => index * step);
}

/** The label of a time on the axis; all labels of an axis use one unit: `0`, `500 ms`, `30 s`, `2:30 min`, `1:30 h`. */
function timeTickText(ms: number, spanMs: number): string {
  if (ms === 0) return '0';
  if (spanMs < 2000) return `${ms} ms`;
  if (spanMs < 120_000) return `${ms / 1000} s`;
  const minutes = Math.floor(ms / 60_000);
  if (spanMs < 7_200_000) return ms % 60_000 === 0 ? `${minutes} min` : `${minutes}:${twoDigits((ms / 1000) % 60)} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)} h`;
}
