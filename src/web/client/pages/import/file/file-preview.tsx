import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { UploadPreview } from '../../../../schemas/uploads.ts';
import { Grid, type GridRow } from '../../../components/grid.tsx';
import { Notice } from '../../../components/notice.tsx';
import { useGridColumns } from '../use-grid-columns.ts';

/** The first rows of the file, with what the tool noticed in them. */
export function FilePreview({ preview }: { readonly preview: UploadPreview }) {
  const { t } = useTranslation();
  const { header, sample, issues, notices } = preview;
  const columns = useGridColumns(header, (index) => sample[index]?.cells.map(({ text }) => text));
  const rows = useMemo(
    () =>
      sample.map(
        ({ row, cells }): GridRow => ({
          row,
          cells: cells.map(({ text, issue }) => ({ text, ...(issue !== undefined && { tone: 'warn', note: issue }) })),
        }),
      ),
    [sample],
  );
  const rowAt = useCallback((index: number) => rows[index], [rows]);
  return (
    <>
      {issues.length > 0 && (
        <Notice tone="warn" title={t('import.file.issues')}>
          <ul className="plain-list">
            {issues.map(({ kind, column, message, count }) => (
              <li key={`${kind} ${column}`}>
                <span className="badge warn">{t('import.file.cells', { count })}</span> <span>{message}</span>
              </li>
            ))}
          </ul>
          {issues.some(({ lost }) => lost) && <p>{t('import.file.lost')}</p>}
        </Notice>
      )}
      {notices.length > 0 && (
        <Notice tone="info">
          {notices.map((notice) => (
            <p key={notice}>{notice}</p>
          ))}
        </Notice>
      )}
      <section className="card" aria-labelledby="preview-title">
        <h2 id="preview-title">{t('import.file.preview', { count: sample.length })}</h2>
        <Grid
          label={t('import.file.preview', { count: sample.length })}
          columns={columns}
          count={rows.length}
          rowAt={rowAt}
          maxHeight={460}
        />
      </section>
    </>
  );
}
