import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PageSource, UploadedFile, UploadPreview } from '../../../../schemas/uploads.ts';
import { Field } from '../../../components/field.tsx';
import { changeJourney } from '../journey.ts';

/** Encodings to choose from, the usual ones first. */
const ENCODINGS = [
  'utf-8',
  'gb18030',
  'big5',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'shift_jis',
  'euc-kr',
  'iso-8859-1',
];

const DELIMITERS = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' } as const;

/** What was detected in the file; each of it can be set otherwise. */
export function FileFacts({
  upload,
  preview,
  source,
}: {
  readonly upload: UploadedFile;
  readonly preview: UploadPreview | undefined;
  readonly source: PageSource;
}) {
  const { t, i18n } = useTranslation();
  const change = (part: PageSource) => changeJourney({ source: { ...source, ...part } });
  const size = new Intl.NumberFormat(i18n.language, {
    style: 'unit',
    unit: upload.bytes < 1_000_000 ? 'kilobyte' : 'megabyte',
    maximumFractionDigits: 1,
  }).format(upload.bytes / (upload.bytes < 1_000_000 ? 1_000 : 1_000_000));
  const encoding = preview?.encoding?.toLowerCase() ?? source.encoding;
  const delimiter = preview?.delimiter ?? source.delimiter;
  return (
    <section className="card" aria-labelledby="facts-title">
      <div className="card-head">
        <h2 id="facts-title" className="cell-text">
          {upload.name}
        </h2>
        <p className="file-size">
          <strong>{preview ? t('common.rows', { count: preview.rows }) : '…'}</strong>
          <span className="muted">{size}</span>
        </p>
      </div>
      <div className="fields">
        {preview && preview.sheets.length > 0 && (
          <Field label={t('import.file.sheet')}>
            <select
              value={preview.sheet ?? ''}
              onChange={(event) => changeJourney({ source: { sheet: event.target.value } })}
            >
              {preview.sheets.map((sheet) => (
                <option key={sheet}>{sheet}</option>
              ))}
            </select>
          </Field>
        )}
        <HeaderRow key={preview?.headerRow} row={preview?.headerRow} onChange={(header) => change({ header })} />
        {encoding !== undefined && preview?.format !== 'xlsx' && (
          <Field label={t('import.file.encoding')}>
            <select value={encoding} onChange={(event) => change({ encoding: event.target.value })}>
              {[...new Set([encoding, ...ENCODINGS])].map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </Field>
        )}
        {delimiter !== undefined && preview?.format === 'csv' && (
          <Field label={t('import.file.delimiter')}>
            <select value={delimiter} onChange={(event) => change({ delimiter: event.target.value })}>
              {Object.entries(DELIMITERS).map(([value, name]) => (
                <option key={value} value={value}>
                  {t(`import.file.delimiters.${name}`)}
                </option>
              ))}
              {!Object.keys(DELIMITERS).includes(delimiter) && <option>{delimiter}</option>}
            </select>
          </Field>
        )}
      </div>
    </section>
  );
}

function HeaderRow({ row, onChange }: { readonly row: number | undefined; readonly onChange: (row: number) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(row === undefined ? '' : String(row));
  const apply = () => {
    const chosen = Number(text);
    if (Number.isInteger(chosen) && chosen >= 1 && chosen !== row) onChange(chosen);
  };
  return (
    <Field label={t('import.file.headerRow')}>
      <input
        type="number"
        min={1}
        value={text}
        disabled={row === undefined}
        onChange={(event) => setText(event.target.value)}
        onBlur={apply}
        onKeyDown={(event) => event.key === 'Enter' && apply()}
      />
    </Field>
  );
}
