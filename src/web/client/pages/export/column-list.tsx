import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import type { ColumnItem } from './export-choice.ts';

/** The columns of the file: dragged or moved by keyboard to their places, and left out without a tick. */
export function ColumnList({
  items,
  onChange,
}: {
  readonly items: readonly ColumnItem[];
  readonly onChange: (items: readonly ColumnItem[]) => void;
}) {
  const { t } = useTranslation();
  const [dragged, setDragged] = useState<number>();
  const [over, setOver] = useState<number>();
  const [said, setSaid] = useState('');
  const chosen = items.filter(({ isChosen }) => isChosen).length;

  const move = (from: number, to: number) => {
    const item = items[from];
    if (!item || from === to || to < 0 || to >= items.length) return;
    onChange(items.toSpliced(from, 1).toSpliced(to, 0, item));
    setSaid(t('exporting.moved', { column: item.name, position: to + 1, total: items.length }));
  };
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const step = event.altKey ? { ArrowUp: -1, ArrowDown: 1 }[event.key] : undefined;
    if (step === undefined) return;
    event.preventDefault();
    move(index, index + step);
    // The handle of the moved column keeps the focus: it has the same key, and moves with it.
  };
  const setAll = (isChosen: boolean) => onChange(items.map(({ name }) => ({ name, isChosen })));
  const endDrag = () => {
    setDragged(undefined);
    setOver(undefined);
  };

  return (
    <section className="card" aria-labelledby="columns-title">
      <div className="card-head">
        <h2 id="columns-title">{t('exporting.columns')}</h2>
        <div className="actions">
          <span className="muted">{t('exporting.chosen', { count: chosen, total: items.length })}</span>
          <Button look="quiet" onClick={() => setAll(true)}>
            {t('exporting.allColumns')}
          </Button>
          <Button look="quiet" onClick={() => setAll(false)}>
            {t('exporting.noColumns')}
          </Button>
        </div>
      </div>
      <p className="muted" id="columns-hint">
        {t('exporting.columnsHint')}
      </p>
      <ul className="column-list">
        {items.map(({ name, isChosen }, index) => (
          <li
            key={name}
            className={['column-item', dragged === index && 'dragged', over === index && 'over']
              .filter(Boolean)
              .join(' ')}
            draggable
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move';
              event.dataTransfer.setData('text/plain', name);
              setDragged(index);
            }}
            onDragOver={(event) => {
              if (dragged === undefined) return;
              event.preventDefault();
              setOver(index);
            }}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged !== undefined) move(dragged, index);
              endDrag();
            }}
            onDragEnd={endDrag}
          >
            <button
              type="button"
              className="handle"
              aria-label={t('exporting.move', { column: name, position: index + 1, total: items.length })}
              aria-describedby="columns-hint"
              onKeyDown={(event) => onKeyDown(event, index)}
            >
              <Icon name="handle" size={18} />
            </button>
            <label className={isChosen ? 'check' : 'check left-out'}>
              <input
                type="checkbox"
                checked={isChosen}
                onChange={(event) => onChange(items.with(index, { name, isChosen: event.target.checked }))}
                onKeyDown={(event) => onKeyDown(event, index)}
              />
              <span className="cell-text">{name}</span>
            </label>
            <button
              type="button"
              className="icon-button turned"
              aria-label={t('exporting.up', { column: name })}
              disabled={index === 0}
              onClick={() => move(index, index - 1)}
            >
              <Icon name="more" size={16} />
            </button>
            <button
              type="button"
              className="icon-button"
              aria-label={t('exporting.down', { column: name })}
              disabled={index === items.length - 1}
              onClick={() => move(index, index + 1)}
            >
              <Icon name="more" size={16} />
            </button>
          </li>
        ))}
      </ul>
      <p className="visually-hidden" aria-live="polite">
        {said}
      </p>
    </section>
  );
}
