import type { Client } from '../../api/client.ts';
import { endpoints } from '../../api/endpoints/index.ts';
import { SobotError } from '../../api/errors/sobot-error.ts';
import type { Finding } from './doctor-finding.ts';

const ROWS = 100;
const FIELDS = ['tel', 'email'] as const;
const WHERE =
  'The API does not tell by what the tenant identifies customers: see CRM, settings, unique identification rules, and write it into the mapping: identifiedBy';

/** Looks at the newest customers for what tells of the tenant's identification rules: a value that two of them have identifies nobody. */
export async function inspectIdentity(client: Client): Promise<Finding> {
  const customers = await newest(client);
  if (customers === undefined)
    return { check: 'identity', status: 'unknown', detail: 'the customers could not be listed' };
  const shared = FIELDS.filter((field) => {
    const values = customers.flatMap((customer) => (customer[field] ? [String(customer[field])] : []));
    return new Set(values).size < values.length;
  });
  const check = 'identity';
  if (shared.length === 0) {
    const detail = `no telephone or e-mail stands twice among the newest ${customers.length} customers; mappings take both to identify`;
    return { check, status: 'ok', detail, advice: WHERE };
  }
  const names = shared.join(' and ');
  const detail = `among the newest ${customers.length} customers some share their ${names}, so the tenant does not identify by that`;
  return { check, status: 'warning', detail, advice: WHERE };
}

async function newest(client: Client): Promise<readonly Readonly<Record<string, unknown>>[] | undefined> {
  try {
    const { items } = await client.call(endpoints.listCustomers, { page_no: 1, page_size: ROWS });
    return (items ?? []) as readonly Readonly<Record<string, unknown>>[];
  } catch (error) {
    if (error instanceof SobotError) return undefined;
    throw error;
  }
}
