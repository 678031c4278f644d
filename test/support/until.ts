import { setImmediate as nextTurn } from 'node:timers/promises';

/** Waits until something is so; fails after `limitMs`. */
export async function until(isSo: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain for: ${isSo.toString()}`);
    await nextTurn();
  }
}
