import { useTranslation } from 'react-i18next';
import type { DoctorReport } from '../../../schemas/connection.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-text.tsx';
import { Notice, type Tone } from '../../components/notice.tsx';

/** A check of a connection: that of the page, or of a profile. */
export interface Checked {
  /** The profile; undefined for what the page uses. */
  readonly profile: string | undefined;
  readonly report?: DoctorReport | undefined;
  readonly error?: unknown;
}

type Finding = DoctorReport['findings'][number];

const TONES: Readonly<Record<Finding['status'], Tone | undefined>> = {
  ok: 'good',
  warning: 'warn',
  failed: 'bad',
  unknown: undefined,
};

/** Checks everything that a run needs, and says what to do about what is wrong. */
export function DoctorCard({
  checked,
  isChecking,
  onCheck,
}: {
  readonly checked: Checked | undefined;
  readonly isChecking: boolean;
  readonly onCheck: () => void;
}) {
  const { t, i18n } = useTranslation();
  const report = checked?.report;
  const nameOf = (check: string) =>
    i18n.exists(`connection.checks.${check}`) ? t(`connection.checks.${check as 'node'}`) : check;
  return (
    <section className="card" aria-labelledby="doctor-title">
      <div className="card-head">
        <div>
          <h2 id="doctor-title">{t('connection.doctor')}</h2>
          <p className="muted">{t('connection.doctorHint')}</p>
        </div>
        <Button look="primary" isBusy={isChecking} onClick={onCheck}>
          {t('connection.run')}
        </Button>
      </div>
      <div role="status">
        {isChecking && <p className="muted">{t('connection.checking')}</p>}
        {report && !isChecking && (
          <Notice
            tone={report.healthy ? 'good' : 'bad'}
            title={t(report.healthy ? 'connection.healthy' : 'connection.unhealthy')}
          >
            {checked?.profile !== undefined && <p>{t('connection.of', { name: checked.profile })}</p>}
          </Notice>
        )}
      </div>
      <ErrorNotice error={isChecking ? undefined : checked?.error} />
      {report && !isChecking && (
        <div>
          {report.findings.map((finding, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a check may find several things; the list does not change.
            <div key={`${index} ${finding.check}`} className="finding">
              <span className="finding-name">{nameOf(finding.check)}</span>
              <span>
                <span className={`badge ${TONES[finding.status] ?? ''}`}>
                  {t(`connection.states.${finding.status}`)}
                </span>
              </span>
              <div className="cell-text">
                {finding.detail}
                {finding.advice !== null && <div className="muted">{finding.advice}</div>}
              </div>
            </div>
          ))}
        </div>
      )}
    </section>
  );
}
