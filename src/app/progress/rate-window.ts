const WINDOW_MS = 15_000;

/** How quickly a count has grown lately: over the last fifteen seconds, or since the begin. */
export class RateWindow {
  readonly #samples: { readonly at: number; readonly count: number }[] = [];

  /** Notes the count at a time, and answers its growth per second. */
  sample(at: number, count: number): number {
    const samples = this.#samples;
    const isNear = (index: number) => at - (samples[index]?.at ?? 0) < WINDOW_MS / 60;
    // A sample each quarter of a second is enough.
    if (samples.length < 2 || !isNear(samples.length - 1)) samples.push({ at, count });
    while (samples.length > 2 && at - (samples[1]?.at ?? at) >= WINDOW_MS) samples.shift();
    const first = samples[0];
    if (!first || at <= first.at) return 0;
    return ((count - first.count) * 1000) / (at - first.at);
  }
}
