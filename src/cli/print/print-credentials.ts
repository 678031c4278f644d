import type { CredentialFacts } from '../../app/credentials/whoami.ts';
import { alignColumns } from '../../words/align-columns.ts';
import { durationText } from '../../words/time-text.ts';

/** The credentials in use, for people. */
export function credentialsText(facts: CredentialFacts): string {
  const { token_age_s: age, token_expires_in_s: rest } = facts;
  const from = facts.credentials_from === 'environment' ? ' (app id and key: from the environment or .env)' : '';
  const token =
    age === null || rest === null
      ? 'none'
      : `${durationText(age * 1000)} old, good for ${durationText(rest * 1000)} more`;
  const lines: readonly (readonly [name: string, value: string])[] = [
    ['profile', `${facts.profile}${from}`],
    ['base URL', facts.base_url],
    ['app id', facts.app_id],
    ['state folder', facts.home],
    ['token', token],
    ['reach', reachText(facts)],
  ];
  return alignColumns(lines).join('\n');
}

function reachText({ reached, answers_in_ms: reachMs }: CredentialFacts): string {
  if (reachMs !== null) return `let in, answers in ${reachMs} ms`;
  return reached ? 'not let in' : 'not reached: whether the API takes these credentials is not known';
}
