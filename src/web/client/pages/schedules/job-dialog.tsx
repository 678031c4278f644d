import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SchedulesRequest } from '../../../schemas/schedules.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNotice } from '../../components/error-text.tsx';
import { Field } from '../../components/field.tsx';
import { argumentsIn, argumentText } from './argument-text.ts';
import { cronOf, DAYS, NIGHTLY, RHYTHM_KINDS, type Rhythm, type RhythmKind, rhythmOf } from './rhythm.ts';

export type JobForm = SchedulesRequest['jobs'][number];

const COMMANDS = ['export', 'import', 'tag', 'check'] as const;

/** The form of a job. `onSave` stores it, and throws if it cannot be stored: the dialog then stays and says why. */
export function JobDialog({
  title,
  job,
  onSave,
  onClose,
}: {
  readonly title: string;
  readonly job: Partial<JobForm>;
  readonly onSave: (job: JobForm) => Promise<void>;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [name, setName] = useState(job.name ?? '');
  const [command, setCommand] = useState(job.command ?? 'export');
  const [args, setArgs] = useState(argumentText(job.args ?? []));
  const [rhythm, setRhythm] = useState<Rhythm>(job.cron === undefined ? NIGHTLY : rhythmOf(job.cron));
  const [keep, setKeep] = useState(job.keep === undefined ? '' : String(job.keep));
  const [error, setError] = useState<unknown>();
  const [isSaving, setSaving] = useState(false);
  const save = async () => {
    setSaving(true);
    setError(undefined);
    const { timezone } = job;
    try {
      await onSave({
        ...{ name: name.trim(), command, args: argumentsIn(args), cron: cronOf(rhythm) },
        ...(timezone !== undefined && { timezone }),
        ...(keep.trim() !== '' && { keep: Number(keep) }),
      });
    } catch (failure) {
      setError(failure);
      setSaving(false);
    }
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" isBusy={isSaving} disabled={name.trim() === ''} onClick={() => void save()}>
            {t('common.save')}
          </Button>
        </>
      }
    >
      <ErrorNotice error={error} />
      <Field label={t('schedules.name')} hint={t('schedules.nameHint')}>
        <input value={name} maxLength={64} autoComplete="off" onChange={(event) => setName(event.target.value)} />
      </Field>
      <RhythmFields rhythm={rhythm} onChange={(to) => setRhythm((before) => ({ ...before, ...to }))} />
      <Field label={t('schedules.command')}>
        <select value={command} onChange={(event) => setCommand(event.target.value as JobForm['command'])}>
          {COMMANDS.map((each) => (
            <option key={each} value={each}>
              {t(`runs.commands.${each}`)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t('schedules.args')} hint={t('schedules.argsHint')}>
        <textarea value={args} rows={3} spellCheck={false} onChange={(event) => setArgs(event.target.value)} />
      </Field>
      <Field label={t('schedules.keep')} hint={t('schedules.keepHint')}>
        <input type="number" min={1} value={keep} onChange={(event) => setKeep(event.target.value)} />
      </Field>
    </Dialog>
  );
}

function RhythmFields({
  rhythm,
  onChange,
}: {
  readonly rhythm: Rhythm;
  readonly onChange: (to: Partial<Rhythm>) => void;
}) {
  const { t } = useTranslation();
  const { kind, time, day } = rhythm;
  return (
    <div className="fields">
      <Field label={t('schedules.rhythm')}>
        <select
          value={kind}
          onChange={(event) => onChange({ kind: event.target.value as RhythmKind, cron: cronOf(rhythm) })}
        >
          {RHYTHM_KINDS.map((each) => (
            <option key={each} value={each}>
              {t(`schedules.rhythms.${each}`)}
            </option>
          ))}
        </select>
      </Field>
      {kind === 'weekly' && (
        <Field label={t('schedules.day')}>
          <select value={day} onChange={(event) => onChange({ day: event.target.value })}>
            {DAYS.map((each) => (
              <option key={each} value={each}>
                {t(`schedules.days.d${each}`)}
              </option>
            ))}
          </select>
        </Field>
      )}
      {kind === 'custom' ? (
        <Field label={t('schedules.cron')} hint={t('schedules.cronHint')}>
          <input value={rhythm.cron} autoComplete="off" onChange={(event) => onChange({ cron: event.target.value })} />
        </Field>
      ) : (
        <Field label={t('schedules.time')}>
          <input type="time" value={time} onChange={(event) => onChange({ time: event.target.value || '00:00' })} />
        </Field>
      )}
    </div>
  );
}
