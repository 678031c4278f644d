import { describe, it } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import fc from '../support/property.ts';
import { openSession, type Session } from './session.ts';

/** Parameters that calls read, so that odd values reach deeper than the first check. */
const NAMES = [
  ...[
    'nick',
    'crm_status',
    'sex',
    'tel',
    'ex_field_str',
    'proviceid',
    'lineids',
    'id',
    'name',
    'groupid',
    'label_list',
  ],
  ...['color_value', 'is_multiple_choice', 'userid', 'add_tag', 'confirmids', 'liable_list', 'assign_biz_type'],
  ...['liable_serviceid', 'start_time', 'end_time', 'start_date', 'end_date', 'timezone', 'page_no', 'page_size'],
  ...['enterprise_name', 'extend_fields', 'user_id', 'black_type', 'black_reason', 'placeholder', 'lang_type'],
];

const value = fc.oneof(
  fc.constantFrom(1, 2, 3, -1, 0, '', '1', '2026-03-01', '+08:00', '{dc_test}', '[]', '[{}]', '[null]', null),
  fc.jsonValue({ maxDepth: 2 }),
);
const body = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.dictionary(fc.constantFrom(...NAMES), value));
const query = fc.dictionary(fc.constantFrom(...NAMES, 'search_type', 'isblack', 'create_start_time'), fc.string());

async function answersWithCode(
  session: Session,
  key: keyof typeof endpoints,
  sent: unknown,
  search: Record<string, string>,
) {
  const { method, path } = endpoints[key];
  const response = await fetch(`${session.sandbox.url}${path.replace(/\{\w+\}/, 'x')}?${new URLSearchParams(search)}`, {
    method,
    headers: { token: session.token, 'content-type': 'application/json' },
    ...(method === 'POST' && { body: JSON.stringify(sent) }),
  });
  const { ret_code } = (await response.json()) as { ret_code?: string };
  return response.status === 200 && /^\d{6}$/.test(ret_code ?? '');
}

describe('the sandbox', () => {
  it('answers any input with a return code', async () => {
    await using session = await openSession({ customers: 3, tokensStay: true });
    const keys = Object.keys(endpoints) as (keyof typeof endpoints)[];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...keys), body, query, (key, sent, search) =>
        answersWithCode(session, key, sent, search),
      ),
      { numRuns: 1500, seed: 20_260_301 },
    );
  });
});
