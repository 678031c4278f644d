import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';

/** The section Export. */
export function ExportPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('nav.export')} />
      <EmptyState icon="export" title={t('shell.soon')} />
    </>
  );
}
