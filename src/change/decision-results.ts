import type { FilterResult, PendingRow } from '../import/index.ts';
import { IMPORT_MESSAGES } from '../import/index.ts';
import type { Decision } from './compare-rows.ts';
import { MATCHED_FIELDS } from './match-records.ts';
import { CHANGE_MESSAGES } from './messages.ts';

/** Decisions after which nothing is sent, whether or not a run sends at all. */
type UnsentDecision = Exclude<Decision, { kind: 'create' | 'update' }>;

/** The code of a row that several records match. */
export const AMBIGUOUS = 'ambiguous-customer';

/** What becomes of a row that is not sent. */
export function unsentResult(decision: UnsentDecision): FilterResult {
  switch (decision.kind) {
    case 'unchanged':
      return { kind: 'skip', code: 'unchanged', message: CHANGE_MESSAGES['has-all-values'].text.record() };
    case 'left-out': {
      const { code, ids } = decision;
      const message =
        code === 'already-exists'
          ? CHANGE_MESSAGES['already-exists'].text.record(ids.join(', '))
          : CHANGE_MESSAGES['not-in-crm'].text.row();
      return { kind: 'skip', code, message };
    }
    case 'ambiguous': {
      const { ids } = decision;
      return { kind: 'reject', code: AMBIGUOUS, message: CHANGE_MESSAGES[AMBIGUOUS].text.records(ids), ids };
    }
    case 'same-record': {
      const { id, first } = decision;
      return {
        kind: 'reject',
        code: 'same-record',
        message: CHANGE_MESSAGES['same-record'].text.row(first, id),
        ids: [id],
      };
    }
    case 'gone':
      return { kind: 'reject', code: 'gone', message: IMPORT_MESSAGES.gone.text.record() };
  }
}

/** What people call the record that a row creates. */
export function nameOfNew({ payload, key }: Pick<PendingRow, 'payload' | 'key'>): string {
  for (const field of ['nick', 'uname', ...MATCHED_FIELDS]) {
    const value = payload[field];
    if (typeof value === 'string' && value !== '') return value;
  }
  return key ?? '';
}
