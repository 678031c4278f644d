import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/**
 * Heap tuning with V8's own flags (`node --v8-options` lists them). Node does not document them; they are used only because the
 * memory targets of bench/results.md fail without them. Node documents `--max-semi-space-size`, but only for its command line,
 * which a command that users start cannot change. A V8 that does not know a flag prints a warning and continues.
 *
 * Peak memory in MB (Node 24.21, two processors). The targets are 256 MB for the check, and for each command 1.2 × what a tenth of
 * the rows takes.
 *
 * | command | with these flags | without any | without one of them |
 * |---|---|---|---|
 * | check of 1,000,000 × 20 CSV | 268, 305 | 439, 446 | 343 pretenuring, 386 semi-space, 314 heap growing |
 * | check of a tenth of the rows | 205, 206 | 305, 315 | 219, 227, 213 |
 * | export of 100,000 customers to CSV | 267, 268 (1.06 ×) | 490, 500 (1.81 ×) | 365 heap growing (1.44 ×) |
 * | export of 100,000 customers to XLSX | 268, 270 (1.06 ×) | 495, 503 (1.76 ×) | 342 heap growing (1.31 ×) |
 */

/** More does not make imports faster, and on a large machine V8 would grow it to 130 MB. */
let newSpaceLimitBytes = 16_000_000;
const HEAP_POLL_INTERVAL_MS = 50;

/**
 * Limits the memory that V8 uses for short-lived objects. The limit itself can be set only on Node's command line, but growth can be
 * stopped later.
 *
 * Also turns off pretenuring: when rows wait briefly for a lookup or a write, V8 would conclude that all rows live long and allocate
 * them in the old generation; collecting them then costs ten times as much.
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

/** For a command whose short-lived objects live longer. */
function raiseNewSpaceLimit(bytes: number): void {
  newSpaceLimitBytes = bytes;
}

/** For threads started later: they begin with this much memory for short-lived objects, because its growth is stopped. */
export function presizeThreadNewSpace(megabytes = 8): void {
  setFlagsFromString(`--min-semi-space-size=${megabytes}`);
}

/**
 * Makes V8 collect the old generation once it has grown by `percent`. Pages and rows that wait to be written are promoted quickly, so
 * without this limit nearly everything that a long export holds would be garbage.
 */
export function limitOldSpaceGrowth(percent = 60): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}

/** Large enough that pages waiting to be written are collected before promotion. */
const EXPORT_NEW_SPACE_BYTES = 32_000_000;
/** The writer thread holds about twenty pages, which take some megabytes as objects. */
const WRITER_THREAD_NEW_SPACE_MB = 16;

/** Prepares this process for an export. */
export function tuneHeapForExports(): void {
  raiseNewSpaceLimit(EXPORT_NEW_SPACE_BYTES);
  presizeThreadNewSpace(WRITER_THREAD_NEW_SPACE_MB);
  limitOldSpaceGrowth();
}
