/** Facts that a finding is worded with. Never a value of a record. */
export interface FindingFacts {
  /** The member of the answer, or the parameter of the call, that is concerned. */
  readonly at?: string | undefined;
  /** What the API document, as we read it, leads us to expect; and what came. */
  readonly expected?: string | undefined;
  readonly found?: string | undefined;
  /** In how many places of the answer. */
  readonly times?: number | undefined;
  /** A known member that an unknown one may stand for. */
  readonly instead?: string | undefined;
  /** The commands that rely on it, as the subject of a sentence. */
  readonly users?: string | undefined;
}

interface FindingKindEntry {
  /** `note`: one of the forms that we read anyhow. */
  readonly level: 'difference' | 'note';
  readonly text: (facts: FindingFacts) => string;
  /** What it means for imports and exports. */
  readonly means?: (facts: FindingFacts) => string;
}

const REJECTED = 'The answer cannot be read: every command that makes this call fails.';

/** Every way in which the API can differ from how we read its document, with its wording and its consequence. */
const FINDINGS = {
  'call-refused': {
    level: 'difference',
    text: ({ found }) => `refused: ${found}`,
    means: ({ users = 'Commands that make this call' }) => `${users} fail.`,
  },
  'unknown-member': {
    level: 'difference',
    text: ({ at, found, times, instead }) =>
      `unknown member ${at} (${found})${inPlaces(times)}${instead ? `; is it ${instead} under another name? No row has that one` : ''}`,
    means: ({ at = '', instead }) => {
      if (instead) return `${lastName(instead)} is read as blank: exports, comparisons and lookups lack it.`;
      const isOfRow = at.includes('.');
      return `Nothing fails: ${isOfRow ? 'exports keep it in the column of unknown fields, imports ignore it' : 'it is not read'}.`;
    },
  },
  'list-elsewhere': {
    level: 'difference',
    text: ({ at, found }) => `no member items; ${at} holds a ${found}`,
    means: () => 'The list is read as empty.',
  },
  'missing-member': {
    level: 'difference',
    text: ({ at, expected, times }) => `${at} (${expected}) is missing${inPlaces(times)}`,
    means: () => REJECTED,
  },
  'other-type': {
    level: 'difference',
    text: ({ at, expected, found, times }) => `${at} should be ${expected}, and is ${found}${inPlaces(times)}`,
    means: () => REJECTED,
  },
  'number-for-text': {
    level: 'difference',
    text: ({ at, found, times }) => `${at} should be text, and is a ${found}${inPlaces(times)}`,
    means: () => 'It is read, but leading zeros, and digits after the 15th, are lost before it arrives.',
  },
  'accepted-type': {
    level: 'note',
    text: ({ at, expected, found }) => `${found} instead of ${expected}: ${at}`,
  },
  'accepted-name': {
    level: 'note',
    text: ({ at }) => `spelt as in the table of the document: ${at}`,
  },
  'empty-form': { level: 'note', text: ({ found }) => `an empty list comes as ${found}` },
  'unknown-code': {
    level: 'difference',
    text: ({ at, times }) => `${at} has a code that the document does not list${inPlaces(times)}`,
    means: () => 'Exports write the code itself instead of its name.',
  },
  'custom-fields-form': {
    level: 'difference',
    text: ({ at, found, times }) =>
      `${at} should be text with a JSON list of entries, and is ${found}${inPlaces(times)}`,
    means: () => 'Custom fields are not decoded: exports lack their columns, and plans see them as blank.',
  },
  'time-unit': {
    level: 'difference',
    text: ({ at }) => `${at} is in milliseconds instead of seconds`,
    means: () => 'Times are read correctly, but filters by time are sent in seconds and may find nothing.',
  },
  'time-ahead': {
    level: 'difference',
    text: ({ at }) => `${at} of a record is later than the server’s own clock`,
    means: () => 'Filters by time are off by as much: exports of changes may miss the newest ones.',
  },
  clock: {
    level: 'difference',
    text: ({ found }) => `the clock of this machine is ${found}`,
    means: () => 'Token requests are signed with the time and may be refused. Synchronise the clock of this machine.',
  },
  'no-clock': { level: 'note', text: () => 'the server does not send its time' },
  'page-capped': {
    level: 'difference',
    text: ({ expected, found }) => `a page of ${expected} rows was asked for, and the server gives at most ${found}`,
    means: ({ expected, found }) =>
      `Nothing is lost, but exports and the mirror take ${Math.ceil(Number(expected) / Number(found))} times as many calls.`,
  },
  'page-size-ignored': {
    level: 'difference',
    text: ({ expected, found }) => `a page of ${expected} rows was asked for, and ${found} came`,
    means: () => 'Nothing is lost: reading goes by the rows that come.',
  },
  'page-repeats': {
    level: 'difference',
    text: () => 'page 2 is page 1 again',
    means: () => 'Only the first page can be read: exports are incomplete, and say so.',
  },
  'first-page': {
    level: 'difference',
    text: () => 'page 1 does not hold the first rows: pages seem to be numbered from 0',
    means: () => 'The first page is never read: exports and the mirror lack its rows.',
  },
  'order-changes': {
    level: 'difference',
    text: () => 'the same list comes in another order when it is asked for again, or in smaller pages',
    means: () =>
      'Rows may be missed or read twice at the borders of pages; exports count, read again, and say if they are incomplete.',
  },
  'past-the-end': {
    level: 'difference',
    text: ({ found }) => `a page after the last one is not empty${found ? `: ${found}` : ''}`,
    means: () => 'Nothing is lost: reading stops when a page repeats.',
  },
  'total-missing': {
    level: 'difference',
    text: () => 'total_count is missing',
    means: () => 'Exports cannot compare what they read with a count.',
  },
  'total-wrong': {
    level: 'difference',
    text: ({ found }) => `total_count does not agree with the rows: ${found}`,
    means: () => 'Exports of this list are reported as incomplete, or read again in vain.',
  },
  'page-number-other': {
    level: 'difference',
    text: ({ expected, found }) => `page_no ${expected} was asked for, and the answer says ${found}`,
    means: () => 'Nothing fails because of that alone: the number is not read.',
  },
  order: { level: 'note', text: ({ at, found }) => `rows come ordered by ${at}, ${found}` },
  'filter-ignored': {
    level: 'difference',
    text: ({ at }) => `the filter ${at} is ignored: a value that no record has gives rows`,
    means: ({ users }) => `${users} read the whole list, and take rows that do not match.`,
  },
  'filter-loose': {
    level: 'difference',
    text: ({ at, found }) => `the filter ${at} gives rows that do not match it: ${found} has another value`,
    means: ({ users }) => `${users} take rows that do not match.`,
  },
  'filter-misses': {
    level: 'difference',
    text: ({ at }) => `the filter ${at} does not find a record that has the value`,
    means: ({ users }) => `${users} miss records that are there.`,
  },
  'other-record': {
    level: 'difference',
    text: ({ at }) => `rows of another record than the ${at} that was asked for`,
    means: () => 'What is read belongs to somebody else: do not import or export with this call.',
  },
} as const satisfies Readonly<Record<string, FindingKindEntry>>;

/** The kind of a finding; its wording and meaning are in one table. */
export type FindingKind = keyof typeof FINDINGS;

/** One thing that was found, worded. */
export interface ContractFinding {
  readonly kind: FindingKind;
  readonly level: FindingKindEntry['level'];
  readonly at?: string;
  readonly expected?: string;
  readonly found?: string;
  readonly times?: number;
  readonly text: string;
  /** What it means for imports and exports. */
  readonly means?: string;
}

/** Words a finding. */
export function contractFinding(kind: FindingKind, facts: FindingFacts = {}): ContractFinding {
  const { level, text, means }: FindingKindEntry = FINDINGS[kind];
  const { at, expected, found, times } = facts;
  return {
    kind,
    level,
    ...(at !== undefined && { at }),
    ...(expected !== undefined && { expected }),
    ...(found !== undefined && { found }),
    ...(times !== undefined && { times }),
    text: text(facts),
    ...(means && { means: means(facts) }),
  };
}

function inPlaces(times: number | undefined): string {
  return times === undefined || times < 2 ? '' : `, ${times} times`;
}

function lastName(path: string): string {
  return path.split('.').at(-1) ?? path;
}
