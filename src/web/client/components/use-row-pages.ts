import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

/** Rows per request. */
const PAGE_ROWS = 200;

/** Pages that are kept: more than a screen shows, and little memory whatever the file's size. */
const KEPT_PAGES = 40;

interface RowPage<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
}

/** The rows of a long list that a grid has on its screen, loaded as they are needed. */
export interface RowPages<Row> {
  /** Undefined until the first page is there. */
  readonly total: number | undefined;
  readonly rowAt: (index: number) => Row | undefined;
  /** Loads what is missing from the first to the last of these rows. */
  readonly want: (first: number, last: number) => void;
  /** Replaces one row, after it was edited. */
  readonly replace: (index: number, row: Row) => void;
  readonly error: unknown;
  /** Forgets all rows and loads them again. */
  readonly reload: () => void;
}

/** Loads a list page by page. Another `load` (keep it stable with `useCallback`) is another list. */
export function useRowPages<Row>(load: (offset: number, limit: number) => Promise<RowPage<Row>>): RowPages<Row> {
  const pages = useRef(new Map<number, readonly Row[]>());
  const pending = useRef(new Set<number>());
  const generation = useRef(0);
  const [total, setTotal] = useState<number>();
  const [error, setError] = useState<unknown>();
  const [version, setVersion] = useState(0);

  const loadPage = useCallback(
    async (page: number) => {
      if (pages.current.has(page) || pending.current.has(page)) return;
      const mine = generation.current;
      pending.current.add(page);
      try {
        const answer = await load(page * PAGE_ROWS, PAGE_ROWS);
        if (generation.current !== mine) return;
        pages.current.set(page, answer.rows);
        for (const oldest of pages.current.keys()) {
          if (pages.current.size <= KEPT_PAGES) break;
          pages.current.delete(oldest);
        }
        setTotal(answer.total);
        setError(undefined);
      } catch (failure) {
        if (generation.current === mine) setError(failure);
      } finally {
        if (generation.current === mine) {
          pending.current.delete(page);
          setVersion((count) => count + 1);
        }
      }
    },
    [load],
  );

  const reload = useCallback(() => {
    generation.current += 1;
    pages.current.clear();
    pending.current.clear();
    void loadPage(0);
  }, [loadPage]);

  useEffect(reload, [reload]);

  const want = useCallback(
    (first: number, last: number) => {
      const lastPage = Math.floor(Math.max(first, last) / PAGE_ROWS);
      for (let page = Math.floor(first / PAGE_ROWS); page <= lastPage; page += 1) void loadPage(page);
    },
    [loadPage],
  );

  const replace = useCallback((index: number, row: Row) => {
    const page = Math.floor(index / PAGE_ROWS);
    const rows = pages.current.get(page);
    if (!rows) return;
    pages.current.set(page, rows.with(index % PAGE_ROWS, row));
    setVersion((count) => count + 1);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the pages, which are no state.
  return useMemo(
    () => ({
      total,
      rowAt: (index: number) => pages.current.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS],
      want,
      replace,
      error,
      reload,
    }),
    [total, version, want, replace, error, reload],
  );
}
