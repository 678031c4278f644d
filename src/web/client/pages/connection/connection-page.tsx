import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';

/** The section Connection. */
export function ConnectionPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('nav.connection')} />
      <EmptyState icon="connection" title={t('shell.soon')} />
    </>
  );
}
