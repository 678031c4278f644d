import { t, twoDigits, zoneOffset } from '../words/index.ts';

/** A point in time as the clock on a wall shows it. */
export interface LocalTime {
  /** Minutes since midnight, 0 to 1439. */
  readonly minute: number;
  /** `2026-11-23` */
  readonly day: string;
}

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_SECONDS = 86_400;
/** Offsets change at full quarters of an hour. */
const QUARTER_SECONDS = 900;
/** Longer than any wait for a minute that every day has, and for one that a change to summer time leaves out. */
const MAX_SEARCH_MINUTES = 3 * 24 * HOUR_MINUTES;

/** The clock on the wall of a time zone. Points in time are epoch milliseconds. */
export class LocalClock {
  readonly timeZone: string;
  readonly #offsetAt: (epochSeconds: number) => number;
  #quarter = Number.NaN;
  #offset = 0;
  #dayNumber = Number.NaN;
  #day = '';
  /** The day whose end was last asked for. */
  #known = { day: '', endMs: 0 };

  /** Errors: `RangeError` if there is no such zone. */
  constructor(timeZone: string) {
    this.timeZone = timeZone;
    this.#offsetAt = zoneOffset(timeZone);
  }

  at(epochMs: number): LocalTime {
    const seconds = Math.floor(epochMs / 1000);
    const local = seconds + this.#offsetOf(seconds);
    const dayNumber = Math.floor(local / DAY_SECONDS);
    const minute = Math.floor((local - dayNumber * DAY_SECONDS) / 60);
    return { minute, day: this.#dayOf(dayNumber) };
  }

  /**
   * The start of the first minute after a time at which the wall shows what is looked for. Going from minute to minute finds it on
   * days that are longer or shorter than others, too, and where that minute of the day does not exist.
   */
  next(afterMs: number, isIt: (time: LocalTime) => boolean): number {
    const first = Math.floor(afterMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
    for (let minute = 0; minute < MAX_SEARCH_MINUTES; minute += 1) {
      const at = first + minute * MINUTE_MS;
      if (isIt(this.at(at))) return at;
    }
    return first + MAX_SEARCH_MINUTES * MINUTE_MS;
  }

  /** The start of the next day. */
  nextDay(afterMs: number): number {
    const { day } = this.at(afterMs);
    if (day !== this.#known.day || afterMs >= this.#known.endMs)
      this.#known = { day, endMs: this.next(afterMs, (time) => time.day > day) };
    return this.#known.endMs;
  }

  /** `20:00`, `tomorrow 06:00`, or with the date. */
  text(epochMs: number, nowMs: number): string {
    const { minute, day } = this.at(epochMs);
    const clock = clockText(minute);
    if (day === this.at(nowMs).day) return clock;
    return day === this.at(this.nextDay(nowMs)).day ? t`tomorrow ${clock}` : `${day} ${clock}`;
  }

  /** The date of a day, counted from 1970. */
  #dayOf(dayNumber: number): string {
    if (dayNumber !== this.#dayNumber) {
      this.#dayNumber = dayNumber;
      this.#day = new Date(dayNumber * DAY_SECONDS * 1000).toISOString().slice(0, 10);
    }
    return this.#day;
  }

  #offsetOf(epochSeconds: number): number {
    const quarter = Math.floor(epochSeconds / QUARTER_SECONDS);
    if (quarter !== this.#quarter) {
      this.#quarter = quarter;
      this.#offset = this.#offsetAt(quarter * QUARTER_SECONDS);
    }
    return this.#offset;
  }
}

/** `20:05`, from the minutes since midnight. */
function clockText(minute: number): string {
  return `${twoDigits(Math.floor(minute / HOUR_MINUTES))}:${twoDigits(minute % HOUR_MINUTES)}`;
}
