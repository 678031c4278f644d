import { setFlagsFromString } from 'node:v8';

/**
 * Lets V8 collect what is old by the time it has grown by so much, by default little more than half. Pages and rows that wait for
 * their turn grow old quickly, and otherwise a long export would hold twice the memory of a short one, and a check of a million
 * rows 70 MB more, nearly all of it garbage.
 */
export function boundOldGeneration(percent = 60): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}
