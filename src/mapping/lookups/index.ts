import { CUSTOMER_KEYS } from './customers.ts';
import { REFERENCE_LISTS } from './reference-lists.ts';

/** What mappings may write after `lookup:`, with what it does. */
export const LOOKUP_DESCRIPTIONS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(REFERENCE_LISTS).map(([name, list]): [string, string] => [name, list.description]),
  ['city', 'A city by name, within the province of the same row; the same name in two provinces is told apart.'],
  ['area', 'A district or county by name, within the city of the same row.'],
  [
    'enterprise',
    'An enterprise by the key of an earlier import, by its id, or by the company name of existing customers.',
  ],
  ['customer', `A customer by what \`by\` says: ${CUSTOMER_KEYS.join(', ')}. Exactly one must match.`],
]);

export { CUSTOMER_KEYS };
