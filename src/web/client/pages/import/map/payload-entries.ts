import type { FieldChoice } from './target-choice.ts';

/** One value that is sent: its wire name, and the name that people know. */
interface PayloadEntry {
  readonly name: string;
  readonly label: string | undefined;
  readonly isCustom: boolean;
  readonly value: unknown;
}

/** The member that holds the custom fields, and what it is a list of. */
const CUSTOM_VALUES = 'ex_field_str';

interface CustomValue {
  readonly fieldid: string;
  readonly field_value: unknown;
}

/** The values of a payload by their names; custom fields one by one, by the names that the tenant gave them. */
export function payloadEntries(
  payload: Readonly<Record<string, unknown>>,
  choices: readonly FieldChoice[],
): readonly PayloadEntry[] {
  return Object.entries(payload).flatMap(([name, value]): readonly PayloadEntry[] => {
    const custom = name === CUSTOM_VALUES ? customValuesOf(value) : undefined;
    if (!custom) {
      const label = choices.find(({ id }) => id === `fields.${name}`)?.label;
      return [{ name, label, isCustom: false, value }];
    }
    return custom.map(({ fieldid, field_value }) => ({
      name: fieldid,
      label: choices.find((choice) => choice.custom?.id === fieldid)?.label,
      isCustom: true,
      value: field_value,
    }));
  });
}

/** The custom fields, which the API takes as a list or as the text of one. */
function customValuesOf(value: unknown): readonly CustomValue[] | undefined {
  try {
    const list: unknown = typeof value === 'string' ? JSON.parse(value) : value;
    return Array.isArray(list) ? (list as readonly CustomValue[]) : undefined;
  } catch {
    return undefined;
  }
}
