import type { CustomEntry } from '../checks/custom-entries.ts';
import { checkFilled, withEntries } from '../checks/custom-entries.ts';
import type { FieldChange } from '../store/behavior-store.ts';
import type { Customer, CustomValues } from '../store/customer.ts';
import { nowSeconds, type World } from '../world.ts';
import type { CustomerInput } from './customer-input.ts';

/** The custom values that an edit leaves. Without entries they stay as they are. */
export function editedCustomValues(
  customer: Customer,
  entries: readonly CustomEntry[] | undefined,
  merge: boolean,
  { tenant: { customerFields } }: World,
): CustomValues {
  if (entries === undefined) return customer.custom;
  const values = withEntries(customer.custom, entries, merge, customerFields);
  checkFilled('ex_field_str', values, customerFields);
  return values;
}

/** Edits a customer: what is given changes, `""` clears, what is absent stays. Leaves a behavior if anything changed. */
export function applyEdit(customer: Customer, input: CustomerInput, custom: CustomValues, world: World): void {
  const { store, settings } = world;
  const changes = changesOf(customer, input);
  store.customers.edit(customer, () => {
    customer.texts = { ...customer.texts, ...input.texts };
    if (Object.keys(input.lists).length > 0) customer.lists = { ...customer.lists, ...input.lists };
    if (input.sex !== undefined) customer.sex = input.sex;
    customer.custom = custom;
    customer.updateTime = nowSeconds(world);
  });
  if (changes.length > 0) {
    store.behaviors.record(customer, { type: 'user_update', timeMs: settings.now(), changes });
  }
}

function changesOf(customer: Customer, { texts, sex }: CustomerInput): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const [field, value] of Object.entries(texts)) {
    const oldValue = customer.texts[field as keyof typeof customer.texts] ?? '';
    if (value !== oldValue) changes.push({ field, value, oldValue });
  }
  if (sex !== undefined && sex !== customer.sex) changes.push({ field: 'sex', value: sex, oldValue: customer.sex });
  return changes;
}
