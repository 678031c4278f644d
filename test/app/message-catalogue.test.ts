import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MESSAGE_CATALOGUE, remediationFor } from '../../src/app/message-catalogue.ts';
import { ISSUE_KINDS } from '../../src/files/index.ts';
import { inCheckout } from '../support/run-cli.ts';

const CATALOGUE_CODES = new Set(MESSAGE_CATALOGUE.flatMap(({ entries }) => entries.map(({ code }) => code)));

/** Codes that nobody sees: of values whose problem is reported for another field, of zod, of languages and fields of the API, of workers that are asked to hand a run back. */
const NOT_SHOWN = new Set(['silent', 'custom', 'resumed']);

/** Codes that are put together: `bad-${kind}`. */
const COMPOSED = ['bad-date', 'bad-time', 'bad-datetime'];

/** How a code is raised: as the first argument of an error or of a function that reports one, or as a member of an outcome. */
const RAISED = [
  /\bnew (?:\w*Error|RunStopped|BadAnswer)\(\s*'([a-z][a-z-]*)'/g,
  /\b(?:report|#problem|fault|fileError|valueError|stopRun)\(\s*'([a-z][a-z-]*)'/g,
  /\bcode: '([a-z][a-z0-9-]*)'/g,
  /\breason_code: '([a-z][a-z-]*)'/g,
];

const sources = readdirSync(inCheckout('src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.startsWith('sandbox') && !path.startsWith('suggest'))
  .map((path) => ({ path, text: readFileSync(join(inCheckout('src'), path), 'utf8') }));

const raised = sources.flatMap(({ path, text }) =>
  RAISED.flatMap((pattern) => [...text.matchAll(pattern)].map(([, code = '']) => [code, path] as const)).filter(
    ([code]) => !NOT_SHOWN.has(code),
  ),
);

describe('the catalogue of messages', () => {
  test.each([...new Map(raised)])('has the code %s that %s raises', (code) => {
    expect(CATALOGUE_CODES).toContain(code);
  });

  test.each(Object.keys(ISSUE_KINDS))('has the data-quality issue %s', (code) => {
    expect(CATALOGUE_CODES).toContain(code);
  });

  test('finds the codes that the source raises', () => {
    expect(raised.length).toBeGreaterThan(100);
  });

  test.each([...CATALOGUE_CODES].filter((code) => !/^\d{6}$|^http-\dxx$/.test(code) && !COMPOSED.includes(code)))(
    'has no entry that nothing raises: %s',
    (code) => {
      const users = sources.filter(({ path, text }) => !/messages\.ts$/.test(path) && text.includes(code));
      expect(users).not.toEqual([]);
    },
  );

  test('gives each code one meaning per context, in sentences', () => {
    for (const { entries } of MESSAGE_CATALOGUE) {
      for (const { code, meaning, remediation = '.' } of entries) {
        if (!/^\d{6}$/.test(code)) expect(meaning, code).toMatch(/[.?…]$/);
        expect(remediation, code).toMatch(/[.?…]$|sobot-etl [^.]*$|--[a-z-]+/);
      }
    }
  });

  test.each(MESSAGE_CATALOGUE.map(({ title, entries }) => [title, entries] as const))(
    'has each code of "%s" once',
    (_, entries) => {
      const codes = entries.map(({ code }) => code);
      expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
    },
  );

  test('is complete in docs/troubleshooting.md', () => {
    const page = readFileSync(inCheckout('docs', 'troubleshooting.md'), 'utf8');
    const missing = [...CATALOGUE_CODES].filter((code) => !page.includes(`| \`${code}\` |`));
    expect(missing).toEqual([]);
  });
});

describe('the remediation of a cause', () => {
  const unknown = remediationFor({ code: 'unknown-to-the-catalogue', state: 'failed' });

  test.each([
    ...Object.keys(ISSUE_KINDS),
    ...['required', 'not-found', 'bad-email', 'would-merge', 'duplicate-key', 'ragged-row', 'stray-quote', 'gone'],
    ...['timeout', 'reset', 'refused', 'dns', 'connect-timeout', 'http-429', 'http-500', 'http-404', 'not-json'],
    ...['510002', '900003'],
  ])('exists for %s', (code) => {
    expect(remediationFor({ code, state: 'rejected' })).not.toBe(unknown);
    expect(remediationFor({ code, state: 'rejected' })).toMatch(/[.?…]$/);
  });

  test('joins those of several problems, each once', () => {
    expect(remediationFor({ code: 'required; bad-email; required', state: 'rejected' })).toBe(
      `${remediationFor({ code: 'required', state: 'rejected' })} ${remediationFor({ code: 'bad-email', state: 'rejected' })}`,
    );
  });

  test('is to look up rows in doubt, whatever happened to them', () => {
    expect(remediationFor({ code: 'reset', state: 'in_doubt' })).toMatch(/^Look the rows up/);
    expect(remediationFor({ code: 'reset', state: 'failed' })).toMatch(/[Ii]mport the rows again/);
  });
});
