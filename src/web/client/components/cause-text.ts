import type { TFunction } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** The short name of a cause, in the language of the page: `not a telephone number`. */
export function causeTitle(code: string, t: TFunction<'page'>): string {
  return t(`causes.${code as 'required'}`, { defaultValue: code.replaceAll('-', ' ') });
}

/** Says what is wrong with a cell. The server's sentence is English: in another language, the short name of the cause precedes it. */
export function useProblemText(): (problem: { readonly code: string; readonly message: string }) => string {
  const { t, i18n } = useTranslation();
  const isEnglish = i18n.language === 'en';
  return useCallback(
    ({ code, message }) => (isEnglish ? message : `${causeTitle(code, t)}（${message}）`),
    [isEnglish, t],
  );
}
