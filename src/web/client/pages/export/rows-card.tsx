import { useTranslation } from 'react-i18next';
import { Field } from '../../components/field.tsx';
import { Conditions } from './conditions.tsx';
import type { ExportChoice, StreamForm } from './export-choice.ts';

/** Which rows, and what each of them has. */
export function RowsCard({
  stream,
  choice,
  onChange,
}: {
  readonly stream: StreamForm;
  readonly choice: ExportChoice;
  readonly onChange: (change: Partial<ExportChoice>) => void;
}) {
  const { t } = useTranslation();
  const flags = [
    ['details', stream.details],
    ['tags', stream.tags],
    ['raw', true],
  ] as const;
  return (
    <section className="card" aria-labelledby="rows-title">
      <h2 id="rows-title">{t('exporting.rowsTitle')}</h2>
      {choice.conditions.length === 0 && <p className="muted">{t('exporting.everything')}</p>}
      {stream.filters.length > 0 && (
        <Conditions
          filters={stream.filters}
          conditions={choice.conditions}
          onChange={(conditions) => onChange({ conditions })}
        />
      )}
      {stream.since && (
        <div className="fields">
          <Field label={t('exporting.since')}>
            <input type="date" value={choice.since} onChange={(event) => onChange({ since: event.target.value })} />
          </Field>
          <Field label={t('exporting.until')}>
            <input type="date" value={choice.until} onChange={(event) => onChange({ until: event.target.value })} />
          </Field>
        </div>
      )}
      <div className="stack tight">
        {flags.map(
          ([flag, isThere]) =>
            isThere && (
              <label key={flag} className="check">
                <input
                  type="checkbox"
                  checked={choice[flag]}
                  onChange={(event) => onChange({ [flag]: event.target.checked })}
                />
                {t(`exporting.${flag}`)}
              </label>
            ),
        )}
      </div>
    </section>
  );
}
