import { useTranslation } from 'react-i18next';
import type { fieldGroups } from './target-choice.ts';

/** A drop-down of the fields of a target. A field that is filled already cannot be chosen. */
export function FieldSelect({
  label,
  value,
  groups,
  none,
  isTaken,
  noteOf,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly groups: ReturnType<typeof fieldGroups>;
  /** The text of the choice without a field. */
  readonly none: string;
  readonly isTaken: (id: string) => boolean;
  /** What is said beside a field: why it cannot be chosen, or what choosing it does. */
  readonly noteOf: (id: string) => string | undefined;
  readonly onChange: (id: string) => void;
}) {
  const { t } = useTranslation();
  const isKnown = value === '' || groups.some(({ choices }) => choices.some(({ id }) => id === value));
  return (
    <select className="input" aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      <option value="">{none}</option>
      {!isKnown && <option value={value}>{value}</option>}
      {groups.map(({ id: group, title, choices }) => {
        const options = choices.map(({ id, label: name, required }) => (
          <option key={id} value={id} disabled={isTaken(id)}>
            {[required ? `${name} *` : name, noteOf(id)].filter(Boolean).join(' – ')}
          </option>
        ));
        const heading = group === 'custom' ? t('import.map.customFields') : title;
        return heading === undefined ? (
          options
        ) : (
          <optgroup key={group} label={heading}>
            {options}
          </optgroup>
        );
      })}
    </select>
  );
}
