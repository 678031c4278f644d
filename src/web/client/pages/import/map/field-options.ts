import type { FieldChoice } from './target-choice.ts';

/** A value that a field can have, by its name. */
interface FieldOption {
  readonly value: string | number;
  readonly label: string;
}

/** The values that a field can have; undefined if it takes any text. */
export function optionsOf(choice: FieldChoice | undefined): readonly FieldOption[] | undefined {
  const { values } = choice?.field ?? {};
  if (values) return Object.entries(values).map(([label, value]) => ({ value, label: `${label} (${value})` }));
  return choice?.custom?.options?.map((option) => ({ value: option, label: option }));
}
