import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MappingSuggestion, TargetForms } from '../../../../schemas/mappings.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { Field } from '../../../components/field.tsx';
import { columnsOf, type Line, type LineSpec, transformsOf, writtenTransforms } from './mapping-lines.ts';
import { SourceForm } from './source-form.tsx';
import type { FieldChoice } from './target-choice.ts';
import { TransformList } from './transform-list.tsx';
import { ValueMap } from './value-map.tsx';

const MERGES = ['overwrite', 'fill', 'append', 'keep'] as const;

/** The fields that a customer is looked up by. */
const LOOKED_UP_BY = ['email', 'tel', 'partnerid'] as const;

/** The settings of one line: its source, transforms, value map, lookup, and what happens to blank cells and present values. */
export function LineDialog({
  line,
  choice,
  columns,
  forms,
  onClose,
  onSave,
}: {
  readonly line: Line;
  readonly choice: FieldChoice | undefined;
  readonly columns: MappingSuggestion['columns'];
  readonly forms: TargetForms;
  readonly onClose: () => void;
  readonly onSave: (spec: LineSpec) => void;
}) {
  const { t } = useTranslation();
  const [spec, setSpec] = useState(line.spec);
  const change = (part: Partial<LineSpec>) => setSpec((before) => ({ ...before, ...part }));
  const label = choice?.label ?? line.id;
  const samples = columns.find(({ name }) => name === columnsOf(spec)[0])?.samples ?? [];
  const hasSource = spec.const === undefined;
  return (
    <Dialog
      isWide
      title={label}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" onClick={() => onSave(spec)}>
            {t('import.map.apply')}
          </Button>
        </>
      }
    >
      {choice?.field && choice.field.description !== label && <p className="muted">{choice.field.description}</p>}
      <SourceForm spec={spec} choice={choice} columns={columns.map(({ name }) => name)} onChange={setSpec} />
      {hasSource && (
        <>
          <TransformList
            uses={transformsOf(spec)}
            transforms={forms.transforms}
            onChange={(uses) => change({ transform: writtenTransforms(uses) })}
          />
          <ValueMap spec={spec} choice={choice} samples={samples} onChange={change} />
          <div className="fields">
            <Field label={t('import.map.lookup')}>
              <select
                value={spec.lookup ?? ''}
                onChange={(event) => change({ lookup: event.target.value || undefined })}
              >
                <option value="">{t('import.map.noLookup')}</option>
                {forms.lookups.map((lookup) => (
                  <option key={lookup}>{lookup}</option>
                ))}
              </select>
            </Field>
            {spec.lookup === 'customer' && (
              <Field label={t('import.map.by')}>
                <select value={spec.by ?? ''} onChange={(event) => change({ by: event.target.value || undefined })}>
                  <option value="">{t('import.map.choose')}</option>
                  {LOOKED_UP_BY.map((field) => (
                    <option key={field}>{field}</option>
                  ))}
                </select>
              </Field>
            )}
            <Field label={t('import.map.split')} hint={t('import.map.splitHint')}>
              <input
                value={[spec.split ?? ''].flat().join(' ')}
                onChange={(event) => change({ split: event.target.value === '' ? undefined : event.target.value })}
              />
            </Field>
            <Field label={t('import.map.blanks')}>
              <select
                value={spec.blank ?? ''}
                onChange={(event) => change({ blank: (event.target.value || undefined) as LineSpec['blank'] })}
              >
                <option value="">{t('import.map.asMapping')}</option>
                <option value="omit">{t('import.map.blankOmit')}</option>
                <option value="clear">{t('import.map.blankClear')}</option>
              </select>
            </Field>
            <Field label={t('import.map.merge')}>
              <select
                value={spec.merge ?? 'overwrite'}
                onChange={(event) => {
                  const merge = MERGES.find((each) => each === event.target.value);
                  change({ merge: merge === 'overwrite' ? undefined : merge });
                }}
              >
                {MERGES.map((merge) => (
                  <option key={merge} value={merge}>
                    {t(`import.map.merges.${merge}`)}
                  </option>
                ))}
              </select>
            </Field>
          </div>
        </>
      )}
    </Dialog>
  );
}
