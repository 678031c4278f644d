/** Time is cut into so many slices at most; where they run out, every two become one. */
const MOST_SLICES = 240;
const FIRST_WIDTH_MS = 250;
const MOST_STARTS = 20;
const FORMAT_VERSION = 1;

/** What happened in one slice of a run's time. */
export interface MetricsPoint {
  /** From the run's begin, counting only the time in which a process was at it. */
  readonly startMs: number;
  readonly widthMs: number;
  /** Rows that came to an end, and how many of them did not succeed. */
  readonly rows: number;
  readonly errors: number;
  readonly answers: number;
  /** Answers that asked for a pause. */
  readonly throttled: number;
  /** Latency in milliseconds that half, and 95 of 100, of the answers did not exceed. */
  readonly medianMs: number | undefined;
  readonly slowMs: number | undefined;
}

/** When a process began to work at the run. */
export interface ProcessStart {
  readonly atMs: number;
  /** Epoch milliseconds. */
  readonly clock: number;
}

class TimeSlice {
  rows = 0;
  errors = 0;
  throttled = 0;
  latencies = new LatencyHistogram();

  merge(other: TimeSlice): void {
    this.rows += other.rows;
    this.errors += other.errors;
    this.throttled += other.throttled;
    this.latencies.merge(other.latencies);
  }
}

type StoredTimeSlice = readonly [rows: number, errors: number, throttled: number, latencies: [number, number][]];

interface StoredMetrics {
  readonly version: number;
  readonly widthMs: number;
  readonly elapsedMs: number;
  readonly starts: readonly ProcessStart[];
  readonly slices: readonly StoredTimeSlice[];
}

/** How a run went over time: as small for a night as for a minute, kept as text so that a resumed run goes on with it. */
export class RequestMetrics implements RequestObserver {
  readonly #now: () => number;
  #widthMs = FIRST_WIDTH_MS;
  #slices: TimeSlice[] = [];
  #starts: ProcessStart[];
  /** The clock's time at which the run would have begun, had it never been interrupted. */
  #zero: number;
  #rows: number | undefined;
  #errors = 0;

  constructor(now: () => number) {
    this.#now = now;
    this.#zero = now();
    this.#starts = [{ atMs: 0, clock: this.#zero }];
  }

  /** When which process began, oldest first. */
  get starts(): readonly ProcessStart[] {
    return this.#starts;
  }

  /** Puts what an earlier process of the run kept before its own; what cannot be read is left. */
  resumeFrom(text: string | undefined): void {
    const kept = parseStoredMetrics(text);
    if (!kept) return;
    const own = { slices: this.#slices, widthMs: this.#widthMs, since: this.#zero };
    this.#widthMs = kept.widthMs;
    this.#slices = kept.slices.map(([rows, errors, throttled, latencies]) =>
      Object.assign(new TimeSlice(), { rows, errors, throttled, latencies: LatencyHistogram.from(latencies) }),
    );
    this.#zero = own.since - kept.elapsedMs;
    this.#starts = [...kept.starts, { atMs: kept.elapsedMs, clock: own.since }].slice(-MOST_STARTS);
    // What this process has met before it knew of the earlier one.
    for (const [index, slice] of own.slices.entries()) {
      this.#sliceAt(kept.elapsedMs + index * own.widthMs).merge(slice);
    }
  }

  answered(latencyMs: number): void {
    this.#slice().latencies.add(latencyMs);
  }

  throttled(): void {
    this.#slice().throttled += 1;
  }

