import { setTimeout as sleep } from 'node:timers/promises';

/** How often to check: more would take processor time from what is waited for. */
const EVERY_MS = 3;

/** Waits until a condition holds; fails after `limitMs`. */
export async function until(isSo: () => boolean | Promise<boolean>, limitMs = 45_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain for: ${isSo.toString()}`);
    await sleep(EVERY_MS);
  }
}
