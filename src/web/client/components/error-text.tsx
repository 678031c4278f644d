import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { isUnreachable } from '../api.ts';
import { Notice } from './notice.tsx';

/** What went wrong, in a sentence for people. */
export function errorText(error: unknown, t: TFunction<'page'>): string {
  if (isUnreachable(error)) return t('common.unreachable');
  return error instanceof Error ? error.message : String(error);
}

/** Shows an error in its place on the page; nothing without one. */
export function ErrorNotice({ error }: { readonly error: unknown }) {
  const { t } = useTranslation();
  if (error === undefined || error === null) return null;
  return (
    <Notice tone="bad" isAlert>
      <p className="pre-line">{errorText(error, t)}</p>
    </Notice>
  );
}
