import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanChanges } from '../../../../schemas/runs.ts';
import { call, queryOf } from '../../../api.ts';
import { ErrorNotice, errorText } from '../../../components/error-text.tsx';
import { useToast } from '../../../components/toast.tsx';
import { useRowPages } from '../../../components/use-row-pages.ts';
import { PlanRow } from './plan-row.tsx';
import { useLeftOut } from './use-left-out.ts';
import './plan.css';

export type PlanChange = PlanChanges['rows'][number];

/** The kinds of a plan's rows, and the counter of the summary that each belongs to. */
const KINDS = { changes: 'update', new: 'create', ambiguous: 'ambiguous', rejected: 'rejected' } as const;

type Kind = keyof typeof KINDS;

/** Height of a row before it is measured. */
const ESTIMATED_PX = 96;

/** What a plan would do, row by row and cell by cell. What is unticked is not sent. */
export function PlanChangesList({
  plan,
  rows,
}: {
  readonly plan: string;
  readonly rows: Readonly<Record<string, number>>;
}) {
  const { t } = useTranslation();
  const toast = useToast();
  const kinds = (Object.keys(KINDS) as Kind[]).filter((kind) => (rows[KINDS[kind]] ?? 0) > 0);
  const [chosen, setChosen] = useState<Kind>();
  const kind = chosen ?? kinds[0] ?? 'changes';
  const load = useCallback(
    (offset: number, limit: number) =>
      call<PlanChanges>('GET', `/plans/${encodeURIComponent(plan)}/changes${queryOf({ offset, limit, kind })}`),
    [plan, kind],
  );
  const pages = useRowPages<PlanChange>(load);
  const leftOut = useLeftOut(plan, (failure) => toast('bad', errorText(failure, t)));
  const scroller = useRef<HTMLElement>(null);
  const list = useVirtualizer({
    count: pages.total ?? 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => ESTIMATED_PX,
    overscan: 6,
  });
  const items = list.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const { want, total } = pages;
  useEffect(() => {
    if (total) want(first, last);
  }, [want, total, first, last]);

  if (kinds.length === 0) return null;
  return (
    <section className="card" aria-labelledby="changes-title">
      <h2 id="changes-title">{t('import.plan.title')}</h2>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form. */}
      <div className="chips" role="group" aria-label={t('import.plan.title')}>
        {kinds.map((each) => (
          <button
            key={each}
            type="button"
            className="chip"
            aria-pressed={each === kind}
            onClick={() => setChosen(each)}
          >
            {t(`import.plan.kinds.${each}`)}{' '}
            <span className="chip-count">{t('common.number', { count: rows[KINDS[each]] ?? 0 })}</span>
          </button>
        ))}
      </div>
      <ErrorNotice error={pages.error} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the list is scrolled with the keyboard. */}
      <section className="plan-list" ref={scroller} tabIndex={0} aria-label={t('import.plan.rows')}>
        <div style={{ height: list.getTotalSize(), position: 'relative' }}>
          {items.map(({ index, start }) => (
            <div
              key={index}
              ref={list.measureElement}
              data-index={index}
              className="plan-item"
              style={{ transform: `translateY(${start}px)` }}
            >
              <PlanRow change={pages.rowAt(index)} leftOut={leftOut} />
            </div>
          ))}
        </div>
      </section>
    </section>
  );
}
