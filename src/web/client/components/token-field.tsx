import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from './field.tsx';
import { Icon } from './icon.tsx';

/** A list of names, typed or chosen one after the other. */
export function TokenField({
  label,
  hint,
  tokens,
  known,
  onChange,
}: {
  readonly label: string;
  readonly hint: string;
  readonly tokens: readonly string[];
  /** Names that are offered while typing. */
  readonly known: readonly string[];
  readonly onChange: (tokens: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const listId = useId();
  const take = (written: string) => {
    const names = written
      .split(/[,;\n，；、]/)
      .map((name) => name.trim())
      .filter((name) => name !== '' && !tokens.includes(name));
    if (names.length > 0) onChange([...tokens, ...new Set(names)]);
    setText('');
  };
  const offered = known.filter((name) => !tokens.includes(name));
  return (
    <div className="stack tight">
      <Field label={label} hint={hint}>
        <input
          list={listId}
          value={text}
          autoComplete="off"
          onChange={(event) => {
            const { value } = event.target;
            // A choice from the list comes as one change; typing comes letter by letter.
            const isChosen =
              'inputType' in event.nativeEvent && event.nativeEvent.inputType === 'insertReplacementText';
            if (isChosen && offered.includes(value)) take(value);
            else setText(value);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
              event.preventDefault();
              take(text);
            } else if (event.key === 'Backspace' && text === '' && tokens.length > 0) {
              onChange(tokens.slice(0, -1));
            }
          }}
          onBlur={() => take(text)}
        />
      </Field>
      <datalist id={listId}>
        {offered.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      {tokens.length > 0 && (
        <ul className="tokens" aria-label={label}>
          {tokens.map((name) => (
            <li key={name} className="token">
              <span className="cell-text">{name}</span>
              <button
                type="button"
                className="icon-button"
                aria-label={t('tagging.drop', { tag: name })}
                onClick={() => onChange(tokens.filter((token) => token !== name))}
              >
                <Icon name="close" size={14} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
