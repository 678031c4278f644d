import { useTranslation } from 'react-i18next';
import { Field } from '../../../components/field.tsx';
import { columnsOf, type LineSpec } from './mapping-lines.ts';
import type { FieldChoice } from './target-choice.ts';
import { ValueInput } from './value-input.tsx';

type SourceKind = 'column' | 'const' | 'expr';

const KINDS: readonly SourceKind[] = ['column', 'const', 'expr'];

/** Where a line's value comes from: columns, a fixed value, or an expression. */
export function SourceForm({
  spec,
  choice,
  columns,
  onChange,
}: {
  readonly spec: LineSpec;
  readonly choice: FieldChoice | undefined;
  readonly columns: readonly string[];
  readonly onChange: (spec: LineSpec) => void;
}) {
  const { t } = useTranslation();
  const kind: SourceKind = spec.const !== undefined ? 'const' : spec.expr !== undefined ? 'expr' : 'column';
  const { column: _column, const: _const, expr: _expr, ...rest } = spec;
  const become = (next: SourceKind) => {
    if (next === 'column') onChange({ ...rest, column: columns[0] ?? '' });
    else if (next === 'expr')
      onChange({
        ...rest,
        expr:
          columnsOf(spec)
            .map((name) => `\`${name}\``)
            .join(' & ') || '""',
      });
    else onChange({ const: '' });
  };
  const own = columnsOf(spec);
  const setColumns = (names: readonly string[]) => onChange({ ...rest, column: names.length === 1 ? names[0] : names });
  return (
    <div className="fields">
      <Field label={t('import.map.source')}>
        <select
          value={kind}
          onChange={(event) => become(KINDS.find((each) => each === event.target.value) ?? 'column')}
        >
          {KINDS.map((each) => (
            <option key={each} value={each}>
              {t(`import.map.sources.${each}`)}
            </option>
          ))}
        </select>
      </Field>
      {kind === 'column' &&
        [...own, ''].map((name, index) => (
          <Field
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity.
            key={index}
            label={index === 0 ? t('import.map.column') : t('import.map.otherColumn')}
          >
            <select
              value={name}
              onChange={(event) => {
                const chosen = event.target.value;
                setColumns(own.with(Math.min(index, own.length - 1), chosen).filter(Boolean));
                if (index === own.length && chosen !== '') setColumns([...own, chosen]);
              }}
            >
              {index > 0 && <option value="">{t('import.map.noColumn')}</option>}
              {columns.map((each) => (
                <option key={each} disabled={each !== name && own.includes(each)}>
                  {each}
                </option>
              ))}
            </select>
          </Field>
        ))}
      {kind === 'const' && (
        <div className="field">
          <span className="legend">{t('import.map.value')}</span>
          <ValueInput
            label={t('import.map.value')}
            choice={choice}
            value={String(spec.const ?? '')}
            onChange={(value) => onChange({ const: value })}
          />
        </div>
      )}
      {kind === 'expr' && (
        <Field label={t('import.map.expression')} hint={t('import.map.expressionHint')}>
          <input
            value={spec.expr ?? ''}
            spellCheck={false}
            onChange={(event) => onChange({ ...rest, expr: event.target.value })}
          />
        </Field>
      )}
    </div>
  );
}
