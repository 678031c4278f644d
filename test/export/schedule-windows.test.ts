import { describe, expect, test } from 'vitest';
import { gateMessage, goingOnMessage } from '../../src/app/gate-text.ts';
import { followWaits } from '../../src/app/schedule/job-waits.ts';
import { withZonedWindow } from '../../src/app/schedule/zoned-window.ts';
import { inLanguage } from '../../src/words/index.ts';

describe('a job with a window', () => {
  test.each([
    [
      ['--window', '20:00-06:00'],
      ['--window', '20:00-06:00 Asia/Shanghai'],
    ],
    [['--window=00:00-24:00'], ['--window=00:00-24:00 Asia/Shanghai']],
    [['--window', '20:00-06:00 Europe/Berlin'], undefined],
    [['--window', 'always'], undefined],
    [['--window', 'tonight'], undefined],
    [['--since', '20:00-06:00'], undefined],
  ])('gives %j a time zone only where it lacks one', (given, zoned) => {
    expect(withZonedWindow(given, 'PRC')).toEqual(zoned ?? given);
    expect(withZonedWindow(given, undefined)).toEqual(given);
  });

  test.each(['en', 'zh'] as const)('knows from its words when a job waits and when it goes on (%s)', (language) =>
    inLanguage(language, async () => {
      for (const reason of ['window', 'budget', 'daily-limit'] as const) {
        const [stop, interrupt] = [new AbortController(), new AbortController()];
        const logged: string[] = [];
        const log = (_: string, text: string) => logged.push(text);
        const waits = followWaits('night', { log, stop: stop.signal, interrupt: interrupt.signal });
        const said = gateMessage({ for: reason, untilMs: 0, until: 'tomorrow 00:00' });
        for (const line of ['Importing: 12 rows.', goingOnMessage(), said, goingOnMessage(), '.', ''])
          waits.onLine(line);
        expect(logged).toEqual([said, goingOnMessage()]);
        stop.abort();
        // It sends again, so that it finishes.
        expect(waits.interrupt.aborted).toBe(false);
        waits.onLine(said);
        expect(waits.interrupt.aborted).toBe(true);
        waits.dispose();
      }
    }),
  );
});
