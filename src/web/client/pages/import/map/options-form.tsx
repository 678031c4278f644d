import { useTranslation } from 'react-i18next';
import type { PageImportChoice } from '../../../../schemas/checks.ts';
import type { MappingContent } from '../../../../schemas/mappings.ts';
import { Field } from '../../../components/field.tsx';
import { changeJourney, useJourney } from '../journey.ts';
import type { FieldChoice } from './target-choice.ts';

const MODES = ['upsert', 'create', 'update'] as const;
const DUPLICATES = ['reject', 'last', 'all'] as const;
const COLLISIONS = ['reject', 'send'] as const;

/** Options that are on or off. */
const SWITCHES = [
  'undoable',
  'changedOnly',
  'createMissing',
  'acceptDamage',
  'again',
] as const satisfies readonly (keyof PageImportChoice)[];

/** How rows are identified, and what happens to duplicates, blanks and errors. */
export function OptionsForm({
  content,
  columns,
  choices,
  onChange,
}: {
  readonly content: MappingContent;
  readonly columns: readonly string[];
  readonly choices: readonly FieldChoice[];
  readonly onChange: (content: MappingContent) => void;
}) {
  const { t } = useTranslation();
  const { options } = useJourney();
  const change = (part: Partial<PageImportChoice>) =>
    changeJourney({ options: withoutUndefined({ ...options, ...part }) });
  const setContent = (key: string, value: unknown) => {
    const { [key]: _old, ...rest } = content;
    onChange(value === undefined ? rest : { ...rest, [key]: value });
  };
  const mapped = Object.keys((content['fields'] ?? {}) as object);
  const key = content['key'];
  const keyValue =
    typeof key === 'string' ? `field:${key}` : key !== undefined ? `column:${(key as { column: string }).column}` : '';
  const setKey = (value: string) => {
    if (value === '') setContent('key', undefined);
    else setContent('key', value.startsWith('field:') ? value.slice(6) : { column: value.slice(7) });
  };
  return (
    <details className="card">
      <summary>
        <h2>{t('import.options.title')}</h2>
      </summary>
      <div className="fields">
        <Field label={t('import.options.key')} hint={t('import.options.keyHint')}>
          <select value={keyValue} onChange={(event) => setKey(event.target.value)}>
            <option value="">{t('import.options.noKey')}</option>
            {mapped.map((name) => (
              <option key={name} value={`field:${name}`}>
                {choices.find(({ id }) => id === `fields.${name}`)?.label ?? name}
              </option>
            ))}
            <optgroup label={t('import.map.column')}>
              {columns.map((name) => (
                <option key={name} value={`column:${name}`}>
                  {name}
                </option>
              ))}
            </optgroup>
          </select>
        </Field>
        {content['target'] === 'customer' && (
          <Field label={t('import.options.mode')}>
            <select
              value={options.mode ?? (content['mode'] as string | undefined) ?? 'upsert'}
              onChange={(event) => change({ mode: MODES.find((mode) => mode === event.target.value) })}
            >
              {MODES.map((mode) => (
                <option key={mode} value={mode}>
                  {t(`import.options.modes.${mode}`)}
                </option>
              ))}
            </select>
          </Field>
        )}
        <Field label={t('import.map.blanks')}>
          <select
            value={(content['blank'] as string | undefined) ?? 'omit'}
            onChange={(event) => setContent('blank', event.target.value === 'clear' ? 'clear' : undefined)}
          >
            <option value="omit">{t('import.map.blankOmit')}</option>
            <option value="clear">{t('import.map.blankClear')}</option>
          </select>
        </Field>
        <Field label={t('import.options.duplicates')}>
          <select
            value={options.onDuplicate ?? 'reject'}
            onChange={(event) => change({ onDuplicate: DUPLICATES.find((each) => each === event.target.value) })}
          >
            {DUPLICATES.map((each) => (
              <option key={each} value={each}>
                {t(`import.options.duplicate.${each}`)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t('import.options.collisions')}>
          <select
            value={options.onCollision ?? 'reject'}
            onChange={(event) => change({ onCollision: COLLISIONS.find((each) => each === event.target.value) })}
          >
            {COLLISIONS.map((each) => (
              <option key={each} value={each}>
                {t(`import.options.collision.${each}`)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t('import.options.limit')} hint={t('import.options.limitHint')}>
          <input
            type="number"
            min={1}
            value={options.limit ?? ''}
            onChange={(event) => change({ limit: Number(event.target.value) || undefined })}
          />
        </Field>
        <Field label={t('import.options.maxErrors')} hint={t('import.options.maxErrorsHint')}>
          <input
            value={options.maxErrors ?? ''}
            pattern="\d+(\.\d+)?%?"
            onChange={(event) => change({ maxErrors: event.target.value.trim() || undefined })}
          />
        </Field>
        {options.createMissing && (
          <Field label={t('import.options.group')}>
            <input
              value={options.group ?? ''}
              onChange={(event) => change({ group: event.target.value || undefined })}
            />
          </Field>
        )}
      </div>
      <ul className="plain-list">
        {SWITCHES.map((name) => (
          <li key={name}>
            <label className="check">
              <input
                type="checkbox"
                checked={options[name] ?? isOnByDefault(name)}
                onChange={({ target: { checked } }) =>
                  change({ [name]: checked === isOnByDefault(name) ? undefined : checked })
                }
              />
              <span>{t(`import.options.switches.${name}`)}</span>
            </label>
          </li>
        ))}
      </ul>
    </details>
  );
}

function withoutUndefined(options: Partial<PageImportChoice>): PageImportChoice {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as PageImportChoice;
}

/** The server keeps what customers were, where it can, unless it is told not to. */
function isOnByDefault(name: (typeof SWITCHES)[number]): boolean {
  return name === 'undoable';
}
