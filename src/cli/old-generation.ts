import { setFlagsFromString } from 'node:v8';

/**
 * Lets V8 collect what is old by the time it has grown by little more than half. Pages that wait for their turn grow old quickly, and
 * otherwise a long export would hold twice the memory of a short one, nearly all of it garbage.
 */
export function boundOldGeneration(): void {
  setFlagsFromString('--heap-growing-percent=60');
}
