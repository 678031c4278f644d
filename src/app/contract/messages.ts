import { defineMessages } from '../../words/index.ts';

/** Facts that a finding is worded with. Never a value of a record. */
export interface FindingFacts {
  /** The member of the answer, or the parameter of the call, that is concerned. */
  readonly at: string;
  /** What the API document, as we read it, leads us to expect; and what came. */
  readonly expected: string;
  readonly found: string;
  /** `, 12 times`, or nothing. */
  readonly times: string;
  /** A known member that an unknown one may stand for. */
  readonly instead: string;
  /** The commands that rely on it, as the subject of a sentence. */
  readonly users: string;
}

type Wording = (facts: FindingFacts) => string;

/** The wordings of a finding, and what it means for imports and exports. */
const wordings = (finding: Wording, consequence: Wording) => ({ finding, consequence });

const rejected = () => 'The answer cannot be read: every command that makes this call fails.';
const noLoss = () => 'Nothing is lost: reading goes by the rows that come.';
const none = () => '';

/** What `doctor --contract` finds: every way in which the API can differ from its document as we read it. */
export const CONTRACT_MESSAGES = defineMessages('contract', {
  'call-refused': {
    meaning: 'A call that only reads is refused.',
    remediation: 'Ask Sobot to allow the call for your app id, or do without the commands that need it.',
    text: wordings(
      ({ found }) => `refused: ${found}`,
      ({ users }) => `${users} fail.`,
    ),
  },
  'unknown-member': {
    meaning: 'An answer has a member that the document does not have.',
    text: wordings(
      ({ at, found, times }) => `unknown member ${at} (${found})${times}`,
      ({ at }) =>
        at.includes('.')
          ? 'Nothing fails: exports keep it in the column of unknown fields, imports ignore it.'
          : 'Nothing fails: it is not read.',
    ),
  },
  'renamed-member': {
    meaning: 'An answer has an unknown member, and lacks a known one of a similar name.',
    text: wordings(
      ({ at, found, times, instead }) =>
        `unknown member ${at} (${found})${times}; is it ${instead} under another name? No row has that one`,
      ({ instead }) => `${instead} is read as blank: exports, comparisons and lookups lack it.`,
    ),
  },
  'list-elsewhere': {
    meaning: 'The list of an answer is not in its member items.',
    text: wordings(
      ({ at, found }) => `no member items; ${at} holds a ${found}`,
      () => 'The list is read as empty.',
    ),
  },
  'missing-member': {
    meaning: 'An answer lacks a member that must be there.',
    text: wordings(({ at, expected, times }) => `${at} (${expected}) is missing${times}`, rejected),
  },
  'other-type': {
    meaning: 'A member has another type than in the document, and cannot be read.',
    text: wordings(
      ({ at, expected, found, times }) => `${at} should be ${expected}, and is ${found}${times}`,
      rejected,
    ),
  },
  'number-for-text': {
    meaning: 'A member that should be text is a number.',
    text: wordings(
      ({ at, expected, found, times }) => `${at} should be ${expected}, and is ${found}${times}`,
      () => 'It is read, but leading zeros, and digits after the 15th, are lost before it arrives.',
    ),
  },
  'accepted-type': {
    meaning: 'A member has another type than in the document, which is read, too.',
    text: wordings(({ at, expected, found }) => `${found} instead of ${expected}: ${at}`, none),
  },
  'accepted-name': {
    meaning: 'A member is spelt as in the table of the document and not as in its example, which is read, too.',
    text: wordings(({ at }) => `spelt as in the table of the document: ${at}`, none),
  },
  'empty-form': {
    meaning: 'An empty list does not come as one, which is read, too.',
    text: wordings(({ found }) => `an empty list comes as ${found}`, none),
  },
  'unknown-code': {
    meaning: 'A member has a code that the document does not list.',
    text: wordings(
      ({ at, times }) => `${at} has a code that the document does not list${times}`,
      () => 'Exports write the code itself instead of its name.',
    ),
  },
  'custom-fields-form': {
    meaning: 'Custom fields do not come as text with a JSON list.',
    text: wordings(
      ({ at, found, times }) => `${at} should be text with a JSON list of entries, and is ${found}${times}`,
      () => 'Custom fields are not decoded: exports lack their columns, and plans see them as blank.',
    ),
  },
  'time-unit': {
    meaning: 'A time that should be in seconds is in milliseconds.',
    text: wordings(
      ({ at }) => `${at} is in milliseconds instead of seconds`,
      () => 'Times are read correctly, but filters by time are sent in seconds and may find nothing.',
    ),
  },
  'time-ahead': {
    meaning: 'A record was made or changed later than now, by the server’s own clock.',
    text: wordings(
      ({ at }) => `${at} of a record is later than the server’s own clock`,
      () => 'Filters by time are off by as much: exports of changes may miss the newest ones.',
    ),
  },
  clock: {
    meaning: 'The clock of this machine is more than a minute off.',
    remediation: 'Synchronise the clock of this machine (time service).',
    text: wordings(
      ({ found }) => `the clock of this machine is ${found}`,
      () => 'Token requests are signed with the time and may be refused. Synchronise the clock of this machine.',
    ),
  },
  'no-clock': {
    meaning: 'The server does not send its time.',
    text: wordings(() => 'the server does not send its time', none),
  },
  'page-capped': {
    meaning: 'Pages have fewer rows than were asked for, although there are more.',
    text: wordings(
      ({ expected, found }) => `a page of ${expected} rows was asked for, and the server gives at most ${found}`,
      ({ expected, found }) =>
        `Nothing is lost, but exports and the mirror take ${Math.ceil(Number(expected) / Number(found))} times as many calls.`,
    ),
  },
  'page-size-ignored': {
    meaning: 'Pages have more rows than were asked for.',
    text: wordings(({ expected, found }) => `a page of ${expected} rows was asked for, and ${found} came`, noLoss),
  },
  'page-repeats': {
    meaning: 'Every page is the first one again.',
    text: wordings(
      () => 'page 2 is page 1 again',
      () => 'Only the first page can be read: exports are incomplete, and say so.',
    ),
  },
  'first-page': {
    meaning: 'Pages are numbered from 0.',
    text: wordings(
      () => 'page 1 does not hold the first rows: pages seem to be numbered from 0',
      () => 'The first page is never read: exports and the mirror lack its rows.',
    ),
  },
  'order-changes': {
    meaning: 'A list comes in another order when it is asked for again.',
    text: wordings(
      () => 'the same list comes in another order when it is asked for again, or in smaller pages',
      () =>
        'Rows may be missed or read twice at the borders of pages; exports count, read again, and say if they are incomplete.',
    ),
  },
  'past-the-end': {
    meaning: 'A page after the last one has rows.',
    text: wordings(
      () => 'a page after the last one is not empty',
      () => 'Nothing is lost: reading stops when a page repeats.',
    ),
  },
  'total-missing': {
    meaning: 'A paged list does not say how many rows it has.',
    text: wordings(
      () => 'total_count is missing',
      () => 'Exports cannot compare what they read with a count.',
    ),
  },
  'total-wrong': {
    meaning: 'A paged list has another number of rows than it says.',
    text: wordings(
      () => 'total_count does not agree with the rows of the first or the last page',
      () => 'Exports of this list are reported as incomplete, or read again in vain.',
    ),
  },
  'page-number-other': {
    meaning: 'An answer has the number of another page.',
    text: wordings(
      () => 'page 1 was asked for, and the answer has another page_no',
      () => 'Nothing fails because of that alone: the number is not read.',
    ),
  },
  'newest-first': {
    meaning: 'Rows come ordered by a time, the newest first.',
    text: wordings(({ at }) => `rows come ordered by ${at}, the newest first`, none),
  },
  'oldest-first': {
    meaning: 'Rows come ordered by a time, the oldest first.',
    text: wordings(({ at }) => `rows come ordered by ${at}, the oldest first`, none),
  },
  'filter-ignored': {
    meaning: 'A filter does not filter.',
    text: wordings(
      ({ at }) => `the filter ${at} is ignored: a value that no record has gives rows`,
      ({ users }) => `${users} read the whole list, and take rows that do not match.`,
    ),
  },
  'filter-loose': {
    meaning: 'A filter gives rows that do not match it.',
    text: wordings(
      ({ at, found }) => `the filter ${at} gives rows whose ${found} has another value`,
      ({ users }) => `${users} take rows that do not match.`,
    ),
  },
  'filter-misses': {
    meaning: 'A filter does not find a record that is there.',
    text: wordings(
      ({ at }) => `the filter ${at} does not find a record that has the value`,
      ({ users }) => `${users} miss records that are there.`,
    ),
  },
  'other-record': {
    meaning: 'An answer has rows of another record than the one that was asked for.',
    text: wordings(
      ({ at, times }) => `rows of another record than the ${at} that was asked for${times}`,
      () => 'What is read belongs to somebody else: do not import or export with this call.',
    ),
  },
});
