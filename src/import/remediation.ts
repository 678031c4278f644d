import { lookUpErrorCode } from '../api/index.ts';
import { FINGERPRINT_COLUMN } from '../mapping/index.ts';
import type { FailureCause } from './record/counters.ts';

/** What to do about a cause, by the code of its rows, in words for people who know the spreadsheet. */
const REMEDIATIONS: Readonly<Record<string, string>> = {
  required: 'Fill in the cell. If it is the same for all rows, write it into the mapping: { const: … }.',
  'not-allowed': 'Write one of the values that the message lists, or translate yours in the mapping: values: { … }.',
  'not-found':
    'Write it as the CRM has it, or create it there first. Names that differ in the whole column can be translated in the mapping: values: { … }.',
  'no-name': 'Give the customer a nickname: in the CRM, or by a column that the mapping has as nick.',
  ambiguous: 'Several have this name: write Group/Name, or use the id.',
  'ambiguous-date': 'Say in the mapping how dates are written: transform: [{ date: DD/MM/YYYY }].',
  'bad-date': 'Correct the date, or say in the mapping how dates are written: transform: [{ date: DD/MM/YYYY }].',
  'phone-extension':
    'Write the number without its extension; put the extension into a column of its own, or map it to a note.',
  'bad-phone':
    'Correct the number, or write it with its country: +86 138 …. The country can also stand in the mapping.',
  'bad-email': 'Correct the address, or leave the cell blank.',
  'bad-number': 'Write digits only, or use the transform number in the mapping.',
  'bad-boolean': 'Write yes or no.',
  'too-long': 'Shorten the text, or cut it in the mapping: transform: [{ slice: … }].',
  'too-many': 'Take values out until the field takes them.',
  'duplicate-key':
    'Another row has the same key: keep one of them. To let the last one count: --on-duplicate last; to send all: --on-duplicate all.',
  'merged-with':
    'Look up the customer in the CRM and put right what was overwritten. Then write the field by which the tenant identifies into the mapping, identifiedBy, so that such rows are rejected beforehand.',
  'already-imported': 'To make another record of the row: --again.',
  'edited-since-import':
    'Change the record in the CRM, or by its id with target customer-update. To make another one: --again.',
  'key-in-doubt': 'Look the record up in the CRM, then resume the run that sent it, or send the row with --again.',
  'would-merge':
    'Correct the value, or leave it out of all rows but one. If both rows are one customer, give them one key; to send both all the same: --on-collision send.',
  placeholder: 'Write the real value, or leave the cell blank.',
  'missing-key': 'Fill in the key, by which the row is told from the others.',
  'parent-missing': 'Fill in the cell that this one depends on (the province of a city, the country of a province).',
  'cascade-gap': 'Fill in every level from the top, with none left blank in between.',
  'formula-error': 'Mend the formula in the spreadsheet; it shows an error.',
  'error-value': 'Mend the formula in the spreadsheet; it shows an error.',
  'expression-failed': 'Look at the cells that the expression of the mapping uses.',
  'bad-expression-value': 'Look at the cells that the expression of the mapping uses: it gave no text or number.',
  'ambiguous-custom-field': 'Several custom fields have this name: use the id of the one that is meant.',
  'enterprise-failed': 'Mend the company first and import it; then import these rows again.',
  'ragged-row': 'The row has more or fewer cells than the header: look for a missing quote or separator.',
  'stray-quote': 'A quotation mark stands alone: double it or take it away.',
  'invalid-json': 'Correct the line; it is no JSON object.',
  'rounded-number': 'The spreadsheet has rounded the number: take it from its source, and format the column as text.',
  'maybe-rounded-number': 'Compare the number with its source; the spreadsheet may have rounded it.',
  'scientific-notation': 'The digits are lost: take the number from its source, and format the column as text.',
  'lost-leading-zeros': 'Compare with the source: the spreadsheet may have dropped zeros in front.',
  'lost-characters': 'Take the text from its source; some of its characters are gone.',
  'private-characters': 'Write the character another way: nobody else can see it.',
  'control-characters': 'Write what the control character stands for in its place, or take it out.',
  'outer-control-characters': 'Nothing has to be done: they are left out.',
  'invisible-characters': 'Nothing has to be done: where they would make a difference they are left out.',
  'repeated-header': 'Nothing has to be done: the row is left out.',
  'other-header': 'The file was put together from several tables: import each from a file of its own.',
  'totals-row': 'Take the row of totals out; if it is a record, import with --accept-damage.',
  'decimal-code': 'Export the column as text: a program has made numbers of its codes.',
  'changed-by-spreadsheet': 'Correct the cell in errors.xlsx, or send it as it stands with --accept-damage.',
  'mixed-dates': 'Write all dates of the column one way.',
  mojibake: 'Save the source as UTF-8 and export it again.',
  'changed-on-server': 'Somebody changed the customer since the export: export it again, or overwrite it with --force.',
  gone: 'The customer is not there any more: take the row out.',
  'no-fingerprint': `Leave the column ${FINGERPRINT_COLUMN} as the export wrote it.`,
  'unknown-custom-field': 'Write the name of the field as the CRM has it.',
  'nothing-to-do': 'Give at least one tag to add or to take off.',
  offline: 'The list could not be read: try again when the CRM answers.',
  timeout: 'Try again; --timeout 60 waits longer, --concurrency 4 asks for less at once.',
  reset: 'The connection broke: import the rows again.',
  refused: 'Nothing answers at that address: check the base URL with: sobot-etl doctor.',
  dns: 'The address cannot be found: check it and the network with: sobot-etl doctor.',
  'connect-timeout': 'A firewall or a proxy may be in between: sobot-etl doctor.',
  'http-429': 'The CRM asks for fewer requests: give a lower --rate and try again.',
  'not-json': 'What answered is not the CRM: check the base URL with: sobot-etl doctor.',
  'malformed-answer': 'The answer could not be understood: look the record up in the CRM before it is sent again.',
};

