import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RowPreview } from '../../../../schemas/checks.ts';
import type { MappingContent } from '../../../../schemas/mappings.ts';
import { call } from '../../../api.ts';
import { Button } from '../../../components/button.tsx';
import { useProblemText } from '../../../components/cause-text.ts';
import { ErrorNotice } from '../../../components/error-text.tsx';
import { Field } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import { useJourney } from '../journey.ts';
import { payloadEntries } from './payload-entries.ts';
import type { FieldChoice } from './target-choice.ts';
import { TYPING_PAUSE_MS } from './use-mapping.ts';

/** What would be sent for one row of the file, as the mapping is now. */
export function PayloadPreview({
  content,
  choices,
}: {
  readonly content: MappingContent;
  readonly choices: readonly FieldChoice[];
}) {
  const { t } = useTranslation();
  const { upload, source, firstRow = 2 } = useJourney();
  const [row, setRow] = useState(firstRow);
  const [preview, setPreview] = useState<RowPreview>();
  const [error, setError] = useState<unknown>();
  const say = useProblemText();
  const id = upload?.upload;

  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      call<RowPreview>('POST', '/preview-row', { upload: id, source, content, row }, { signal: controller.signal })
        .then((answer) => {
          setPreview(answer);
          setError(undefined);
        })
        .catch((failure: unknown) => {
          if (!controller.signal.aborted) setError(failure);
        });
    }, TYPING_PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [id, source, content, row]);

  return (
    <aside className="card payload" aria-labelledby="payload-title">
      <div className="card-head">
        <h2 id="payload-title">{t('import.map.payload')}</h2>
        <div className="actions payload-row">
          <Button
            look="quiet"
            disabled={row <= firstRow}
            aria-label={t('import.map.previousRow')}
            onClick={() => setRow(row - 1)}
          >
            ‹
          </Button>
          <Field label={t('import.map.row')} isLabelHidden>
            <input
              type="number"
              min={firstRow}
              value={row}
              onChange={(event) => setRow(Math.max(firstRow, Math.floor(Number(event.target.value)) || firstRow))}
            />
          </Field>
          <Button look="quiet" aria-label={t('import.map.nextRow')} onClick={() => setRow(row + 1)}>
            ›
          </Button>
        </div>
      </div>
      <ErrorNotice error={error} />
      {error === undefined && preview && (
        <>
          {preview.problems.length > 0 && (
            <Notice tone="bad" title={t('import.map.rejected')}>
              <ul className="plain-list">
                {preview.problems.map((problem) => (
                  <li key={problem.message}>{say(problem)}</li>
                ))}
              </ul>
            </Notice>
          )}
          {preview.warnings.length > 0 && (
            <Notice tone="warn" title={t('import.map.warned')}>
              <ul className="plain-list">
                {preview.warnings.map((problem) => (
                  <li key={problem.message}>{say(problem)}</li>
                ))}
              </ul>
            </Notice>
          )}
          {preview.leftOut !== null && <Notice tone="info" title={t('import.map.leftOut')} />}
          {preview.payload && <Payload payload={preview.payload} choices={choices} />}
          {preview.followUps.map(({ target, payload }) => (
            <div key={target} className="stack tight">
              <h3>{t('import.map.followUp', { target })}</h3>
              <Payload payload={payload} choices={[]} />
            </div>
          ))}
        </>
      )}
    </aside>
  );
}

function Payload({
  payload,
  choices,
}: {
  readonly payload: Readonly<Record<string, unknown>>;
  readonly choices: readonly FieldChoice[];
}) {
  return (
    <dl className="payload-list">
      {payloadEntries(payload, choices).map(({ name, label, isCustom, value }) => (
        <div key={name}>
          <dt>
            {label ?? name} {label !== undefined && !isCustom && <span className="code">{name}</span>}
          </dt>
          <dd className="cell-text">{typeof value === 'string' ? value : JSON.stringify(value, null, 1)}</dd>
        </div>
      ))}
    </dl>
  );
}
