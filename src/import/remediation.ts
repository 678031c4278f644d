import { lookUpErrorCode } from '../api/index.ts';
import { MAPPING_MESSAGES } from '../mapping/index.ts';
import type { MessageEntry } from '../words/index.ts';
import { IMPORT_MESSAGES } from './messages.ts';
import type { FailureCause } from './record/counters.ts';

/** What to do about a cause whose code another module raises, by that code, for people who know the spreadsheet. */
const REMEDIATIONS: Readonly<Record<string, string>> = {
  'error-value': 'Fix the formula in the spreadsheet; it shows an error.',
  'ragged-row': 'The row has more or fewer cells than the header: look for a missing quote or separator.',
  'stray-quote': 'A quotation mark is not closed: double it or remove it.',
  'invalid-json': 'Correct the line; it is not a JSON object.',
  'rounded-number': 'The spreadsheet rounded the number: copy it again from its source, and format the column as text.',
  'maybe-rounded-number': 'Compare the number with its source; the spreadsheet may have rounded it.',
  'scientific-notation': 'Digits are lost: copy the number again from its source, and format the column as text.',
  'lost-leading-zeros': 'Compare the value with its source: the spreadsheet may have dropped leading zeros.',
  'lost-characters': 'Copy the text again from its source; some of its characters are lost.',
  'private-characters': 'Replace the private-use character: other people cannot see it.',
  'control-characters': 'Replace the control character by what it stands for, or remove it.',
  'outer-control-characters': 'Nothing to do: they are removed.',
  'invisible-characters': 'Nothing to do: they are removed where they would make a difference.',
  'repeated-header': 'Nothing to do: the row is skipped.',
  'other-header': 'The file combines several tables: import each from a file of its own.',
  'totals-row': 'Remove the totals row; if it is a record, import with --accept-damage.',
  'decimal-code': 'Export the column as text: a program turned its codes into numbers.',
  'mixed-dates': 'Write all dates of the column in the same format.',
  mojibake: 'Save the source as UTF-8 and export it again.',
  'nothing-to-do': 'Give at least one tag to add or remove.',
  timeout: 'Try again; --timeout 60 waits longer, and --concurrency 4 sends fewer requests at once.',
  reset: 'The connection broke: import the rows again.',
  refused: 'Nothing answers at that address: check the base URL with: sobot-etl doctor.',
  dns: 'The address cannot be found: check it and the network with: sobot-etl doctor.',
  'connect-timeout': 'A firewall or a proxy may be blocking the connection; check with: sobot-etl doctor.',
  'http-429': 'The CRM asks for fewer requests: try again with a lower --rate.',
  'not-json': 'The response did not come from the CRM: check the base URL with: sobot-etl doctor.',
  'malformed-answer': 'The response could not be understood: look the record up in the CRM before you send it again.',
};

/** Rows in doubt must not be sent again before somebody has looked them up. */
const IN_DOUBT_REMEDIATION =
  'Look the rows up in the CRM before you send them again: it is not known whether they were saved.';

/** Fields that add tags, as problems name them. */
const TAGS_TO_ADD = ['tags.add', 'add_tag', 'list'];
const CREATE_TAGS_REMEDIATION = 'To create missing tags: --create-missing.';

/** What to do about a cause. The cause of rows with several problems has several codes, joined by `; `. */
export function remediationFor({
  code,
  state,
  message = '',
  field = '',
}: Pick<FailureCause, 'code' | 'state'> & Partial<Pick<FailureCause, 'message' | 'field'>>): string {
  if (state === 'in_doubt') return IN_DOUBT_REMEDIATION;
  const namesMissingTag =
    /matches no tag\b(?! group)/.test(message) && field.split('; ').some((one) => TAGS_TO_ADD.includes(one));
  const remediations = [
    ...code.split('; ').flatMap((one) => remediationOf(one) ?? []),
    ...(namesMissingTag ? [CREATE_TAGS_REMEDIATION] : []),
  ];
  return (
    [...new Set(remediations)].join(' ') || 'Read the message, fix the cells that it names, and import the rows again.'
  );
}

function remediationOf(code: string): string | undefined {
  if (/^http-5\d\d$/.test(code)) return 'The CRM failed; your data is fine. Import the rows again later.';
  const known = own(code) ?? (Object.hasOwn(REMEDIATIONS, code) ? REMEDIATIONS[code] : undefined);
  if (known === undefined && /^http-4\d\d$/.test(code))
    return 'Check the base URL and the proxy with: sobot-etl doctor.';
  const remediation = known ?? lookUpErrorCode(code).remediation;
  return remediation === undefined ? undefined : /[.?…]$/.test(remediation) ? remediation : `${remediation}.`;
}

const MESSAGES: Readonly<Record<string, MessageEntry>> = { ...MAPPING_MESSAGES, ...IMPORT_MESSAGES };

function own(code: string): string | undefined {
  return Object.hasOwn(MESSAGES, code) ? MESSAGES[code]?.remediation : undefined;
}
