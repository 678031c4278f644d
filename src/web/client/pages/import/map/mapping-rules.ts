import type { MappingContent } from '../../../../schemas/mappings.ts';

/** The parts of a rule that say what a value must be, besides `unique`. */
const CHECKS = ['match', 'min', 'max', 'length', 'one-of', 'required-if'] as const;

/** A rule of a mapping, as the page shows it. */
interface ShownRule {
  /** Its place in the mapping's list. */
  readonly index: number;
  readonly field: string | undefined;
  readonly column: string | undefined;
  readonly checks: readonly { readonly check: (typeof CHECKS)[number]; readonly value: string }[];
  readonly unique: 'file' | 'mirror' | undefined;
  /** The rule's own words for what would be right. */
  readonly message: string | undefined;
  readonly isWarning: boolean;
}

/** The rules of a mapping in its order. */
export function rulesOf({ rules }: MappingContent): readonly ShownRule[] {
  if (!Array.isArray(rules)) return [];
  return rules.map((rule: unknown, index) => {
    const all = (rule ?? {}) as Readonly<Record<string, unknown>>;
    const unique = all['unique'];
    return {
      index,
      field: textOf(all['field']),
      column: textOf(all['column']),
      checks: CHECKS.flatMap((check) => (all[check] === undefined ? [] : [{ check, value: valueText(all[check]) }])),
      unique: unique === undefined ? undefined : unique === 'mirror' ? 'mirror' : 'file',
      message: textOf(all['message']),
      isWarning: all['level'] === 'warn',
    };
  });
}

/** The mapping without one of its rules. */
export function withoutRule(content: MappingContent, index: number): MappingContent {
  const { rules, ...rest } = content;
  const left = Array.isArray(rules) ? rules.filter((_, at) => at !== index) : [];
  return left.length === 0 ? rest : { ...rest, rules: left };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A list as its items, and a range such as `{ min: 2, max: 20 }` as `2–20`. */
function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  const { min = '', max = '' } = value as { readonly min?: number; readonly max?: number };
  return `${min}–${max}`;
}
