import { API_MESSAGES, lookUpErrorCode } from '../api/index.ts';
import { CHANGE_MESSAGES } from '../change/index.ts';
import { EXPORT_MESSAGES } from '../export/index.ts';
import { FILE_MESSAGES, ROW_MESSAGES } from '../files/index.ts';
import { type FailureCause, IMPORT_MESSAGES } from '../import/index.ts';
import { LEDGER_MESSAGES } from '../ledger/index.ts';
import { FAULT_MESSAGES, VALUE_MESSAGES } from '../mapping/index.ts';
import { MIRROR_MESSAGES } from '../mirror/index.ts';
import { PUSH_MESSAGES } from '../push/index.ts';
import { RESILIENCE_MESSAGES } from '../resilience/index.ts';
import { TAGGING_MESSAGES } from '../tagging/index.ts';
import { currentLanguage, type MessageEntry, t } from '../words/index.ts';
import { CONTRACT_MESSAGES } from './contract/messages.ts';
import { APP_MESSAGES } from './messages.ts';

type MessageTable = Readonly<Record<string, MessageEntry>>;

/** The catalogue's entry for a code in one context. */
export interface CatalogueEntry extends Pick<MessageEntry, 'meaning' | 'remediation'> {
  readonly code: string;
  /** What the program does about it, if the table has it. */
  readonly disposition?: 'retry' | 'reject-row' | 'stop-run';
}

/** The codes of one context. A code may occur in several: `not-found` is a missing file, or a name that the CRM does not have. */
interface CatalogueSection {
  readonly title: string;
  readonly note?: string;
  readonly entries: readonly CatalogueEntry[];
}

const isReturnCode = (code: string): boolean => /^\d{6}$/.test(code);

/** A command at the end has no full stop, so that it can be copied. */
const ENDS_WITH_COMMAND = /: sobot-etl [^.]*$|--[a-z-]+(?: \S+)?$/;

/** The stable codes of all modules with their meaning and remediation, by context. `docs/troubleshooting.md` shows all of them. */
export const MESSAGE_CATALOGUE: readonly CatalogueSection[] = [
  {
    title: 'Values of rows',
    note: 'A row with such a value is rejected.',
    entries: entriesOf(VALUE_MESSAGES),
  },
  {
    title: 'Rows as the file holds them',
    note: 'Errors of a row in its file, and data-quality issues. The message says whether the row is rejected; `--accept-damage` sends it.',
    entries: entriesOf(ROW_MESSAGES),
  },
  {
    title: 'Import and tagging',
    note: 'Why a run stops, and why a row is skipped, rejected or in doubt.',
    entries: [...entriesOf(IMPORT_MESSAGES), ...entriesOf(TAGGING_MESSAGES), ...entriesOf(RESILIENCE_MESSAGES)],
  },
  {
    title: 'Plan, apply, undo and verify',
    entries: entriesOf(CHANGE_MESSAGES),
  },
  {
    title: 'Requests',
    note: 'A call failed without an error code of the API. Where it may be repeated, it is retried first.',
    entries: entriesOf(API_MESSAGES).filter(({ code }) => !isReturnCode(code)),
  },
  {
    title: 'Error codes of the API',
    entries: entriesOf(API_MESSAGES).flatMap((entry) =>
      isReturnCode(entry.code) ? [{ ...entry, disposition: lookUpErrorCode(entry.code).disposition }] : [],
    ),
  },
  {
    title: 'What doctor --contract finds',
    note: 'Each comes with what it means for imports and exports. Send the whole text to Sobot’s support, and to those who maintain sobot-etl.',
    entries: entriesOf(CONTRACT_MESSAGES),
  },
  { title: 'Mapping files', entries: entriesOf(FAULT_MESSAGES) },
  { title: 'Input and output files', entries: entriesOf(FILE_MESSAGES) },
  { title: 'Ledger', entries: entriesOf(LEDGER_MESSAGES) },
  { title: 'Mirror', entries: entriesOf(MIRROR_MESSAGES) },
  { title: 'Message pushes', entries: entriesOf(PUSH_MESSAGES) },
  {
    title: 'Exports, schedules and locks',
    entries: [...entriesOf(EXPORT_MESSAGES), ...entriesOf(APP_MESSAGES)],
  },
];

function entriesOf(table: MessageTable): CatalogueEntry[] {
  return Object.entries(table).map(([code, { meaning, remediation }]) => ({
    code,
    meaning,
    ...(remediation !== undefined && {
      remediation: ENDS_WITH_COMMAND.test(remediation) ? remediation : asSentence(remediation),
    }),
  }));
}

function asSentence(text: string): string {
  return /[.?…。？]$/.test(text) ? text : `${text}${currentLanguage() === 'en' ? '.' : '。'}`;
}

/** Tables with codes of rows; the first that has a code decides. */
const ROW_TABLES: readonly MessageTable[] = [
  CHANGE_MESSAGES,
  IMPORT_MESSAGES,
  TAGGING_MESSAGES,
  VALUE_MESSAGES,
  ROW_MESSAGES,
  FAULT_MESSAGES,
  API_MESSAGES,
  RESILIENCE_MESSAGES,
];

/** The fields that add tags, as messages name them. */
const TAGS_TO_ADD = ['tags.add', 'add_tag', 'list'];
/** A message says that a tag is missing; the message of a run has the language of that run. */
const MISSING_TAG = /matches no tag\b(?! group)|找不到对应的标签(?!组)/;

/** What to do about a cause. Rows with several problems have a cause with several codes, separated by `; `. */
export function remediationFor({
  code,
  state,
  message = '',
  field = '',
}: Pick<FailureCause, 'code' | 'state'> & Partial<Pick<FailureCause, 'message' | 'field'>>): string {
  // Such rows must be looked up in the CRM before they are sent again.
  if (state === 'in_doubt')
    return t`Look the rows up in the CRM before you send them again: it is not known whether they were saved.`;
  const isOfTags = MISSING_TAG.test(message) && field.split('; ').some((one) => TAGS_TO_ADD.includes(one));
  const remediations = [
    ...code.split('; ').flatMap((one) => rowEntry(one)?.remediation ?? []),
    ...(isOfTags ? [t`To create missing tags: --create-missing.`] : []),
  ];
  return (
    [...new Set(remediations.map(asSentence))].join(' ') ||
    t`Read the message, fix the cells that it names, and import the rows again.`
  );
}

/**
 * What a code means, where the catalogue has it; of several codes, separated by `; `, what each means. `of`: what the codes are of; a
 * file that is missing has the code of a name that is.
 */
export function meaningOf(code: string, of: 'row' | 'file' = 'row'): string | undefined {
  const meanings = code.split('; ').flatMap((one) => {
    const entry =
      (of === 'file' ? (FILE_MESSAGES as MessageTable)[one] : undefined) ??
      rowEntry(one) ??
      MESSAGE_CATALOGUE.flatMap(({ entries }) => entries).find((each) => each.code === one);
    return entry === undefined ? [] : [entry.meaning];
  });
  return meanings.length === 0 ? undefined : [...new Set(meanings.map(asSentence))].join(' ');
}

/** The entry for a row's code. An HTTP status without an entry of its own has that of its class, such as `http-5xx`. */
function rowEntry(code: string): MessageEntry | undefined {
  const table = ROW_TABLES.find((each) => Object.hasOwn(each, code));
  if (table) return table[code];
  const statusClass = /^(http-\d)\d\d$/.exec(code)?.[1];
  return statusClass === undefined ? undefined : (API_MESSAGES as MessageTable)[`${statusClass}xx`];
}
