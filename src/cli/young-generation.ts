import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** More than this buys no speed here, and on a large machine V8 would take 130 MB for it. */
const ENOUGH_BYTES = 16_000_000;
const LOOK_EVERY_MS = 50;

/**
 * Keeps the memory that V8 takes for short-lived objects small, so that a file of a million rows is checked within
 * 200 MB. Its limit can only be given on Node's command line, but whether it goes on growing can be decided later.
 */
export function boundYoungGeneration(): void {
  const timer = setInterval(() => {
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    if (!young || young.space_size < ENOUGH_BYTES) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    clearInterval(timer);
  }, LOOK_EVERY_MS);
  timer.unref();
}