/** Rows in doubt must not be sent again before somebody has looked. */
const IN_DOUBT_REMEDIATION =
  'Look the rows up in the CRM before they are sent again: nobody knows whether they were saved.';

/** Fields that give tags, as problems name them. */
const TAGS_TO_ADD = ['tags.add', 'add_tag', 'list'];
const CREATE_TAGS_REMEDIATION = 'To have tags made that there are not: --create-missing.';

/** What to do about a cause. Of rows with several problems the cause has several codes, with `; ` between them. */
export function remediationFor({
  code,
  state,
  message = '',
  field = '',
}: Pick<FailureCause, 'code' | 'state'> & Partial<Pick<FailureCause, 'message' | 'field'>>): string {
  if (state === 'in_doubt') return IN_DOUBT_REMEDIATION;
  const isOfTags = /is no tag\b(?! group)/.test(message) && field.split('; ').some((one) => TAGS_TO_ADD.includes(one));
  const fixes = [
    ...code.split('; ').flatMap((one) => remediationOf(one) ?? []),
    ...(isOfTags ? [CREATE_TAGS_REMEDIATION] : []),
  ];
  return [...new Set(fixes)].join(' ') || 'Read the message, mend the cells that it names, and import the rows again.';
}

function remediationOf(code: string): string | undefined {
  if (/^http-5\d\d$/.test(code)) return 'The CRM failed, not your data: import the rows again later.';
  if (/^http-4\d\d$/.test(code) && !Object.hasOwn(REMEDIATIONS, code))
    return 'Check the base URL and the proxy with: sobot-etl doctor.';
  const remediation =
    (Object.hasOwn(REMEDIATIONS, code) ? REMEDIATIONS[code] : undefined) ?? lookUpErrorCode(code).remediation;
  return remediation === undefined ? undefined : /[.?…]$/.test(remediation) ? remediation : `${remediation}.`;
}
