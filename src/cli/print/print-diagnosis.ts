import type { Diagnosis } from '../../app/doctor/diagnose.ts';
import type { DoctorFinding } from '../../app/doctor/doctor-finding.ts';
import { alignColumns } from '../../words/align-columns.ts';

const SUMMARY: Readonly<Record<Diagnosis['status'], string>> = {
  well: 'All is well.',
  unconfigured: 'Store credentials, then look again: sobot-etl login',
  broken: 'Mend what is marked x, then look again: sobot-etl doctor',
};

/** What `doctor` found, for people. */
export function diagnosisLines({ status, findings }: Diagnosis): string[] {
  return [...findings.flatMap((each) => findingText(each).split('\n')), '', SUMMARY[status]];
}

const MARKS: Readonly<Record<DoctorFinding['status'], string>> = { ok: 'ok', warning: '!', failed: 'x', unknown: '?' };

/** Findings are shown one by one, as they are made. */
const MIN_WIDTHS = [3, 12];

/** A finding as a line for people, with what to do below it. */
function findingText({ check, status, detail, advice }: DoctorFinding): string {
  const rows = [[MARKS[status], check, detail], ...(advice === undefined ? [] : [['', '', advice]])];
  return alignColumns(rows, { gap: 1, minWidths: MIN_WIDTHS }).join('\n');
}
