import type { CredentialFacts } from '../../app/credentials.ts';
import type { Diagnosis } from '../../app/diagnose.ts';
import type { DoctorFinding } from '../../app/inspect-connection.ts';
import { alignColumns, durationText, phrase, t, translated } from '../../words/index.ts';

/** The credentials in use, for people. */
export function credentialsText(facts: CredentialFacts): string {
  const { token_age_s: age, token_expires_in_s: rest } = facts;
  const from = facts.credentials_from === 'environment' ? t` (app id and key: from the environment or .env)` : '';
  const token =
    age === null || rest === null
      ? t`none`
      : t`${durationText(age * 1000)} old, good for ${durationText(rest * 1000)} more`;
  const lines: readonly (readonly [name: string, value: string])[] = [
    [t`profile`, `${facts.profile}${from}`],
    [t`base URL`, facts.base_url],
    [t`app id`, facts.app_id],
    [t`app key`, facts.key_in],
    [t`state folder`, facts.home],
    [t`ledger`, facts.ledger],
    ['token', token],
    [t`reach`, reachText(facts)],
  ];
  return alignColumns(lines).join('\n');
}

function reachText({ reached, answers_in_ms: reachMs }: CredentialFacts): string {
  if (reachMs !== null) return t`credentials accepted, answers in ${reachMs} ms`;
  return reached ? t`credentials not accepted` : t`not reached: whether the API accepts these credentials is unknown`;
}

const SUMMARY: Readonly<Record<Diagnosis['status'], string>> = {
  well: phrase('Everything is ready.'),
  unconfigured: phrase('Store credentials first: sobot-etl login'),
  broken: phrase('Fix what is marked x, then check again: sobot-etl doctor'),
};

/** Prints what `doctor` found, for people. */
export function diagnosisLines({ status, findings }: Diagnosis): string[] {
  return [...findings.flatMap((each) => findingText(each).split('\n')), '', translated(SUMMARY[status])];
}

const MARKS: Readonly<Record<DoctorFinding['status'], string>> = { ok: 'ok', warning: '!', failed: 'x', unknown: '?' };

/** Prints each finding as soon as it is known. */
const MIN_WIDTHS = [3, 12];

/** A finding as a line for people, with the remediation below it. */
function findingText({ check, status, detail, advice }: DoctorFinding): string {
  const rows = [[MARKS[status], check, detail], ...(advice === undefined ? [] : [['', '', advice]])];
  return alignColumns(rows, { gap: 1, minWidths: MIN_WIDTHS }).join('\n');
}
