import { stringify } from 'yaml';
import { MappingError, type MappingProblem, parseMapping } from '../../mapping/index.ts';

/** What is wrong with a mapping; `line` is that of its text, from 1. */
export interface MappingFault {
  readonly code: string;
  readonly message: string;
  readonly line: number | null;
}

/** A mapping read from its text; the content is null if the text is no mapping at all. */
export interface ReadMapping {
  readonly content: Record<string, unknown> | null;
  readonly problems: readonly MappingFault[];
}

/** The order of a mapping's keys in its file. */
const KEY_ORDER = [
  'version',
  'target',
  'mode',
  'where',
  'source',
  'key',
  'identifiedBy',
  'onCollision',
  'nulls',
  'blank',
  'rules',
  'fields',
  'custom',
];

/**
 * Writes a mapping that is given as JSON into the text of a mapping file; what is wrong with it is found by reading that again. Rules
 * about fields that are no longer mapped are left out: there is nothing that they could check.
 */
export function mappingText(content: Readonly<Record<string, unknown>>): string {
  const rank = ([key]: [string, unknown]) => (KEY_ORDER.includes(key) ? KEY_ORDER.indexOf(key) : KEY_ORDER.length);
  const entries = Object.entries(content).filter(([, value]) => value !== undefined && value !== null);
  const sorted = entries.flatMap(withApplicableRules(content)).sort((one, other) => rank(one) - rank(other));
  return stringify(Object.fromEntries(sorted), { lineWidth: 0, aliasDuplicateObjects: false });
}

function withApplicableRules({ fields, custom }: Readonly<Record<string, unknown>>) {
  const mapped = new Set([fields, custom].flatMap((part) => Object.keys((part ?? {}) as object)));
  const applies = (rule: unknown) => {
    const field = (rule as { readonly field?: unknown } | null)?.field;
    return typeof field !== 'string' || mapped.has(field);
  };
  return ([key, value]: [string, unknown]): [string, unknown][] => {
    if (key !== 'rules' || !Array.isArray(value)) return [[key, value]];
    const rules = value.filter(applies);
    return rules.length === 0 ? [] : [[key, rules]];
  };
}

/** Reads a mapping file's text. Faults that only a spreadsheet or the tenant shows are not among the problems. */
export function readMappingText(text: string): ReadMapping {
  try {
    return { content: parseMapping(text, 'mapping.yaml').content as Record<string, unknown>, problems: [] };
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    const sound = error.sound?.content as Record<string, unknown> | undefined;
    return { content: sound ?? null, problems: mappingFaults(error.problems) };
  }
}

export function mappingFaults(problems: readonly MappingProblem[]): MappingFault[] {
  return problems.map(({ code, message, position }) => ({ code, message, line: position.line }));
}
