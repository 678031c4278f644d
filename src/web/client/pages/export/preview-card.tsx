import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportPreview } from '../../../schemas/lists.ts';
import { ErrorNotice } from '../../components/error-text.tsx';
import { Grid } from '../../components/grid.tsx';

/** The first rows as the file will have them: with the chosen columns in their order. */
export function PreviewCard({
  preview,
  columns,
  error,
  isLoading,
  isComplete,
}: {
  readonly preview: ExportPreview | undefined;
  readonly columns: readonly string[];
  readonly error: unknown;
  readonly isLoading: boolean;
  readonly isComplete: boolean;
}) {
  const { t } = useTranslation();
  const gridColumns = useMemo(() => columns.map((name) => ({ id: name, header: name, width: 150 })), [columns]);
  const rows = useMemo(() => {
    const places = columns.map((name) => preview?.columns.indexOf(name) ?? -1);
    return (preview?.rows ?? []).map((row, index) => ({
      row: index + 1,
      cells: places.map((place) => ({ text: row[place] ?? '' })),
    }));
  }, [preview, columns]);
  return (
    <section className="card" aria-labelledby="first-rows-title">
      <div className="card-head">
        <h2 id="first-rows-title">{t('exporting.preview')}</h2>
        <p className="muted" role="status">
          {isLoading
            ? t('exporting.previewing')
            : preview && preview.rows.length > 0 && preview.expected !== null
              ? t('exporting.previewOf', { shown: preview.rows.length, total: preview.expected })
              : ''}
        </p>
      </div>
      <ErrorNotice error={error} />
      {!isComplete && <p className="muted">{t('exporting.needsFilter')}</p>}
      {preview?.rows.length === 0 && <p className="muted">{t('exporting.noRows')}</p>}
      {rows.length > 0 && columns.length > 0 && (
        <Grid
          label={t('exporting.preview')}
          columns={gridColumns}
          count={rows.length}
          rowAt={(index) => rows[index]}
          maxHeight={420}
        />
      )}
    </section>
  );
}
