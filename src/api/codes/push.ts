import type { CodeTable } from './code-table.ts';
import { pushFieldType } from './custom-field.ts';

/** `status` of a customer in a message push, text on the wire. */
const recordStatus = { normal: '8', deleted: '9' } as const;

/** `black_type` in a message push. */
const pushBlackType = { '24h': '24h', '48h': '48h', '72h': '72h' } as const;

/** `bizid_type` of a message push: what the business id belongs to. */
const businessType = { none: '0', chat: '1', talk: '2', ticket: '3' } as const;

/** Members of a pushed customer whose values are codes; other codes are those of the lists, as text. */
export const PUSH_CODES: Readonly<Record<string, CodeTable>> = {
  status: recordStatus,
  black_type: pushBlackType,
  bizid_type: businessType,
  'extend_field_values.field_type': pushFieldType,
};
