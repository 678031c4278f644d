import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_INTERVAL_MS = 100;

/**
 * Waits until somebody reads a named pipe, and answers a handle that keeps it open until the writer has it; undefined for any other
 * file. To open the pipe itself would hold the process, signals included, until a reader comes. Throws what the signal was
 * aborted with.
 */
export async function waitForFifoReader(path: string, stop?: AbortSignal): Promise<FileHandle | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFIFO()) return undefined;
  for (;;) {
    stop?.throwIfAborted();
    try {
      return await open(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
    }
    await sleep(POLL_INTERVAL_MS, undefined, stop && { signal: stop }).catch(() => {});
  }
}
