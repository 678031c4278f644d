import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/**
 * How V8 is told to use memory. The flags are V8's own (`node --v8-options` lists them), not documented by Node, and stay only
 * because the memory targets of bench/results.md fail without them. Node documents `--max-semi-space-size`, which works on its
 * command line only, where a command that users start cannot put it. A V8 that does not know a flag says so on standard error and
 * continues.
 *
 * Peak memory in MB, on two processors that other work kept busy, which costs the check 40 MB and more (2026-11-29, Node 24.21). The
 * check is held to 256 MB, and each command to 1.2 × what a tenth of the rows takes.
 *
 * | command | with these flags | without any | without one of them |
 * |---|---|---|---|
 * | check of 1,000,000 × 20 CSV | 268, 305 | 439, 446 | 343 pretenuring, 386 semi-space, 314 heap growing |
 * | the same of a tenth of the rows | 205, 206 | 305, 315 | 219, 227, 213 |
 * | export of 100,000 customers to CSV | 267, 268 (1.06 ×) | 490, 500 (1.81 ×) | 365 heap growing (1.44 ×) |
 * | export of 100,000 customers to XLSX | 268, 270 (1.06 ×) | 495, 503 (1.76 ×) | 342 heap growing (1.31 ×) |
 */

/** More than this buys no speed for imports, and on a large machine V8 would take 130 MB for it. */
let newSpaceLimitBytes = 16_000_000;
const HEAP_POLL_INTERVAL_MS = 50;

/**
 * Keeps the memory that V8 takes for short-lived objects small. Its limit can only be given on Node's command line, but whether it
 * goes on growing can be decided later.
 *
 * Nor does V8 learn where long-lived objects are made, to put them among the old ones at once: what waits for a moment, as rows do
 * for a lookup or a write, has it put all rows there, and then they are collected ten times as dearly.
 */
export function limitNewSpace(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
  const timer = setInterval(() => {
    const newSpace = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    if (!newSpace || newSpace.space_size < newSpaceLimitBytes) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    clearInterval(timer);
  }, HEAP_POLL_INTERVAL_MS);
  timer.unref();
}

/** For a command whose objects live longer before they are short-lived no more. */
function raiseNewSpaceLimit(bytes: number): void {
  newSpaceLimitBytes = bytes;
}

/** For threads to come: they begin with the memory for short-lived objects that they would not grow to any more. */
export function presizeThreadNewSpace(megabytes = 8): void {
  setFlagsFromString(`--min-semi-space-size=${megabytes}`);
}

/**
 * Lets V8 collect what is old by the time it has grown by so much, by default little more than half: pages and rows that wait for
 * their turn grow old quickly, and nearly all of what a long export would hold is garbage.
 */
export function limitOldSpaceGrowth(percent = 60): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}

/** Pages that wait for their turn die young in this much, where in less they would grow old first. */
const EXPORT_NEW_SPACE_BYTES = 32_000_000;
/** The thread that writes holds about twenty pages, which as objects are some megabytes. */
const WRITER_THREAD_NEW_SPACE_MB = 16;

/** Prepares this process for an export. */
export function tuneHeapForExports(): void {
  raiseNewSpaceLimit(EXPORT_NEW_SPACE_BYTES);
  presizeThreadNewSpace(WRITER_THREAD_NEW_SPACE_MB);
  limitOldSpaceGrowth();
}
