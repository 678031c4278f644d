import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate } from '../../../app/router.ts';
import { Button } from '../../../components/button.tsx';
import { ErrorNotice, errorText } from '../../../components/error-text.tsx';
import { Field } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import { useToast } from '../../../components/toast.tsx';
import { startCheck } from '../start-check.ts';
import { ColumnList } from './column-list.tsx';
import { FixedValues } from './fixed-values.tsx';
import { LineDialog } from './line-dialog.tsx';
import { MappingFile } from './mapping-file.tsx';
import { linesOf, withLine } from './mapping-lines.ts';
import { OptionsForm } from './options-form.tsx';
import { PayloadPreview } from './payload-preview.tsx';
import { RuleList } from './rule-list.tsx';
import { fieldGroups } from './target-choice.ts';
import { useMapping, useRendered } from './use-mapping.ts';
import './map.css';

/** The step Map: which column becomes which field. */
export function MapStep() {
  const { t } = useTranslation();
  const toast = useToast();
  const { content, target, suggestion, forms, error, isSuggesting, change, chooseTarget } = useMapping();
  const rendered = useRendered(content);
  const [opened, setOpened] = useState<string>();
  const [isChecking, setChecking] = useState(false);
  const form = forms.data?.targets.find(({ name }) => name === target);
  const groups = useMemo(() => (form ? fieldGroups(form) : []), [form]);
  const choices = useMemo(() => groups.flatMap((group) => group.choices), [groups]);
  const lines = useMemo(() => (content ? linesOf(content) : []), [content]);
  const missing = choices.filter(({ id, required }) => required && !lines.some((line) => line.id === id));
  const openedLine = lines.find(({ id }) => id === opened);

  const check = async () => {
    setChecking(true);
    try {
      await startCheck();
      navigate('/import/check');
    } catch (failure) {
      toast('bad', errorText(failure, t));
      setChecking(false);
    }
  };

  if (!content || !suggestion || !form) {
    return (
      <>
        <ErrorNotice error={error ?? forms.error} />
        {!error && !forms.error && (
          <p className="muted" role="status">
            {t('import.map.suggesting')}
          </p>
        )}
      </>
    );
  }
  return (
    <div className="stack">
      <ErrorNotice error={error} />
      <div className="map-head">
        <Field label={t('import.map.target')} hint={form.summary}>
          <select value={target} disabled={isSuggesting} onChange={(event) => void chooseTarget(event.target.value)}>
            {forms.data?.targets.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </Field>
        <MappingFile content={content} yaml={rendered?.yaml ?? suggestion.yaml} onLoad={change} />
      </div>
      {suggestion.notices.length > 0 && (
        <Notice tone="info">
          {suggestion.notices.map((notice) => (
            <p key={notice}>{notice}</p>
          ))}
        </Notice>
      )}
      {missing.length > 0 && (
        <Notice tone="bad" title={t('import.map.missing')} isAlert>
          <p>{missing.map(({ label }) => label).join(', ')}</p>
        </Notice>
      )}
      {rendered && rendered.problems.length > 0 && (
        <Notice tone="bad" title={t('import.map.problems')} isAlert>
          <ul className="plain-list">
            {rendered.problems.map(({ message }) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        </Notice>
      )}
      <div className="map-body">
        <div className="stack">
          <ColumnList content={content} suggestion={suggestion} groups={groups} onChange={change} onOpen={setOpened} />
          <FixedValues content={content} choices={choices} groups={groups} onChange={change} onOpen={setOpened} />
          <RuleList content={content} choices={choices} onChange={change} />
          <OptionsForm
            content={content}
            columns={suggestion.columns.map(({ name }) => name)}
            choices={choices}
            onChange={change}
          />
        </div>
        <PayloadPreview content={content} choices={choices} />
      </div>
      <div className="step-actions">
        <Button onClick={() => navigate('/import/file')}>{t('common.back')}</Button>
        <Button look="primary" isBusy={isChecking} disabled={isSuggesting} onClick={check}>
          {t('import.actions.check')}
        </Button>
      </div>
      {openedLine && forms.data && (
        <LineDialog
          line={openedLine}
          choice={choices.find(({ id }) => id === openedLine.id)}
          columns={suggestion.columns}
          forms={forms.data}
          onClose={() => setOpened(undefined)}
          onSave={(spec) => {
            change(withLine(content, openedLine.id, spec));
            setOpened(undefined);
          }}
        />
      )}
    </div>
  );
}
