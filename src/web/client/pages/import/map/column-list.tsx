import { useTranslation } from 'react-i18next';
import type { MappingContent, MappingSuggestion, SuggestedLine } from '../../../../schemas/mappings.ts';
import { Icon } from '../../../components/icon.tsx';
import { FieldSelect } from './field-select.tsx';
import { LineSummary } from './line-summary.tsx';
import { columnsOf, type Line, linesOf, withLine } from './mapping-lines.ts';
import { type fieldGroups, newSpec } from './target-choice.ts';

type Groups = ReturnType<typeof fieldGroups>;

/** Every column of the file, and beside it the field that it becomes. */
export function ColumnList({
  content,
  suggestion,
  groups,
  onChange,
  onOpen,
}: {
  readonly content: MappingContent;
  readonly suggestion: MappingSuggestion;
  readonly groups: Groups;
  readonly onChange: (content: MappingContent) => void;
  /** Opens the settings of a line. */
  readonly onOpen: (id: string) => void;
}) {
  const { t } = useTranslation();
  const lines = linesOf(content);
  const isFilled = (id: string, own: Line | undefined) => id !== own?.id && lines.some((line) => line.id === id);
  const hasColumn = (id: string) => lines.some((line) => line.id === id && columnsOf(line.spec).length > 0);
  const noteOf = (id: string, own: Line | undefined) => {
    if (!isFilled(id, own)) return undefined;
    return t(hasColumn(id) ? 'import.map.hasColumn' : 'import.map.replacesFixed');
  };
  const choices = groups.flatMap((group) => group.choices);

  const choose = (column: string, before: Line | undefined, id: string) => {
    const left = before ? withLine(content, before.id, undefined) : content;
    const choice = choices.find((each) => each.id === id);
    const suggested = suggestion.lines.find((line) => lineId(line) === id && line.columns.includes(column));
    if (!choice) onChange(left);
    else
      onChange(
        withLine(
          left,
          id,
          suggested ? linesOf(suggestion.content).find((line) => line.id === id)?.spec : newSpec(choice, column),
        ),
      );
  };

  return (
    <section className="card" aria-labelledby="columns-title">
      <h2 id="columns-title">{t('import.map.columns')}</h2>
      <ul className="map-lines">
        {suggestion.columns.flatMap(({ name, samples, filled, unsent }) => {
          const own = lines.filter(({ spec }) => columnsOf(spec).includes(name));
          const shown: readonly (Line | undefined)[] = own.length > 0 ? own : [undefined];
          return shown.map((line) => {
            const facts =
              line && suggestion.lines.find((each) => lineId(each) === line.id && each.columns.includes(name));
            return (
              <li key={`${name} ${line?.id ?? ''}`} className={line ? 'map-line' : 'map-line unsent'}>
                <div className="map-source">
                  <p className="map-name">
                    <bdi>{name}</bdi>
                  </p>
                  <p className="map-samples" title={samples.join('\n')}>
                    {samples.length > 0
                      ? samples.slice(0, 3).map((sample) => <bdi key={sample}>{sample}</bdi>)
                      : t('common.blank')}
                  </p>
                  {filled === 0 && samples.length > 0 && <p className="map-samples">{t('common.blank')}</p>}
                </div>
                <span className="map-arrow">
                  <Icon name="arrow" />
                </span>
                <div className="map-target">
                  <div className="map-choice">
                    <FieldSelect
                      label={t('import.map.fieldFor', { column: name })}
                      value={line?.id ?? ''}
                      groups={groups}
                      none={t('import.map.notSent')}
                      isTaken={(id) => isFilled(id, line) && hasColumn(id)}
                      noteOf={(id) => noteOf(id, line)}
                      onChange={(id) => choose(name, line, id)}
                    />
                    {line && (
                      <button
                        type="button"
                        className="icon-button"
                        aria-label={t('import.map.settingsOf', { field: labelOf(choices, line.id) })}
                        title={t('import.map.settings')}
                        onClick={() => onOpen(line.id)}
                      >
                        <Icon name="edit" size={18} />
                      </button>
                    )}
                    {facts && facts.confidence !== null && <Confidence line={facts} />}
                  </div>
                  {line && <LineSummary spec={line.spec} />}
                  {facts?.notes.map((note) => (
                    <p key={note} className="map-note">
                      {note}
                    </p>
                  ))}
                  {!line && unsent !== null && <p className="map-note">{unsent}</p>}
                </div>
              </li>
            );
          });
        })}
      </ul>
    </section>
  );
}

function Confidence({ line }: { readonly line: SuggestedLine }) {
  const { t } = useTranslation();
  const percent = Math.round((line.confidence ?? 0) * 100);
  const tone = line.doubtful ? 'warn' : 'good';
  return (
    <span className={`badge ${tone}`} title={t('import.map.confidence', { percent })}>
      {percent} %<span className="visually-hidden"> {t('import.map.sure')}</span>
    </span>
  );
}

/** The id of the line that a suggestion is about. */
function lineId({ kind, field }: SuggestedLine): string {
  if (kind === 'section') return field === 'stage.stage' ? 'stage.stageid' : field;
  return kind === 'custom' ? `custom.${field}` : `fields.${field}`;
}

function labelOf(choices: readonly { readonly id: string; readonly label: string }[], id: string): string {
  return choices.find((choice) => choice.id === id)?.label ?? id;
}
