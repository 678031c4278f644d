import type { FieldDeclaration } from './target.ts';

/** The id of a customer, under whatever wire name an endpoint has it. */
export const CUSTOMER_ID_FIELD = {
  label: 'Customer',
  aliases: ['Customer ID', 'Sobot ID', 'User ID', 'userid', '客户', '客户ID', '客户编号'],
  holds: 'id',
  lookup: 'customer',
} as const satisfies FieldDeclaration;
