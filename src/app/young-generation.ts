import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** More than this buys no speed for imports, and on a large machine V8 would take 130 MB for it. */
let enoughBytes = 16_000_000;
const LOOK_EVERY_MS = 50;

/**
 * Keeps the memory that V8 takes for short-lived objects small, so that a file of a million rows is checked within
 * 256 MB. Its limit can only be given on Node's command line, but whether it goes on growing can be decided later.
 *
 * Nor does V8 learn where long-lived objects are made, to put them among the old ones at once: what waits for a moment, as rows do
 * for a lookup or a write, has it put all rows there, and then they are collected ten times as dearly.
 */
export function boundYoungGeneration(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
  const timer = setInterval(() => {
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    if (!young || young.space_size < enoughBytes) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    clearInterval(timer);
  }, LOOK_EVERY_MS);
  timer.unref();
}

/** For a command whose objects live longer before they are short-lived no more. */
export function enlargeYoungGeneration(bytes: number): void {
  enoughBytes = bytes;
}

/** For threads to come: they begin with the memory for short-lived objects that they would not grow to any more. */
export function giveThreadsYoungGeneration(megabytes = 8): void {
  setFlagsFromString(`--min-semi-space-size=${megabytes}`);
}
