/** Maximum number of time slices; when they run out, every two are merged into one. */
const MAX_SLICES = 240;
const FIRST_WIDTH_MS = 250;
const MAX_STARTS = 20;
const FORMAT_VERSION = 1;

/** What happened in one time slice of a run. */
export interface MetricsPoint {
  /** Since the start of the run, counting only the time in which a process worked on it. */
  readonly startMs: number;
  readonly widthMs: number;
  /** Rows that were completed, and how many of them did not succeed. */
  readonly rows: number;
  readonly errors: number;
  readonly answers: number;
  /** Answers that asked for a pause. */
  readonly throttled: number;
  /** The median and the 95th percentile of the latency, in milliseconds. */
  readonly medianMs: number | undefined;
  readonly slowMs: number | undefined;
}

/** When a process began to work on the run. */
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

/** The rows, errors and latencies of a run over time: as small for a night as for a minute, and stored as text for a resumed run. */
export class RequestMetrics implements RequestObserver {
  readonly #now: () => number;
  #widthMs = FIRST_WIDTH_MS;
  #slices: TimeSlice[] = [];
  #starts: ProcessStart[];
  /** The clock's time at which the run would have started if it had never been interrupted. */
  #startedAt: number;
  #rows: number | undefined;
  #errors = 0;

  constructor(now: () => number) {
    this.#now = now;
    this.#startedAt = now();
    this.#starts = [{ atMs: 0, clock: this.#startedAt }];
  }

  /** When each process began, oldest first. */
  get starts(): readonly ProcessStart[] {
    return this.#starts;
  }

  /** Adds what an earlier process of the run stored; text that cannot be read is ignored. */
  resumeFrom(text: string | undefined): void {
    const stored = parseStoredMetrics(text);
    if (!stored) return;
    const own = { slices: this.#slices, widthMs: this.#widthMs, since: this.#startedAt };
    this.#widthMs = stored.widthMs;
    this.#slices = stored.slices.map(([rows, errors, throttled, latencies]) =>
      Object.assign(new TimeSlice(), { rows, errors, throttled, latencies: LatencyHistogram.from(latencies) }),
    );
    this.#startedAt = own.since - stored.elapsedMs;
    this.#starts = [...stored.starts, { atMs: stored.elapsedMs, clock: own.since }].slice(-MAX_STARTS);
    // What this process counted before it knew of the earlier one.
    for (const [index, slice] of own.slices.entries()) {
      this.#sliceAt(stored.elapsedMs + index * own.widthMs).merge(slice);
    }
  }

  answered(latencyMs: number): void {
    this.#slice().latencies.add(latencyMs);
  }

  throttled(): void {
    this.#slice().throttled += 1;
  }

  /** Notes how many rows have been completed so far, and how many of those did not succeed; to be called regularly. */
  note(rows: number, errors: number): void {
    const slice = this.#slice();
    if (this.#rows !== undefined) {
      slice.rows += Math.max(0, rows - this.#rows);
      slice.errors += Math.max(0, errors - this.#errors);
    }
    this.#rows = rows;
    this.#errors = errors;
  }

  /** At most `maxPoints` points, all of the same width except the last. */
  points(maxPoints = MAX_SLICES): MetricsPoint[] {
    const elapsedMs = this.#elapsedMs();
    const slicesPerPoint = Math.max(1, Math.ceil(this.#slices.length / maxPoints));
    const width = this.#widthMs * slicesPerPoint;
    const slices = mergeSlices(this.#slices, slicesPerPoint);
    // A slice that has only just begun is merged into the one before: its rate would mean nothing.
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

  /** The text that is stored for the next process. */
  serialize(): string {
    const stored: StoredMetrics = {
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
    return JSON.stringify(stored);
  }

  #elapsedMs(): number {
    return Math.max(0, this.#now() - this.#startedAt);
  }

  /** The current slice. */
  #slice(): TimeSlice {
    return this.#sliceAt(this.#elapsedMs());
  }

  #sliceAt(elapsedMs: number): TimeSlice {
    while (elapsedMs >= this.#widthMs * MAX_SLICES) this.#widen();
    const index = Math.floor(elapsedMs / this.#widthMs);
    while (this.#slices.length <= index) this.#slices.push(new TimeSlice());
    return this.#slices[index] as TimeSlice;
  }

  #widen(): void {
    this.#slices = mergeSlices(this.#slices, 2);
    this.#widthMs *= 2;
  }
}

/** New slices, each merged from `slicesPerPoint` of the given ones. */
function mergeSlices(slices: readonly TimeSlice[], slicesPerPoint: number): TimeSlice[] {
  const wider: TimeSlice[] = [];
  for (const [index, slice] of slices.entries()) {
    if (index % slicesPerPoint === 0) wider.push(new TimeSlice());
    wider.at(-1)?.merge(slice);
  }
  return wider;
}

function parseStoredMetrics(text: string | undefined): StoredMetrics | undefined {
  if (text === undefined) return undefined;
  try {
    const stored = JSON.parse(text) as StoredMetrics;
    return stored?.version === FORMAT_VERSION ? stored : undefined;
  } catch {
    return undefined;
  }
}

/** Is notified of what happens to the requests of a run. */
export interface RequestObserver {
  /** An answer came after this latency. */
  answered(latencyMs: number): void;
  /** The server asked to slow down: all requests pause for this long. */
  throttled(pauseMs: number): void;
}

/** Latency buckets from 1 ms to a minute, each a fifth wider than the one before. */
const BUCKETS = 64;
const BUCKETS_PER_DOUBLING = 4;

/** A histogram of latencies: exact to a fifth, and as small after a million answers as after one. */
class LatencyHistogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #total = 0;

  get total(): number {
    return this.#total;
  }

  add(latencyMs: number, times = 1): void {
    const bucket = Math.round(Math.log2(Math.max(1, latencyMs)) * BUCKETS_PER_DOUBLING);
    this.#addAt(Math.min(BUCKETS - 1, bucket), times);
  }

  merge(other: LatencyHistogram): void {
    for (const [bucket, times] of other.entries()) this.#addAt(bucket, times);
  }

  /** The latency that this fraction of the answers did not exceed, in milliseconds; undefined without answers. */
  quantile(fraction: number): number | undefined {
    if (this.#total === 0) return undefined;
    let left = Math.max(1, Math.ceil(this.#total * fraction));
    const bucket = this.#counts.findIndex((times) => {
      left -= times;
      return left <= 0;
    });
    return 2 ** (bucket / BUCKETS_PER_DOUBLING);
  }

  /** The buckets that are not empty, as they are stored. */
  entries(): [bucket: number, times: number][] {
    return Array.from(this.#counts.entries()).filter(([, times]) => times > 0);
  }

  static from(entries: readonly (readonly [bucket: number, times: number])[]): LatencyHistogram {
    const counts = new LatencyHistogram();
    for (const [bucket, times] of entries) if (bucket >= 0 && bucket < BUCKETS) counts.#addAt(bucket, times);
    return counts;
  }

  #addAt(bucket: number, times: number): void {
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + times;
    this.#total += times;
  }
}
