import { describe, expect, test } from 'vitest';
import { LocalClock } from '../../src/resilience/local-clock.ts';
import { estimateNights, isInWindow, nightOf } from '../../src/resilience/night-plan.ts';

const at = (iso: string) => Date.parse(iso);
const iso = (ms: number) => new Date(ms).toISOString();
const window = (fromHour: number, toHour: number) => ({ fromMinute: fromHour * 60, toMinute: toHour * 60 });
const NIGHT = window(20, 6);

describe('the clock on the wall', () => {
  const berlin = new LocalClock('Europe/Berlin');

  test('shows day and minute, whatever the offset', () => {
    expect(berlin.at(at('2026-01-15T23:30:00Z'))).toEqual({ day: '2026-01-16', minute: 30 });
    expect(new LocalClock('Asia/Kolkata').at(at('2026-01-15T23:30:00Z'))).toEqual({ day: '2026-01-16', minute: 300 });
    expect(new LocalClock('America/St_Johns').at(at('1969-12-31T00:00:00Z'))).toEqual({
      day: '1969-12-30',
      minute: 1230,
    });
  });

  test('finds midnight on days of 23 and of 25 hours', () => {
    expect(iso(berlin.nextDay(at('2026-03-28T23:00:00Z')))).toBe('2026-03-29T22:00:00.000Z');
    expect(iso(berlin.nextDay(at('2026-10-24T22:00:00Z')))).toBe('2026-10-25T23:00:00.000Z');
  });

  test('finds a day that begins at one in the morning, since its midnight does not exist', () => {
    const santiago = new LocalClock('America/Santiago');
    expect(iso(santiago.nextDay(at('2026-09-05T12:00:00Z')))).toBe('2026-09-06T04:00:00.000Z');
    expect(santiago.at(at('2026-09-06T04:00:00Z'))).toEqual({ day: '2026-09-06', minute: 60 });
  });

  test('tells times for people', () => {
    const now = at('2026-11-23T12:00:00Z');
    expect(berlin.text(at('2026-11-23T19:00:00Z'), now)).toBe('20:00');
    expect(berlin.text(at('2026-11-23T23:00:00Z'), now)).toBe('tomorrow 00:00');
    expect(berlin.text(at('2026-11-26T05:05:00Z'), now)).toBe('2026-11-26 06:05');
  });
});

describe('a window', () => {
  const berlin = new LocalClock('Europe/Berlin');
  const opens = (from: string, hours = NIGHT) => iso(berlin.next(at(from), (time) => isInWindow(hours, time)));
  const closes = (from: string, hours = NIGHT) => iso(berlin.next(at(from), (time) => !isInWindow(hours, time)));

  test('may pass midnight, and its last minute is before its end', () => {
    const isOpen = (minute: number) => isInWindow(NIGHT, { day: '', minute });
    expect([19 * 60 + 59, 20 * 60, 0, 5 * 60 + 59, 6 * 60].map(isOpen)).toEqual([false, true, true, true, false]);
    expect([8, 9, 16, 17].map((hour) => isInWindow(window(9, 17), { day: '', minute: hour * 60 }))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test('opens and closes by the clock on the wall when daylight saving begins or ends', () => {
    expect(opens('2026-03-28T12:00:00Z')).toBe('2026-03-28T19:00:00.000Z');
    expect(closes('2026-03-28T19:00:00Z')).toBe('2026-03-29T04:00:00.000Z');
    expect(closes('2026-10-24T18:00:00Z')).toBe('2026-10-25T05:00:00.000Z');
  });

  test('that opens at a time which the clock leaves out opens when the clock has jumped over it', () => {
    expect(opens('2026-03-28T23:00:00Z', { fromMinute: 150, toMinute: 300 })).toBe('2026-03-29T01:00:00.000Z');
  });

  test('belongs to the day on which it opened', () => {
    expect(nightOf(NIGHT, berlin, at('2026-11-23T22:59:00Z'))).toBe('2026-11-23');
    expect(nightOf(NIGHT, berlin, at('2026-11-24T04:59:00Z'))).toBe('2026-11-23');
    expect(nightOf(undefined, berlin, at('2026-11-24T04:59:00Z'))).toBe('2026-11-24');
  });
});

describe('the estimate of nights', () => {
  const clock = new LocalClock('UTC');
  const from = (start: string, calledToday = 0) => ({ clock, nowMs: at(start), calledToday });

  test('waits for the window, and goes on in the next ones', () => {
    // Ten hours a night at 10 a second are 360,000 calls.
    expect(estimateNights(360_000, 10, { window: NIGHT }, from('2026-11-23T12:00:00Z'))).toEqual({
      ...{ nights: 1, isMore: false, endMs: at('2026-11-24T06:00:00Z') },
    });
    expect(estimateNights(360_001, 10, { window: NIGHT }, from('2026-11-23T12:00:00Z'))).toMatchObject({ nights: 2 });
    expect(estimateNights(1_000_000, 10, { window: NIGHT }, from('2026-11-24T05:00:00Z'))).toMatchObject({ nights: 4 });
  });

  test('counts a budget by the day, so that a night may use those of two', () => {
    const limits = { window: NIGHT, budget: 100_000 };
    // Four hours before midnight are 144,000 calls, and six after it 216,000.
    expect(estimateNights(200_000, 10, limits, from('2026-11-23T12:00:00Z'))).toEqual({
      ...{ nights: 1, isMore: false, endMs: at('2026-11-24T02:46:40Z') },
    });
    // What is left of the 24th is used up in its morning, so the second night begins after midnight.
    expect(iso(estimateNights(200_001, 10, limits, from('2026-11-23T12:00:00Z')).endMs)).toMatch(
      /^2026-11-25T00:00:00/,
    );
    expect(estimateNights(100_000, 10, { budget: 100_000 }, from('2026-11-23T12:00:00Z', 40_000))).toMatchObject({
      nights: 2,
    });
  });

  test('ends for what would take more than a year', () => {
    expect(estimateNights(1e9, 1, { budget: 10 }, from('2026-11-23T12:00:00Z'))).toMatchObject({
      nights: 366,
      isMore: true,
    });
  });
});
