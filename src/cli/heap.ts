import { limitOldSpaceGrowth, presizeThreadNewSpace, raiseNewSpaceLimit } from '../app/heap-tuning.ts';

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
