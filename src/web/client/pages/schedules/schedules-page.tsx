import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';

/** The section Schedules. */
export function SchedulesPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('nav.schedules')} />
      <EmptyState icon="schedules" title={t('shell.soon')} />
    </>
  );
}
