import { useTranslation } from 'react-i18next';
import type { RejectionCause } from '../../../schemas/checks.ts';
import { causeTitle } from '../../components/cause-text.ts';

/** Which rows of a check are shown. */
export interface RowFilter {
  readonly status?: 'rejected' | undefined;
  readonly cause?: string | undefined;
}

/** Chooses between all rows, the rejected ones, and those of one cause, and says what to do about it. */
export function CauseFilter({
  causes,
  total,
  failed,
  filter,
  onFilter,
}: {
  readonly causes: readonly RejectionCause[];
  readonly total: number;
  readonly failed: number;
  readonly filter: RowFilter;
  readonly onFilter: (filter: RowFilter) => void;
}) {
  const { t } = useTranslation();
  const chosen = causes.find(({ cause }) => cause === filter.cause);
  const isAll = filter.status === undefined && filter.cause === undefined;
  const chip = (id: string, label: string, count: number, isChosen: boolean, next: RowFilter) => (
    <button key={id} type="button" className="chip" aria-pressed={isChosen} onClick={() => onFilter(next)}>
      <bdi>{label}</bdi> <span className="chip-count">{t('common.number', { count })}</span>
    </button>
  );
  return (
    <div className="stack tight">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form. */}
      <div className="chips" role="group" aria-label={t('import.check.filter')}>
        {chip('all', t('import.check.all'), total, isAll, {})}
        {failed > 0 &&
          chip('rejected', t('import.check.onlyRejected'), failed, filter.status === 'rejected', {
            status: 'rejected',
          })}
        {causes.map(({ cause, column, field, code, count }) =>
          chip(
            cause,
            [column ?? field ?? '', causeTitle(code, t)].filter(Boolean).join(' · '),
            count,
            filter.cause === cause,
            { cause },
          ),
        )}
      </div>
      {chosen && (
        <p className="cause-note">
          <bdi>{chosen.message}</bdi>{' '}
          {chosen.remediation !== null && <span className="muted">{chosen.remediation}</span>}
        </p>
      )}
    </div>
  );
}
