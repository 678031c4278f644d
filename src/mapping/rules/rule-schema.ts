import { z } from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const characters = z.int().min(0);

/** The fields by which the mirror finds customers, so that `unique: mirror` can look their values up. */
export const MIRROR_FIELDS = ['partnerid', 'email', 'tel', 'nick'] as const;

/** One rule of a mapping: what it checks, and what the value must be. */
export const ruleObject = z.strictObject({
  field: z
    .string()
    .min(1)
    .optional()
    .meta({
      description:
        'The mapped field or custom field whose value is checked, as it would be sent. Of a list, each value is checked.',
      examples: ['tel'],
    }),
  column: z
    .string()
    .min(1)
    .optional()
    .meta({
      description: 'Or the column whose text is checked, trimmed and without control characters.',
      examples: ['Age'],
    }),
  match: z
    .string()
    .min(1)
    .optional()
    .meta({
      description:
        'A pattern (RE2 syntax) that must occur in the value; with `^` and `$` the whole value. `(?i)` first ignores case.',
      examples: ['^\\+?[0-9]{8,15}$'],
    }),
  min: z
    .number()
    .optional()
    .meta({ description: 'The least number. A value that is no plain number is not allowed.', examples: [18] }),
  max: z
    .number()
    .optional()
    .meta({ description: 'The greatest number.', examples: [120] }),
  length: z
    .union([
      characters.meta({ description: 'The exact number of characters.' }),
      z.strictObject({ min: characters.optional(), max: characters.optional() }),
    ])
    .optional()
    .meta({
      description: 'The number of characters: exactly, at least, at most.',
      examples: [11, { min: 2, max: 20 }],
    }),
  'one-of': z
    .array(scalar)
    .min(1)
    .optional()
    .meta({ description: 'The allowed values, spelled exactly.', examples: [['A', 'B', 'C']] }),
  unique: z
    .literal([true, 'mirror'])
    .optional()
    .meta({
      description: `\`true\`: no two rows of the file have the same value; the first one counts. \`mirror\`: in addition, no other customer in the CRM has it (for ${MIRROR_FIELDS.join(', ')}); the mirror is brought up to date first.`,
      examples: [true, 'mirror'],
    }),
  'required-if': z
    .string()
    .min(1)
    .optional()
    .meta({
      description: 'A JSONata expression over the row: where it is true, the value must not be blank.',
      examples: ['Status = "Customer"'],
    }),
  message: z
    .string()
    .min(1)
    .optional()
    .meta({
      description: 'What would be right, in your own words, for the message about the row.',
      examples: ['a telephone number with country code'],
    }),
  level: z
    .enum(['reject', 'warn'])
    .optional()
    .meta({
      description:
        'What happens to a row that breaks the rule: `reject` (default) does not send it, `warn` sends it and counts it among the data-quality issues.',
      examples: ['warn'],
    }),
});

/** A rule as a mapping writes it. */
export type RuleSpec = z.infer<typeof ruleObject>;

/** Does a problem of a row come from a rule of the mapping? */
export function isRuleProblem({ code }: { readonly code: string }): boolean {
  return code.startsWith('rule-');
}

/** The keys that say what a value must be. */
export const RULE_CHECKS = [
  'match',
  'min',
  'max',
  'length',
  'one-of',
  'unique',
  'required-if',
] as const satisfies readonly (keyof RuleSpec)[];
