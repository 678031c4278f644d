import { setTimeout as sleep } from 'node:timers/promises';

/** Looks this often: more would take the processor from what is waited for. */
const EVERY_MS = 3;

/** Waits until something is so; fails after `limitMs`. */
export async function until(isSo: () => boolean | Promise<boolean>, limitMs = 45_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain for: ${isSo.toString()}`);
    await sleep(EVERY_MS);
  }
}
