import { t } from '../../words/index.ts';
import { CONTRACT_MESSAGES, type FindingFacts } from './messages.ts';
import { shapeText } from './value-shape.ts';

/** The kind of a finding, a code of `CONTRACT_MESSAGES`. */
export type FindingKind = keyof typeof CONTRACT_MESSAGES;

/** Forms that are read anyhow: they are told, and do not count as differences. */
const NOTES: ReadonlySet<FindingKind> = new Set([
  'accepted-type',
  'accepted-name',
  'empty-form',
  'no-clock',
  'newest-first',
  'oldest-first',
]);

/** One thing that was found, worded. */
export interface ContractFinding {
  readonly kind: FindingKind;
  /** `note`: one of the forms that we read anyhow. */
  readonly level: 'difference' | 'note';
  /** The member of the answer, or the parameter of the call, that is concerned. */
  readonly at?: string;
  /** What the API document, as we read it, leads us to expect; and what came. Types and numbers of rows, never values. */
  readonly expected?: string;
  readonly found?: string;
  /** In how many places of the answer. */
  readonly times?: number;
  readonly text: string;
  /** What it means for imports and exports. */
  readonly means?: string;
}

/** What a finding is about. */
interface GivenFacts extends Partial<Pick<FindingFacts, 'instead' | 'users'>> {
  readonly at?: string | undefined;
  readonly expected?: string | undefined;
  readonly found?: string | undefined;
  readonly times?: number | undefined;
}

/** Words a finding in the current language. */
export function contractFinding(
  kind: FindingKind,
  { instead = '', users = t`Commands that make this call`, ...given }: GivenFacts = {},
): ContractFinding {
  const { at = '', expected = '', found = '', times = 1 } = given;
  const facts: FindingFacts = {
    at,
    expected: shapeText(expected),
    found: shapeText(found),
    times: times < 2 ? '' : t`, ${times} times`,
    instead,
    users,
  };
  const { finding, consequence } = CONTRACT_MESSAGES[kind].text;
  const means = consequence(facts);
  return {
    kind,
    level: NOTES.has(kind) ? 'note' : 'difference',
    ...(given.at !== undefined && { at }),
    ...(given.expected !== undefined && { expected }),
    ...(given.found !== undefined && { found }),
    ...(given.times !== undefined && { times }),
    text: finding(facts),
    ...(means !== '' && { means }),
  };
}
