import { useTranslation } from 'react-i18next';
import { optionsOf } from './field-options.ts';
import type { FieldChoice } from './target-choice.ts';

/** The input of a value of a field: its options, if it has some, else a text. */
export function ValueInput({
  label,
  choice,
  value,
  none,
  onChange,
}: {
  readonly label: string;
  readonly choice: FieldChoice | undefined;
  readonly value: string;
  /** The text of the choice without a value. */
  readonly none?: string;
  readonly onChange: (value: string | number) => void;
}) {
  const { t } = useTranslation();
  const options = optionsOf(choice);
  if (!options) {
    return (
      <input
        className="input"
        aria-label={label}
        value={value}
        placeholder={none}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  const isKnown = options.some((option) => String(option.value) === value);
  return (
    <select
      className="input"
      aria-label={label}
      value={value}
      onChange={(event) =>
        onChange(options.find((option) => String(option.value) === event.target.value)?.value ?? event.target.value)
      }
    >
      <option value="">{none ?? t('import.map.choose')}</option>
      {!isKnown && value !== '' && <option value={value}>{value}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
