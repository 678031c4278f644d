import { useTranslation } from 'react-i18next';
import { termIn } from '../../../i18n/terms.ts';
import type { PlanChange } from './plan-changes.tsx';
import type { LeftOutChoice } from './use-left-out.ts';

/** A member of the API; custom fields and tags have names of the tenant. */
const OWN_FIELD = /^[a-z_]+$/;

/** One record of a plan with its cells, before and after. */
export function PlanRow({
  change,
  leftOut,
}: {
  readonly change: PlanChange | undefined;
  readonly leftOut: LeftOutChoice;
}) {
  const { t, i18n } = useTranslation();
  if (!change) return <p className="muted">{t('common.loading')}</p>;
  const { row, key, name, cells, problem } = change;
  const isRowOut = leftOut.isOut(change);
  const title = [name, key].filter((part) => part !== null && part !== '').join(' · ') || t('common.row', { row });
  const heading = (
    <>
      <strong className="cell-text">{title}</strong> <span className="muted">{t('common.row', { row })}</span>
    </>
  );
  return (
    <article className={isRowOut ? 'plan-row out' : 'plan-row'}>
      {problem === null ? (
        <label className="check">
          <input
            type="checkbox"
            checked={!isRowOut}
            onChange={(event) => leftOut.set(change, undefined, !event.target.checked)}
          />
          <span>{heading}</span>
        </label>
      ) : (
        <>
          <p>{heading}</p>
          <p className="bad-text">{problem}</p>
        </>
      )}
      {cells.length > 0 && (
        <ul className="plan-cells">
          {cells.map(({ field, label, before, after }) => {
            const isOut = isRowOut || leftOut.isOut(change, field);
            return (
              <li key={field} className={isOut ? 'out' : undefined}>
                <label className="check">
                  <input
                    type="checkbox"
                    checked={!isOut}
                    disabled={isRowOut || problem !== null}
                    onChange={(event) => leftOut.set(change, field, !event.target.checked)}
                  />
                  <span className="plan-label">{OWN_FIELD.test(field) ? termIn(i18n.language, label) : label}</span>
                </label>
                <span className="plan-values">
                  <span className="visually-hidden">{t('import.plan.before')}</span>
                  {before === '' ? (
                    <i className="muted">{t('common.blank')}</i>
                  ) : (
                    <del className="cell-text">{before}</del>
                  )}
                  <span aria-hidden="true"> → </span>
                  <span className="visually-hidden">{t('import.plan.after')}</span>
                  {after === '' ? (
                    <i className="muted">{t('common.blank')}</i>
                  ) : (
                    <ins className="cell-text">{after}</ins>
                  )}
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </article>
  );
}
