import { afterAll, beforeAll, expect, test } from 'vitest';
import { endpoints } from '../../src/api/endpoints/index.ts';
import type { CustomFieldDefinition } from '../../src/api/index.ts';
import {
  cellsOfPayload,
  differentFields,
  recordValues,
  sameValue,
  updatePayload,
  type ValueContext,
} from '../../src/change/index.ts';
import type { CellValue } from '../../src/ledger/index.ts';
import { type Target, targets } from '../../src/targets/index.ts';
import { type SandboxTenant, startTenant } from '../support/sandbox-tenant.ts';

const edit = targets.get('customer-update') as Target;
let tenant: SandboxTenant;
let definitions: readonly CustomFieldDefinition[];
let context: ValueContext;

beforeAll(async () => {
  tenant = await startTenant({ customers: 60, seed: 7 });
  definitions = (await tenant.client.call(endpoints.listCustomerFields, {})).items;
  context = { definitions: new Map(definitions.map((field) => [field.field_id, field])), nameOf: () => undefined };
});
afterAll(() => tenant[Symbol.asyncDispose]());

type Row = Readonly<Record<string, unknown>>;

async function rows(): Promise<readonly Row[]> {
  return (await tenant.read(endpoints.listCustomers, {})) as readonly Row[];
}

async function detailOf(id: string): Promise<Row> {
  return (await tenant.client.call(endpoints.getCustomer, { id })).item as Row;
}

test('the list and the details of a customer tell the same values', async () => {
  for (const row of await rows()) {
    const detail = await detailOf(String(row['id']));
    const [listed, detailed] = [recordValues({ row }, definitions), recordValues({ detail }, definitions)];
    expect([listed.id, listed.nick, listed.updateTime]).toEqual([detailed.id, detailed.nick, detailed.updateTime]);
    expect(differentFields(listed.known(), detailed.known(), context)).toEqual([]);
    expect(Object.keys(listed.known()).length).toBeGreaterThan(20);
  }
});

test('a customer who is given the values of another has them afterwards, and is given its own back', async () => {
  const [first, second] = await rows();
  const [one, other] = [await detailOf(String(first?.['id'])), await detailOf(String(second?.['id']))];
  const [before, wanted] = [one, other].map((detail) => recordValues({ detail }, definitions).known());
  const id = String(one['id']);
  const changed = differentFields(before ?? {}, wanted ?? {}, context).filter((field) => field !== 'sex');
  expect(changed.length).toBeGreaterThan(3);
  const give = async (values: Readonly<Record<string, CellValue>>) => {
    const cells = new Map(changed.map((field) => [field, values[field] ?? null]));
    const payload = updatePayload({
      id,
      nick: String(one['nick']),
      cells,
      companions: new Map(Object.entries(values)),
    });
    // A payload tells its own cells.
    const told = cellsOfPayload(edit, payload, { definitions, forExisting: true });
    for (const [field, value] of cells) {
      if (told.has(field)) expect(sameValue(field, told.get(field) ?? null, value, context)).toBe(true);
    }
    await tenant.client.call(endpoints.updateCustomer, payload as never);
    return recordValues({ detail: await detailOf(id) }, definitions).known();
  };
  const after = await give(wanted ?? {});
  expect(differentFields(after, wanted ?? {}, context).filter((field) => field !== 'sex')).toEqual([]);
  expect(differentFields(await give(before ?? {}), before ?? {}, context)).toEqual([]);
});
