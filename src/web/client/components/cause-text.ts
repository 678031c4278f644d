import type { TFunction } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

const CHINESE = /\p{Script=Han}/u;

/** The short name of a cause, in the language of the page: `not a telephone number`. */
export function causeTitle(code: string, t: TFunction<'page'>): string {
  return t(`causes.${code as 'required'}`, { defaultValue: code.replaceAll('-', ' ') });
}

/**
 * Says what is wrong with a cell. A run keeps the language that it had: where that is another than the page's, the short name of the
 * cause precedes its sentence.
 */
export function useProblemText(): (problem: { readonly code: string; readonly message: string }) => string {
  const { t, i18n } = useTranslation();
  const isEnglish = i18n.language === 'en';
  return useCallback(
    ({ code, message }) => (isEnglish || CHINESE.test(message) ? message : `${causeTitle(code, t)}（${message}）`),
    [isEnglish, t],
  );
}
