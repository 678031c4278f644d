import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaggingPreview } from '../../../schemas/lists.ts';
import { Counts } from '../../components/counts.tsx';
import { Notice } from '../../components/notice.tsx';

/** Who would gain and lose which tags. */
export function TaggingForecast({
  forecast,
  isStale,
}: {
  readonly forecast: TaggingPreview;
  readonly isStale: boolean;
}) {
  const { t } = useTranslation();
  const { customers, tags, made, causes, notices, rows } = forecast;
  const section = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new forecast is brought into view.
  useEffect(() => {
    section.current?.scrollIntoView({ block: 'center' });
  }, [forecast]);
  const number = (count: number) => t('common.number', { count });
  const labels = { tag: t('tagging.tag'), gain: t('tagging.gain'), lose: t('tagging.lose') };
  return (
    <section ref={section} className="card" aria-labelledby="forecast-title" aria-live="polite">
      <h2 id="forecast-title">{t('tagging.previewTitle')}</h2>
      {isStale && <Notice tone="warn">{t('tagging.stale')}</Notice>}
      {customers && (
        <Counts
          counts={[
            { id: 'change', value: number(customers.change), label: t('tagging.changes'), tone: 'good' },
            { id: 'same', value: number(customers.same), label: t('tagging.same') },
            ...(customers.unknown > 0
              ? [
                  {
                    id: 'unknown',
                    value: number(customers.unknown),
                    label: t('tagging.unknown'),
                    tone: 'warn' as const,
                  },
                ]
              : []),
            ...(rows.rejected > 0
              ? [{ id: 'rejected', value: number(rows.rejected), label: t('tagging.rejected'), tone: 'bad' as const }]
              : []),
          ]}
        />
      )}
      {customers?.change === 0 && rows.rejected === 0 && <p>{t('tagging.nothing')}</p>}
      {tags.length > 0 && (
        <div className="scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{labels.tag}</th>
                <th scope="col" className="number">
                  {labels.gain}
                </th>
                <th scope="col" className="number">
                  {labels.lose}
                </th>
              </tr>
            </thead>
            <tbody>
              {tags.map(({ tag, gain, lose }) => (
                <tr key={tag}>
                  <th scope="row" className="cell-text">
                    {tag}
                  </th>
                  <td className="number">{number(gain)}</td>
                  <td className="number">{number(lose)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {made.length > 0 && (
        <Notice tone="info" title={t('tagging.made')}>
          <p className="cell-text">{made.join(', ')}</p>
        </Notice>
      )}
      {causes.length > 0 && (
        <ul className="check-list">
          {causes.map(({ code, count, message }) => (
            <li key={`${code} ${message}`}>
              <span className="badge bad">{number(count)}</span> <span className="cell-text">{message}</span>
            </li>
          ))}
        </ul>
      )}
      {notices.map((notice) => (
        <p key={notice} className="muted cell-text">
          {notice}
        </p>
      ))}
    </section>
  );
}
