import { useTranslation } from 'react-i18next';
import type { MappingContent } from '../../../../schemas/mappings.ts';
import { Icon } from '../../../components/icon.tsx';
import { optionsOf } from './field-options.ts';
import { FieldSelect } from './field-select.tsx';
import { LineSummary } from './line-summary.tsx';
import { columnsOf, type Line, linesOf, withLine } from './mapping-lines.ts';
import type { FieldChoice, fieldGroups } from './target-choice.ts';
import { ValueInput } from './value-input.tsx';

/** The fields that get the same value in every row, or one that is calculated. */
export function FixedValues({
  content,
  choices,
  groups,
  onChange,
  onOpen,
}: {
  readonly content: MappingContent;
  readonly choices: readonly FieldChoice[];
  readonly groups: ReturnType<typeof fieldGroups>;
  readonly onChange: (content: MappingContent) => void;
  readonly onOpen: (id: string) => void;
}) {
  const { t } = useTranslation();
  const lines = linesOf(content);
  const lineOf = (id: string) => lines.find((line) => line.id === id);
  const fixed = lines.filter(({ spec }) => columnsOf(spec).length === 0);
  return (
    <section className="card" aria-labelledby="fixed-title">
      <div>
        <h2 id="fixed-title">{t('import.map.fixed')}</h2>
        <p className="muted">{t('import.map.fixedHint')}</p>
      </div>
      {fixed.map((line) => (
        <FixedLine
          key={line.id}
          line={line}
          choice={choices.find(({ id }) => id === line.id)}
          onValue={(value) => onChange(withLine(content, line.id, { ...line.spec, const: value }))}
          onRemove={() => onChange(withLine(content, line.id, undefined))}
          onOpen={() => onOpen(line.id)}
        />
      ))}
      <FieldSelect
        label={t('import.map.addFixed')}
        value=""
        groups={groups}
        none={t('import.map.addFixed')}
        isTaken={(id) => lineOf(id) !== undefined}
        noteOf={(id) => {
          const line = lineOf(id);
          return line && t(columnsOf(line.spec).length > 0 ? 'import.map.hasColumn' : 'import.map.isFixed');
        }}
        onChange={(id) => {
          const choice = choices.find((each) => each.id === id);
          if (choice) onChange(withLine(content, id, { const: optionsOf(choice)?.[0]?.value ?? '' }));
        }}
      />
    </section>
  );
}

function FixedLine({
  line: { id, spec },
  choice,
  onValue,
  onRemove,
  onOpen,
}: {
  readonly line: Line;
  readonly choice: FieldChoice | undefined;
  readonly onValue: (value: string | number) => void;
  readonly onRemove: () => void;
  readonly onOpen: () => void;
}) {
  const { t } = useTranslation();
  const label = choice?.label ?? id;
  return (
    <div className="fixed-line">
      <span className="map-name">{label}</span>
      {spec.expr === undefined ? (
        <ValueInput
          label={t('import.map.valueOf', { field: label })}
          choice={choice}
          value={String(spec.const ?? '')}
          onChange={onValue}
        />
      ) : (
        <LineSummary spec={spec} />
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={t('import.map.settingsOf', { field: label })}
        title={t('import.map.settings')}
        onClick={onOpen}
      >
        <Icon name="edit" size={18} />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={t('import.map.removeLine', { field: label })}
        title={t('common.remove')}
        onClick={onRemove}
      >
        <Icon name="close" size={18} />
      </button>
    </div>
  );
}
