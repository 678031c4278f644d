import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TargetForms } from '../../../../schemas/mappings.ts';
import { Icon } from '../../../components/icon.tsx';
import type { TransformUse } from './mapping-lines.ts';

type Transforms = TargetForms['transforms'];

/** The transforms of a line in their order; each is applied to what the one before returned. */
export function TransformList({
  uses,
  transforms,
  onChange,
}: {
  readonly uses: readonly TransformUse[];
  readonly transforms: Transforms;
  readonly onChange: (uses: readonly TransformUse[]) => void;
}) {
  const { t } = useTranslation();
  const add = (name: string) => {
    const transform = transforms.find((each) => each.name === name);
    if (transform) onChange([...uses, { name, parameter: firstParameter(transform) }]);
  };
  return (
    <fieldset className="plain">
      <legend className="legend">{t('import.map.transforms')}</legend>
      {uses.map((use, index) => {
        const transform = transforms.find(({ name }) => name === use.name);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a transform may be used twice; the place is the identity.
          <div key={`${index} ${use.name}`} className="transform">
            <div>
              <p className="map-name">{use.name}</p>
              <p className="map-note">{transform?.description}</p>
            </div>
            {transform?.parameter !== null && (
              <ParameterInput
                label={t('import.map.parameterOf', { transform: use.name })}
                parameter={use.parameter}
                example={transform?.example ? exampleOf(transform.example.use) : ''}
                onChange={(parameter) => onChange(uses.with(index, { ...use, parameter }))}
              />
            )}
            <button
              type="button"
              className="icon-button"
              aria-label={t('import.map.removeTransform', { transform: use.name })}
              onClick={() => onChange(uses.toSpliced(index, 1))}
            >
              <Icon name="close" size={18} />
            </button>
          </div>
        );
      })}
      <select
        className="input"
        aria-label={t('import.map.addTransform')}
        value=""
        onChange={(event) => add(event.target.value)}
      >
        <option value="">{t('import.map.addTransform')}</option>
        {transforms.map(({ name, description }) => (
          <option key={name} value={name}>
            {name} – {description}
          </option>
        ))}
      </select>
    </fieldset>
  );
}

/** Edits a parameter: a text as it is, anything else as JSON. */
function ParameterInput({
  label,
  parameter,
  example,
  onChange,
}: {
  readonly label: string;
  readonly parameter: unknown;
  readonly example: string;
  readonly onChange: (parameter: unknown) => void;
}) {
  const [text, setText] = useState(written(parameter));
  return (
    <input
      className="input"
      aria-label={label}
      value={text}
      placeholder={example}
      spellCheck={false}
      onChange={(event) => {
        setText(event.target.value);
        onChange(readParameter(event.target.value));
      }}
    />
  );
}

function written(parameter: unknown): string {
  if (parameter === undefined) return '';
  return typeof parameter === 'string' ? parameter : JSON.stringify(parameter);
}

function readParameter(text: string): unknown {
  if (text === '') return undefined;
  if (!/^[[{\d-]|^(?:true|false)$/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The parameter that a transform's example uses, as a start. */
function firstParameter(transform: Transforms[number]): unknown {
  const use = transform.example?.use;
  return use !== null && typeof use === 'object' ? (use as Record<string, unknown>)[transform.name] : undefined;
}

function exampleOf(use: unknown): string {
  if (use === null || typeof use !== 'object') return '';
  return written(Object.values(use)[0]);
}
