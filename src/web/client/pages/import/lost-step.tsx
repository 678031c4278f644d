import { useTranslation } from 'react-i18next';
import { navigate } from '../../app/router.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-text.tsx';
import type { Step } from './journey.ts';

/** A step whose data the server no longer has, such as after it was started again; the step before can be gone to. */
export function LostStep({ error, back }: { readonly error: unknown; readonly back: Step }) {
  const { t } = useTranslation();
  return (
    <div className="stack">
      <ErrorNotice error={error} />
      <div className="actions">
        <Button onClick={() => navigate(`/import/${back}`)}>{t('common.back')}</Button>
        <a className="button quiet" href="#/runs">
          {t('nav.runs')}
        </a>
      </div>
    </div>
  );
}
