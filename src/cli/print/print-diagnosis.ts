import type { Diagnosis } from '../../app/doctor/diagnose.ts';
import type { Finding } from '../../app/doctor/doctor-finding.ts';

const SUMMARY: Readonly<Record<Diagnosis['status'], string>> = {
  well: 'All is well.',
  unconfigured: 'Store credentials, then look again: sobot-etl login',
  broken: 'Mend what is marked x, then look again: sobot-etl doctor',
};

/** What `doctor` found, for people. */
export function diagnosisLines({ status, findings }: Diagnosis): string[] {
  return [...findings.flatMap((each) => findingText(each).split('\n')), '', SUMMARY[status]];
}

const MARKS: Readonly<Record<Finding['status'], string>> = { ok: 'ok', warning: '!', failed: 'x', unknown: '?' };

/** A finding as a line for people, with what to do below it. */
function findingText({ check, status, detail, advice }: Finding): string {
  const line = `${MARKS[status].padEnd(3)} ${check.padEnd(12)} ${detail}`;
  return advice === undefined ? line : `${line}\n${' '.repeat(17)}${advice}`;
}
