import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';

/** The section Runs. */
export function RunsPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('nav.runs')} />
      <EmptyState icon="runs" title={t('shell.soon')} />
    </>
  );
}
