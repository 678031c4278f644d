import { counted as countOf } from '../../words/counted.ts';
import type { ListLimits } from './list-limits.ts';
import type { Completeness, CompletenessCheck } from './partition-check.ts';

/** Why a part of a list cannot be told to be whole, for people. */
export function describeShortfall(check: CompletenessCheck, outcome: Completeness | 'cap', limits: ListLimits): string {
  const { name } = check.partition.request.stream.endpoint;
  const of = madeWhenText(check);
  const [counted, came] = [check.counted, check.distinct];
  if (outcome === 'refused') {
    return `${name} refuses page ${limits.refusedFrom}${of} (${limits.refusal}), and the list cannot be cut smaller: what comes behind the ${came} records that were read is missing; try a larger --page-size`;
  }
  if (outcome === 'cap') {
    return `${name} ends at ${came} records${of}, which may be as many as it ever gives: there may be more, and the list cannot be cut smaller to tell`;
  }
  if (came > (check.total ?? came)) {
    return `${name} counts ${countOf(check.total ?? 0, 'record')}${of}, but ${came} came, and the list cannot be cut smaller: nothing shows that these are all`;
  }
  if (outcome === 'uncounted') {
    return `${name} does not say how many records there are${of}, and gives the same page whatever page it is asked for: nothing shows that these ${came} are all`;
  }
  return `${name} counts ${countOf(counted, 'record')}${of}, but ${countOf(came, 'different one')} came, however often it was asked. The server repeats or leaves out pages, or the list changes all the time: try another --page-size, or another hour`;
}

/** Which part of the list: the second, or the seconds, in which its records were made. */
function madeWhenText({ partition: { request } }: CompletenessCheck): string {
  const { partitionBy } = request.stream;
  const [start, end] = [
    Number(partitionBy && request.input[partitionBy.start]),
    Number(partitionBy && request.input[partitionBy.end]),
  ];
  if (!partitionBy || !(start > 1) || !(end >= start)) return '';
  const from = timeText(start);
  return start === end ? ` made at ${from}` : ` made from ${from} to ${timeText(end)}`;
}

function timeText(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().replace('.000Z', 'Z');
}
