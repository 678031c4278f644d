import type { MetricsPoint } from '../../resilience/index.ts';
import { counted, durationText, localTimeText, rateText, t, wholeText } from '../../words/index.ts';
import { type Html, type HtmlContent, html } from '../html.ts';
import { lineChart } from '../line-chart.ts';
import type { ReportInput } from '../report-input.ts';

const MIN_POINTS = 2;
/** Lines of the table for readers who cannot see the charts. */
const MAX_LINES = 60;

/** Throughput and latency over the time in which a process worked on the run. */
export function overTimeSection({ timeline, summary }: ReportInput): HtmlContent {
  if (!timeline || timeline.points.length < MIN_POINTS) return undefined;
  const { points, starts } = timeline;
  const last = points.at(-1) as MetricsPoint;
  const spanMs = last.startMs + last.widthMs;
  const times = points.map(({ startMs, widthMs }) => startMs + widthMs / 2);
  const perSecond = (count: number, { widthMs }: MetricsPoint) => (count * 1000) / widthMs;
  const paused = points.flatMap(({ throttled }, index) => (throttled > 0 ? [times[index] ?? 0] : []));
  const moments = starts
    .filter(({ atMs }) => atMs > 0)
    .map(({ atMs, clock }) => ({ atMs, text: t`resumed ${localTimeText(clock).slice(11, 16)}` }));
  const hasErrors = points.some(({ errors }) => errors > 0);
  const rows = points.map((point) => perSecond(point.rows, point));
  const maxRate = Math.max(...rows);
  const throughput = lineChart({
    id: 'throughput',
    title: t`Throughput, rows per second`,
    summary: t`At most ${counted(maxRate, 'row', undefined, rateText(maxRate))} per second, over ${durationText(spanMs)}.`,
    times,
    spanMs,
    valueText: rateText,
    moments,
    marks: { name: t`the API requested a pause`, atMs: paused },
    series: [
      { name: t`rows completed`, colour: 'one', values: rows, filled: true },
      ...(hasErrors
        ? [
            {
              name: t`with errors`,
              colour: 'bad' as const,
              values: points.map((point) => perSecond(point.errors, point)),
            },
          ]
        : []),
    ],
  });
  const hasAnswers = points.some(({ answers }) => answers > 0);
  const slowest = Math.max(...points.map(({ slowMs }) => slowMs ?? 0));
  const latency = lineChart({
    id: 'latency',
    title: t`Latency of the API`,
    summary: t`Even at the slowest moment, 95 % of the answers came within ${durationText(slowest)}.`,
    times,
    spanMs,
    valueText: durationText,
    moments,
    series: [
      { name: t`95 % of the answers within`, colour: 'two', values: points.map(({ slowMs }) => slowMs) },
      { name: t`half of the answers within`, colour: 'one', values: points.map(({ medianMs }) => medianMs) },
    ],
  });
  return html`<section aria-labelledby="time"><h2 id="time">${t`Over time`}</h2>
${throughput}${hasAnswers && !summary.dry_run && latency}
${numbers(points)}
</section>`;
}

function numbers(points: readonly MetricsPoint[]): Html {
  const each = Math.ceil(points.length / MAX_LINES);
  const lines = points.filter((_, index) => index % each === 0);
  return html`<details><summary>${each > 1 ? t`As numbers, every ${each}th moment` : t`As numbers`}</summary><div class="scroll" tabindex="0" role="region" aria-label="${t`Throughput and latency as numbers`}">
<table><thead><tr><th scope="col">${t`From`}</th><th scope="col" class="number">${t`Rows/s`}</th><th scope="col" class="number">${t`Errors`}</th><th scope="col" class="number">${t`Answers`}</th><th scope="col" class="number">${t`Median`}</th><th scope="col" class="number">${t`95 %`}</th><th scope="col" class="number">${t`Pauses requested`}</th></tr></thead>
<tbody>${lines.map((point) => html`<tr><th scope="row">${durationText(point.startMs)}</th><td class="number">${rateText((point.rows * 1000) / point.widthMs)}</td><td class="number">${wholeText(point.errors)}</td><td class="number">${wholeText(point.answers)}</td><td class="number">${latencyText(point.medianMs)}</td><td class="number">${latencyText(point.slowMs)}</td><td class="number">${wholeText(point.throttled)}</td></tr>`)}</tbody></table></div></details>`;
}

function latencyText(ms: number | undefined): string {
  return ms === undefined ? '–' : durationText(ms);
}
