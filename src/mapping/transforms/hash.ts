import { createHash } from 'node:crypto';
import { z } from 'zod';
import { cellText } from '../../files/row.ts';
import { defineTransform } from './transform.ts';

/** One-way pseudonyms, for columns that must link records without being sent. */
export const hash = defineTransform({
  name: 'hash',
  description: 'Writes the SHA-256 of the text in hex (or the first characters of it: `hash: 16`).',
  parameter: z.int().min(8).max(64).optional(),
  examples: [{ use: { hash: 16 }, in: 'li.na@example.com', out: '2df6ace21e6b4e88' }],
  make: (length) => (cell) => createHash('sha256').update(cellText(cell)).digest('hex').slice(0, length),
});
