import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MappingContent } from '../../../../schemas/mappings.ts';
import { Icon } from '../../../components/icon.tsx';
import { rulesOf, withoutRule } from './mapping-rules.ts';
import type { FieldChoice } from './target-choice.ts';

/** The row filter and the rules of the mapping file, as text: they can be removed here, and are changed in the file. */
export function RuleList({
  content,
  choices,
  onChange,
}: {
  readonly content: MappingContent;
  readonly choices: readonly FieldChoice[];
  readonly onChange: (content: MappingContent) => void;
}) {
  const { t } = useTranslation();
  const { where, ...rest } = content;
  const rules = rulesOf(content);
  if (where === undefined && rules.length === 0) return null;
  const labelOf = (field: string) => choices.find(({ id }) => id === `fields.${field}`)?.label ?? field;
  return (
    <section className="card" aria-labelledby="rules-title">
      <div>
        <h2 id="rules-title">{t('import.map.rules.title')}</h2>
        <p className="muted">{t('import.map.rules.hint')}</p>
      </div>
      {where !== undefined && (
        <RuleLine
          name={t('import.map.rules.where')}
          remove={t('import.map.rules.removeWhere')}
          onRemove={() => onChange(rest)}
        >
          <span className="code">{String(where)}</span>
        </RuleLine>
      )}
      {rules.map(({ index, field, column, checks, unique, message, isWarning }) => {
        const of = field === undefined ? (column ?? '') : labelOf(field);
        const texts = [
          ...checks.map(({ check, value }) => t(`import.map.rules.checks.${check}`, { value })),
          ...(unique === undefined ? [] : [t(`import.map.rules.unique.${unique}`)]),
        ];
        return (
          <RuleLine
            key={index}
            name={of}
            remove={t('import.map.rules.remove', { of })}
            onRemove={() => onChange(withoutRule(content, index))}
          >
            <span>
              {message ?? texts.join(', ')}
              {isWarning && <span className="muted"> ({t('import.map.rules.warns')})</span>}
            </span>
          </RuleLine>
        );
      })}
    </section>
  );
}

function RuleLine({
  name,
  remove,
  onRemove,
  children,
}: {
  readonly name: string;
  readonly remove: string;
  readonly onRemove: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <div className="rule-line">
      <span className="map-name">{name}</span>
      {children}
      <button type="button" className="icon-button" aria-label={remove} title={t('common.remove')} onClick={onRemove}>
        <Icon name="close" size={18} />
      </button>
    </div>
  );
}
