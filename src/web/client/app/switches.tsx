import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, LANGUAGES, type Language } from '../i18n/texts.ts';
import { chooseTheme, chosenTheme, THEMES, type Theme } from './theme.ts';

/** The switches of language and theme. */
export function Switches() {
  const { t, i18n } = useTranslation();
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <div className="bar-switches">
      <select
        className="switch"
        aria-label={t('shell.language')}
        value={i18n.language}
        onChange={(event) => chooseLanguage(event.target.value as Language)}
      >
        {Object.entries(LANGUAGES).map(([id, name]) => (
          <option key={id} value={id} lang={id === 'zh' ? 'zh-CN' : id}>
            {name}
          </option>
        ))}
      </select>
      <select
        className="switch"
        aria-label={t('shell.theme')}
        value={theme}
        onChange={(event) => {
          const chosen = event.target.value as Theme;
          setTheme(chosen);
          chooseTheme(chosen);
        }}
      >
        {THEMES.map((each) => (
          <option key={each} value={each}>
            {t(`shell.themes.${each}`)}
          </option>
        ))}
      </select>
    </div>
  );
}
