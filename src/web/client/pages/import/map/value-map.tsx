import { useTranslation } from 'react-i18next';
import { Button } from '../../../components/button.tsx';
import { Field } from '../../../components/field.tsx';
import { Icon } from '../../../components/icon.tsx';
import { optionsOf } from './field-options.ts';
import type { LineSpec } from './mapping-lines.ts';
import type { FieldChoice } from './target-choice.ts';
import { ValueInput } from './value-input.tsx';

type Values = NonNullable<LineSpec['values']>;

const OTHERWISE = ['reject', 'blank', 'keep'] as const;

/** What each text of the column becomes. */
export function ValueMap({
  spec,
  choice,
  samples,
  onChange,
}: {
  readonly spec: LineSpec;
  readonly choice: FieldChoice | undefined;
  readonly samples: readonly string[];
  readonly onChange: (part: Partial<LineSpec>) => void;
}) {
  const { t } = useTranslation();
  const entries = Object.entries(spec.values ?? {});
  const set = (list: readonly (readonly [string, Values[string]])[]) =>
    onChange(list.length === 0 ? { values: undefined, otherwise: undefined } : { values: Object.fromEntries(list) });
  const unlisted = samples.filter((sample) => sample !== '' && !(sample in (spec.values ?? {})));
  const options = optionsOf(choice);
  /** The option that has the same name as the text, if one does. */
  const guess = (text: string) =>
    options?.find(({ label }) => label.toLowerCase().startsWith(text.toLowerCase()))?.value;
  return (
    <fieldset className="plain">
      <legend className="legend">{t('import.map.values')}</legend>
      {entries.map(([text, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the text is edited; the place is the identity.
        <div key={index} className="value-line">
          <input
            className="input"
            aria-label={t('import.map.textInFile')}
            value={text}
            onChange={(event) => set(entries.with(index, [event.target.value, value]))}
          />
          <Icon name="arrow" size={16} />
          <ValueInput
            label={t('import.map.becomes', { text })}
            choice={choice}
            value={value === null ? '' : String(value)}
            none={t('import.map.notSentValue')}
            onChange={(next) => set(entries.with(index, [text, next === '' ? null : next]))}
          />
          <button
            type="button"
            className="icon-button"
            aria-label={t('import.map.removeValue', { text })}
            onClick={() => set(entries.toSpliced(index, 1))}
          >
            <Icon name="close" size={18} />
          </button>
        </div>
      ))}
      <div className="actions">
        <Button icon="plus" onClick={() => set([...entries, ['', null]])}>
          {t('import.map.addValue')}
        </Button>
        {unlisted.length > 0 && (
          <Button
            look="quiet"
            onClick={() => set([...entries, ...unlisted.map((text) => [text, guess(text) ?? null] as const)])}
          >
            {t('import.map.addSamples')}
          </Button>
        )}
      </div>
      {entries.length > 0 && (
        <Field label={t('import.map.otherwise')}>
          <select
            value={String(spec.otherwise ?? 'reject')}
            onChange={(event) =>
              onChange({ otherwise: event.target.value === 'reject' ? undefined : event.target.value })
            }
          >
            {OTHERWISE.map((each) => (
              <option key={each} value={each}>
                {t(`import.map.otherwises.${each}`)}
              </option>
            ))}
            {spec.otherwise !== undefined && !OTHERWISE.some((each) => each === spec.otherwise) && (
              <option>{String(spec.otherwise)}</option>
            )}
          </select>
        </Field>
      )}
    </fieldset>
  );
}
