import type { Clock } from './clock.ts';
import { type Pace, Pause, type Reserve } from './pace.ts';

/** Evenly spaced requests at a given rate. Places that nobody used are lost, so no second ever has more than its share. */
export function fixedPace(ratePerSecond: number, reserve: Reserve, clock: Clock): Pace {
  const intervalMs = 1000 / ratePerSecond;
  // One visit to the shared meeting place hands out 4 ms worth of places at most.
  const batch = Math.max(1, Math.floor(ratePerSecond / 250));
  const pause = new Pause(clock);
  let places: number[] = [];

  function nextPlace(): number {
    const place = places.shift();
    if (place !== undefined && place > clock.now() - intervalMs * batch) return place;
    const first = reserve(intervalMs, batch);
    places = Array.from({ length: batch - 1 }, (_, index) => first + intervalMs * (index + 1));
    return first;
  }

  return {
    ratePerSecond,
    async take(signal) {
      await pause.wait(signal);
      const wait = nextPlace() - clock.now();
      if (wait > 0) await clock.sleep(Math.ceil(wait), signal);
    },
    answered() {},
    throttled: (ms) => pause.extend(ms),
    timedOut() {},
  };
}
