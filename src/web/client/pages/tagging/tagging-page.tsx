import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';

/** The section Tagging. */
export function TaggingPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('nav.tagging')} />
      <EmptyState icon="tagging" title={t('shell.soon')} />
    </>
  );
}
