import type { LocalClock, LocalTime } from './local-clock.ts';

/** When calls may leave: from a minute of the day to another, over midnight if the second is earlier. */
export interface DailyWindow {
  readonly fromMinute: number;
  /** The first minute that is outside. */
  readonly toMinute: number;
}

/** May calls leave at this time? */
export function isInWindow({ fromMinute, toMinute }: DailyWindow, { minute }: LocalTime): boolean {
  if (fromMinute < toMinute) return minute >= fromMinute && minute < toMinute;
  return minute >= fromMinute || minute < toMinute;
}

/** What limits calls by the time of day. */
export interface NightLimits {
  readonly window: DailyWindow | undefined;
  /** Calls a day. */
  readonly budget: number | undefined;
}

/** The night that a time belongs to, by the day on which it began; without a window the day itself. */
export function nightOf(window: DailyWindow | undefined, clock: LocalClock, epochMs: number): string {
  const time = clock.at(epochMs);
  const isMorning = window !== undefined && window.fromMinute > window.toMinute && time.minute < window.toMinute;
  return isMorning ? clock.at(epochMs - (time.minute + 1) * 60_000).day : time.day;
}

/** How many nights calls take, and when the last one ends; `isMore`: after that, some are left. */
export interface NightEstimate {
  readonly nights: number;
  readonly endMs: number;
  readonly isMore: boolean;
}

/** More of them are not worth counting: nobody waits a year. */
const MAX_NIGHTS = 366;

/** Estimates how many nights calls take at a rate from now on. `calledToday`: how much of today's budget is used. */
export function estimateNights(
  calls: number,
  ratePerSecond: number,
  { window, budget = Number.POSITIVE_INFINITY }: Partial<NightLimits>,
  {
    clock,
    nowMs,
    calledToday = 0,
  }: { readonly clock: LocalClock; readonly nowMs: number; readonly calledToday?: number },
): NightEstimate {
  const nights = new Set<string>();
  let [at, left, today, called] = [nowMs, calls, clock.at(nowMs).day, calledToday];
  while (left > 0 && nights.size <= MAX_NIGHTS) {
    const time = clock.at(at);
    if (time.day !== today) [today, called] = [time.day, 0];
    if (window && !isInWindow(window, time)) at = clock.next(at, (later) => isInWindow(window, later));
    else if (called >= budget) at = clock.nextDay(at);
    else {
      nights.add(nightOf(window, clock, at));
      const midnight = clock.nextDay(at);
      const closes = window ? clock.next(at, (later) => !isInWindow(window, later)) : midnight;
      const end = Math.min(midnight, closes, at + (Math.min(left, budget - called) / ratePerSecond) * 1000);
      const sent = Math.min(left, budget - called, ((end - at) / 1000) * ratePerSecond);
      // What a rounding leaves of one call is no call.
      left = left - sent < 0.5 ? 0 : left - sent;
      called = budget - called - sent < 0.5 ? budget : called + sent;
      at = end;
    }
  }
  return { nights: Math.min(nights.size, MAX_NIGHTS), endMs: at, isMore: left > 0 };
}
