import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';

/** The section Import. */
export function ImportPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('nav.import')} />
      <EmptyState icon="import" title={t('shell.soon')} />
    </>
  );
}