  /** Notes how many rows have come to an end so far, and how many of those did not succeed; to be called now and then. */
  note(rows: number, errors: number): void {
    const slice = this.#slice();
    if (this.#rows !== undefined) {
      slice.rows += Math.max(0, rows - this.#rows);
      slice.errors += Math.max(0, errors - this.#errors);
    }
    this.#rows = rows;
    this.#errors = errors;
  }

  /** At most so many, all of one width but the last. */
  points(most = MOST_SLICES): MetricsPoint[] {
    const elapsedMs = this.#elapsedMs();
    const each = Math.max(1, Math.ceil(this.#slices.length / most));
    const width = this.#widthMs * each;
    const slices = mergeSlices(this.#slices, each);
    // What has hardly begun is no slice of its own yet: its rate would mean nothing.
    const isThin = elapsedMs - (slices.length - 1) * width < width / 3;
    const thin = isThin && slices.length > 1 ? slices.pop() : undefined;
    if (thin) slices.at(-1)?.merge(thin);
    return slices.map(({ rows, errors, throttled, latencies }, index) => {
      const startMs = index * width;
      return {
        startMs,
        widthMs: Math.max(1, index === slices.length - 1 ? elapsedMs - startMs : width),
        rows,
        errors,
        answers: latencies.total,
        throttled,
        medianMs: latencies.quantile(0.5),
        slowMs: latencies.quantile(0.95),
      };
    });
  }

  /** As it is kept for the next process. */
  serialize(): string {
    const kept: StoredMetrics = {
      version: FORMAT_VERSION,
      widthMs: this.#widthMs,
      elapsedMs: this.#elapsedMs(),
      starts: this.#starts,
      slices: this.#slices.map(({ rows, errors, throttled, latencies }) => [
        rows,
        errors,
        throttled,
        latencies.entries(),
      ]),
    };
    return JSON.stringify(kept);
  }

  #elapsedMs(): number {
    return Math.max(0, this.#now() - this.#zero);
  }

  /** The slice of now. */
  #slice(): TimeSlice {
    return this.#sliceAt(this.#elapsedMs());
  }

  #sliceAt(elapsedMs: number): TimeSlice {
    while (elapsedMs >= this.#widthMs * MOST_SLICES) this.#widen();
    const place = Math.floor(elapsedMs / this.#widthMs);
    while (this.#slices.length <= place) this.#slices.push(new TimeSlice());
    return this.#slices[place] as TimeSlice;
  }

  #widen(): void {
    this.#slices = mergeSlices(this.#slices, 2);
    this.#widthMs *= 2;
  }
}

/** New slices, each made of so many. */
function mergeSlices(slices: readonly TimeSlice[], each: number): TimeSlice[] {
  const wider: TimeSlice[] = [];
  for (const [index, slice] of slices.entries()) {
    if (index % each === 0) wider.push(new TimeSlice());
    wider.at(-1)?.merge(slice);
  }
  return wider;
}

function parseStoredMetrics(text: string | undefined): StoredMetrics | undefined {
  if (text === undefined) return undefined;
  try {
    const kept = JSON.parse(text) as StoredMetrics;
    return kept?.version === FORMAT_VERSION ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Hears what the calls of a run meet, as it happens. */
export interface RequestObserver {
  /** An answer came after so long. */
  answered(latencyMs: number): void;
  /** The server asked to slow down: everybody pauses for so long. */
  throttled(pauseMs: number): void;
}

/** Classes of latency: each is a fifth wider than the one before, from 1 ms to a minute. */
const BUCKETS = 64;
const BUCKETS_PER_DOUBLING = 4;

/** How often which latency was met: exact to a fifth, and as small after a million answers as after one. */
class LatencyHistogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #total = 0;

  get total(): number {
    return this.#total;
  }

  add(latencyMs: number, times = 1): void {
    const place = Math.round(Math.log2(Math.max(1, latencyMs)) * BUCKETS_PER_DOUBLING);
    this.#addAt(Math.min(BUCKETS - 1, place), times);
  }

  merge(other: LatencyHistogram): void {
    for (const [place, times] of other.entries()) this.#addAt(place, times);
  }

  /** The latency that so large a share of the answers did not exceed, in milliseconds; undefined where there were none. */
  quantile(share: number): number | undefined {
    if (this.#total === 0) return undefined;
    let left = Math.max(1, Math.ceil(this.#total * share));
    const place = this.#counts.findIndex((times) => {
      left -= times;
      return left <= 0;
    });
    return 2 ** (place / BUCKETS_PER_DOUBLING);
  }

  /** The classes that occurred, as they are kept. */
  entries(): [place: number, times: number][] {
    return Array.from(this.#counts.entries()).filter(([, times]) => times > 0);
  }

  static from(entries: readonly (readonly [place: number, times: number])[]): LatencyHistogram {
    const counts = new LatencyHistogram();
    for (const [place, times] of entries) if (place >= 0 && place < BUCKETS) counts.#addAt(place, times);
    return counts;
  }

  #addAt(place: number, times: number): void {
    this.#counts[place] = (this.#counts[place] ?? 0) + times;
    this.#total += times;
  }
}
