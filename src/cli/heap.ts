import { boundOldGeneration, enlargeYoungGeneration, giveThreadsYoungGeneration } from '../app/heap-tuning.ts';

/** Pages that wait for their turn die young in this much, where in less they would grow old first. */
const YOUNG_BYTES = 32_000_000;
/** The thread that writes holds about twenty pages, which as objects are some megabytes. */
const THREAD_YOUNG_MB = 16;

/** Prepares this process for an export. */
export function tuneHeapForExports(): void {
  enlargeYoungGeneration(YOUNG_BYTES);
  giveThreadsYoungGeneration(THREAD_YOUNG_MB);
  boundOldGeneration();
}
