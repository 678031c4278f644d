import type { ApiClient } from '../../api/client.ts';
import { endpoints } from '../../api/endpoints/index.ts';
import { SobotError } from '../../api/errors/sobot-error.ts';
import type { DoctorFinding } from './doctor-finding.ts';

const IDENTITY_SAMPLE_ROWS = 100;
const IDENTITY_FIELDS = ['tel', 'email'] as const;
const IDENTITY_ADVICE =
  'The API does not tell by what the tenant identifies customers: see CRM, settings, unique identification rules, and write it into the mapping: identifiedBy';

/** Looks at the newest customers for what tells of the tenant's identification rules: a value that two of them have identifies nobody. */
export async function inspectIdentity(client: ApiClient): Promise<DoctorFinding> {
  const customers = await newestCustomers(client);
  if (customers === undefined)
    return { check: 'identity', status: 'unknown', detail: 'the customers could not be listed' };
  const shared = IDENTITY_FIELDS.filter((field) => {
    const values = customers.flatMap((customer) => (customer[field] ? [String(customer[field])] : []));
    return new Set(values).size < values.length;
  });
  const check = 'identity';
  if (shared.length === 0) {
    const detail = `no telephone or e-mail stands twice among the newest ${customers.length} customers; mappings take both to identify`;
    return { check, status: 'ok', detail, advice: IDENTITY_ADVICE };
  }
  const names = shared.join(' and ');
  const detail = `among the newest ${customers.length} customers some share their ${names}, so the tenant does not identify by that`;
  return { check, status: 'warning', detail, advice: IDENTITY_ADVICE };
}

async function newestCustomers(client: ApiClient): Promise<readonly Readonly<Record<string, unknown>>[] | undefined> {
  try {
    const { items } = await client.call(endpoints.listCustomers, { page_no: 1, page_size: IDENTITY_SAMPLE_ROWS });
    return (items ?? []) as readonly Readonly<Record<string, unknown>>[];
  } catch (error) {
    if (error instanceof SobotError) return undefined;
    throw error;
  }
}
