import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';

/** The section Rehearse. */
export function RehearsePage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('nav.rehearse')} />
      <EmptyState icon="rehearse" title={t('shell.soon')} />
    </>
  );
}
