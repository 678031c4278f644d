import { z } from 'zod';
import { cellText } from '../../files/row.ts';
import { defineTransform } from './transform.ts';

const replaceParameter = z.union([
  z.strictObject({ text: z.string().min(1), with: z.string() }),
  z.strictObject({ pattern: z.string().min(1), with: z.string() }),
]);

/** Replacement by text or by RE2 pattern: RE2 takes linear time, so no pattern can hang a run. */
export const replace = defineTransform({
  name: 'replace',
  description:
    'Replaces every occurrence of a text, or of a pattern (RE2 syntax, `$1` is the first group). Write `(?i)` first to ignore case.',
  parameter: replaceParameter,
  examples: [
    { use: { replace: { text: '-', with: '' } }, in: '138-0013-8000', out: '13800138000' },
    { use: { replace: { pattern: '^(\\w+), (\\w+)$', with: '$2 $1' } }, in: 'Garcia, Maria', out: 'Maria Garcia' },
  ],
  make: async (options) => {
    if ('text' in options) return (cell) => cellText(cell).replaceAll(options.text, () => options.with);
    const { RE2JS } = await import('re2js');
    const pattern = RE2JS.compile(options.pattern);
    return (cell) => pattern.matcher(cellText(cell)).replaceAll(options.with);
  },
});
