import { dateTransforms } from './dates.ts';
import { hash } from './hash.ts';
import { numberTransforms } from './numbers.ts';
import { phone } from './phone.ts';
import { replace } from './replace.ts';
import { textTransforms } from './text.ts';
import type { Transform } from './transform.ts';

const ALL: readonly Transform[] = [...textTransforms, phone, ...dateTransforms, ...numberTransforms, replace, hash];

/** Every transform of the mapping language by its name. */
export const transforms: ReadonlyMap<string, Transform> = new Map(ALL.map((transform) => [transform.name, transform]));
