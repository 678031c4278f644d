import { useTranslation } from 'react-i18next';
import type { JobCause } from '../../../../schemas/jobs.ts';
import { causeTitle } from '../../../components/cause-text.ts';

/** Why rows did not succeed, and what to do about each cause. */
export function ResultCauses({ causes }: { readonly causes: readonly JobCause[] }) {
  const { t } = useTranslation();
  if (causes.length === 0) return null;
  const labels = { count: t('import.result.rowCount'), why: t('import.result.why'), remedy: t('import.result.remedy') };
  return (
    <section className="card" aria-labelledby="causes-title">
      <h2 id="causes-title">{t('import.result.causes')}</h2>
      <table className="table stacked">
        <thead>
          <tr>
            <th className="number">{labels.count}</th>
            <th>{labels.why}</th>
            <th>{labels.remedy}</th>
          </tr>
        </thead>
        <tbody>
          {causes.map(({ code, field, count, message, remediation }) => (
            <tr key={`${code} ${field} ${message}`}>
              <td className="number" data-label={labels.count}>
                {t('common.number', { count })}
              </td>
              <td data-label={labels.why}>
                <div>
                  <strong>{[field ?? '', causeTitle(code, t)].filter(Boolean).join(' · ')}</strong>
                  <br />
                  <span className="cell-text">{message}</span> <span className="code">{code}</span>
                </div>
              </td>
              <td data-label={labels.remedy}>
                <div>{remediation}</div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
