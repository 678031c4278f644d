import { describe, expect, test } from 'vitest';
import { RequestMetrics } from '../../src/resilience/request-metrics.ts';

const HOUR = 3_600_000;

/** Request metrics with a manual clock. */
function timelineAt(start: number) {
  const clock = { now: start };
  const timeline = new RequestMetrics(() => clock.now);
  timeline.note(0, 0);
  return { clock, timeline };
}

describe('the request metrics', () => {
  test('counts rows, errors, answers and pauses in the time slice in which they occur', () => {
    const { clock, timeline } = timelineAt(1000);
    timeline.answered(40);
    timeline.answered(40);
    timeline.answered(400);
    clock.now += 200;
    timeline.note(10, 1);
    clock.now += 200;
    timeline.throttled();
    timeline.note(15, 1);
    clock.now += 100;
    const [first, second] = timeline.points();
    expect(first).toMatchObject({ startMs: 0, widthMs: 250, rows: 10, errors: 1, answers: 3, throttled: 0 });
    expect(first?.medianMs).toBeGreaterThan(36);
    expect(first?.medianMs).toBeLessThan(44);
    expect(first?.slowMs).toBeGreaterThan(360);
    expect(second).toMatchObject({ startMs: 250, rows: 5, errors: 0, answers: 0, throttled: 1, medianMs: undefined });
  });

  test('are as small for a night as for a minute, and lose no row', () => {
    const { clock, timeline } = timelineAt(0);
    let rows = 0;
    let most = 0;
    for (; clock.now < 12 * HOUR; clock.now += 1000) {
      rows += 7;
      timeline.answered(20 + (clock.now % 900));
      timeline.note(rows, Math.floor(rows / 100));
      if (clock.now % 1_000_000 === 0) most = Math.max(most, timeline.points().length);
    }
    const points = timeline.points();
    expect(most).toBeLessThanOrEqual(240);
    expect(points.reduce((sum, point) => sum + point.rows, 0)).toBe(rows);
    expect(points.reduce((sum, point) => sum + point.answers, 0)).toBe(12 * 3600);
    expect(timeline.points(80).length).toBeLessThanOrEqual(80);
    expect(timeline.points(80).reduce((sum, point) => sum + point.rows, 0)).toBe(rows);
    expect(timeline.serialize().length).toBeLessThan(100_000);
  });

  test('continue what an earlier process stored, and leave out the time in between', () => {
    const { clock, timeline } = timelineAt(0);
    clock.now = 2000;
    timeline.answered(30);
    timeline.note(100, 2);
    const kept = timeline.serialize();
    const later = timelineAt(5 * HOUR);
    later.timeline.resumeFrom(kept);
    later.clock.now += 250;
    expect(later.timeline.points().at(-1)?.startMs).toBe(2000);
    expect(later.timeline.starts).toEqual([
      { atMs: 0, clock: 0 },
      { atMs: 2000, clock: 5 * HOUR },
    ]);
  });

  test('keep what this process counted before it knew of the earlier one', () => {
    const { clock, timeline } = timelineAt(0);
    clock.now = 1000;
    timeline.answered(30);
    const later = timelineAt(HOUR);
    later.timeline.answered(50);
    later.timeline.resumeFrom(timeline.serialize());
    later.clock.now += 500;
    later.timeline.answered(50);
    later.clock.now += 250;
    expect(later.timeline.points().reduce((sum, point) => sum + point.answers, 0)).toBe(3);
    expect(later.timeline.points().at(-1)?.startMs).toBe(1500);
  });

  test('continue the row counts of the earlier process', () => {
    const { clock, timeline } = timelineAt(0);
    clock.now = 2000;
    timeline.note(100, 2);
    const next = { now: 9 * HOUR };
    const resumed = new RequestMetrics(() => next.now);
    resumed.resumeFrom(timeline.serialize());
    resumed.note(100, 2);
    next.now += 1000;
    resumed.note(160, 2);
    const points = resumed.points();
    expect(points.reduce((sum, point) => sum + point.rows, 0)).toBe(160);
    expect((points.at(-1)?.startMs ?? 0) + (points.at(-1)?.widthMs ?? 0)).toBe(3000);
  });

  test.each([undefined, '', '{', '{"version":99}', '[]', 'null'])(
    'ignore stored text that cannot be read: %s',
    (text) => {
      const { timeline } = timelineAt(0);
      timeline.resumeFrom(text);
      expect(timeline.starts).toHaveLength(1);
    },
  );
});
