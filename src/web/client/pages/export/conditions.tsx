import { useTranslation } from 'react-i18next';
import type { StreamForms } from '../../../schemas/lists.ts';
import type { LookupEntries } from '../../../schemas/mappings.ts';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { Icon } from '../../components/icon.tsx';
import { useLoaded } from '../../components/use-loaded.ts';
import { conditionIn } from '../../i18n/terms.ts';

export type StreamFilter = StreamForms[number]['filters'][number];

/** One condition of a form, complete or not. */
export interface Condition {
  readonly id: number;
  readonly filter: string;
  readonly value: string;
}

/** The conditions as the server takes them: `stageid=Won`. Incomplete ones are left out. */
export function whereOf(conditions: readonly Condition[]): string[] {
  return conditions.flatMap(({ filter, value }) =>
    filter === '' || value.trim() === '' ? [] : [`${filter}=${value}`],
  );
}

/** Conditions by form: values are chosen by the tenant's names wherever it has some. */
export function Conditions({
  filters,
  conditions,
  onChange,
}: {
  readonly filters: readonly StreamFilter[];
  readonly conditions: readonly Condition[];
  readonly onChange: (conditions: readonly Condition[]) => void;
}) {
  const { t } = useTranslation();
  const change = (id: number, to: Partial<Condition>) =>
    onChange(conditions.map((each) => (each.id === id ? { ...each, ...to } : each)));
  return (
    <div className="stack tight">
      {conditions.map((condition, index) => (
        <ConditionLine
          key={condition.id}
          filters={filters}
          condition={condition}
          number={index + 1}
          onChange={(to) => change(condition.id, to)}
          onRemove={() => onChange(conditions.filter(({ id }) => id !== condition.id))}
        />
      ))}
      <div>
        <Button
          look="quiet"
          icon="plus"
          onClick={() => {
            const id = 1 + Math.max(-1, ...conditions.map((each) => each.id));
            onChange([...conditions, { id, filter: '', value: '' }]);
          }}
        >
          {t('exporting.addFilter')}
        </Button>
      </div>
    </div>
  );
}

function ConditionLine({
  filters,
  condition,
  number,
  onChange,
  onRemove,
}: {
  readonly filters: readonly StreamFilter[];
  readonly condition: Condition;
  /** Its place, from 1. */
  readonly number: number;
  readonly onChange: (to: Partial<Condition>) => void;
  readonly onRemove: () => void;
}) {
  const { t, i18n } = useTranslation();
  const filter = filters.find(({ name }) => name === condition.filter);
  return (
    <div className="condition">
      <Field label={t('exporting.filter')}>
        <select
          value={condition.filter}
          onChange={(event) => onChange({ filter: event.target.value, value: '' })}
          title={filter && conditionIn(i18n.language, filter.description)}
        >
          <option value="">{t('exporting.anyValue')}</option>
          {filters.map(({ name, description, required }) => (
            <option key={name} value={name}>
              {filterLabel(name, conditionIn(i18n.language, description))}
              {required ? ` (${t('exporting.required')})` : ''}
            </option>
          ))}
        </select>
      </Field>
      <ValueField filter={filter} value={condition.value} onChange={(value) => onChange({ value })} />
      <button
        type="button"
        className="icon-button"
        aria-label={t('exporting.removeFilter', { number })}
        onClick={onRemove}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

/** The control for a value: a list of its names, or a text. */
function ValueField({
  filter,
  value,
  onChange,
}: {
  readonly filter: StreamFilter | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { t, i18n } = useTranslation();
  const { data: entries } = useLoaded<LookupEntries>(filter?.lookup && `/lookups/${encodeURIComponent(filter.lookup)}`);
  const names = filter?.values ? Object.keys(filter.values) : entries && [...new Set(entries.map(({ name }) => name))];
  if (!names) {
    return (
      <Field
        label={t('exporting.value')}
        hint={filter && TIME_FILTER.test(filter.name) ? t('exporting.timeHint') : undefined}
      >
        <input
          value={value}
          disabled={filter === undefined}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      </Field>
    );
  }
  return (
    <Field label={t('exporting.value')}>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t('exporting.anyValue')}</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {filter?.values ? conditionIn(i18n.language, name) : name}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** The names of conditions that take a time. */
const TIME_FILTER = /_time$/;

const MAX_LABEL_CHARS = 48;

/** What the filter means, in a few words, and its name. */
function filterLabel(name: string, description: string): string {
  const [first = ''] = description.split(/[.;(:。；（：]/);
  const meaning = first.trim();
  if (meaning === '' || meaning.toLowerCase() === name) return name;
  return `${meaning.length > MAX_LABEL_CHARS ? `${meaning.slice(0, MAX_LABEL_CHARS)}…` : meaning} (${name})`;
}
