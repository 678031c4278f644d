import { hash } from 'node:crypto';

/** An id in the API's form, 32 lower-case hex characters, always the same for the same parts. */
export function deriveId(...parts: readonly (string | number)[]): string {
  return hash('md5', parts.join(':'));
}

/** An option's value in the API's form: 15 digits, always the same for the same parts. */
export function deriveDigits(...parts: readonly (string | number)[]): string {
  const number = Number.parseInt(deriveId(...parts).slice(0, 12), 16);
  return `6${String(number % 100_000_000_000_000).padStart(14, '0')}`;
}
