import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';
import { zh } from './zh.ts';

/** The languages of the page, each named in itself. */
export const LANGUAGES = { en: 'English', zh: '中文' } as const;

export type Language = keyof typeof LANGUAGES;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'page';
    returnNull: false;
    resources: { page: typeof en };
  }
}

const KEY = 'sobot-etl:language';

/** Loads the texts in the language that was chosen before, or in the browser's. */
export function startTexts(): void {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  });
  void i18next.use(initReactI18next).init({
    resources: { en: { page: en }, zh: { page: zh } },
    defaultNS: 'page',
    ns: ['page'],
    lng: asLanguage(localStorage.getItem(KEY)) ?? browserLanguage(),
    fallbackLng: 'en',
    initAsync: false,
    interpolation: { escapeValue: false },
  });
}

/** Chooses a language; it is remembered in the browser. */
export function chooseLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
  void i18next.changeLanguage(language);
}

/** Applies the language that the server was started with (`SOBOT_ETL_LANG`), unless another was chosen here. */
export function chooseServerLanguage(tag: string | null | undefined): void {
  const language = asLanguage(tag);
  if (language && !localStorage.getItem(KEY)) void i18next.changeLanguage(language);
}

function browserLanguage(): Language {
  for (const tag of navigator.languages) {
    const language = asLanguage(tag);
    if (language) return language;
  }
  return 'en';
}

function asLanguage(tag: string | null | undefined): Language | undefined {
  const [language = ''] = (tag ?? '').toLowerCase().split(/[-_.]/);
  return language === 'en' || language === 'zh' ? language : undefined;
}
