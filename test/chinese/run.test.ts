import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImportSummary } from '../../src/import/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { type CliResult, inCheckout, newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

/** A run in Chinese, and what it left. */
let run: CliResult & { readonly summary: ImportSummary; readonly folder: string };
let sandbox: Sandbox;
let workspace: Parameters<typeof runCli>[1];

const SAMPLE = 'samples/customers.csv';
const MAPPING = 'mappings/customers.yaml';

beforeAll(async () => {
  sandbox = await startSandbox();
  const folder = newFolder();
  workspace = { cwd: inCheckout(), env: sandboxEnv(sandbox, folder) };
  const args = [SAMPLE, '-m', MAPPING, '--lang', 'zh', '--json', '--out', join(folder, 'out')];
  const ended = await runCli(['check', ...args], workspace);
  run = { ...ended, summary: JSON.parse(ended.stdout) as ImportSummary, folder: join(folder, 'out') };
});

afterAll(() => sandbox.close());

/** What is the same in both languages: commands, flags, paths, codes, values of the file and of the mapping. */
const SAME_IN_BOTH =
  /"[^"]*"|sobot-etl [^。；]*$|--[a-z][a-z-]*|\S*[/\\]\S*|\S+\.(?:csv|xlsx|html|json|yaml)|\{ ?[^}]*…? ?\}|\[\{.*?\}\]|\d{8}-\d{4}-\w{4}|\b(?:CRM|Excel|CSV|UTF-8|ID|API|YYYY-MM-DD|DD\/MM\/YYYY|utf-8|comma|ms|s|min|h|d)\b/g;

/** Words of English in a text, other than names of fields, values and codes that the run has. */
function foreignWords(text: string, known: ReadonlySet<string>): string[] {
  const lines = text.split('\n').map((line) => line.replace(SAME_IN_BOTH, ' '));
  return [...lines.join('\n').matchAll(/[A-Za-z][A-Za-z’'-]{2,}/g)]
    .map(([word]) => word)
    .filter((word) => !known.has(word));
}

/** Words of the file, the mapping and the codes, which no language changes. */
function knownWords(): Set<string> {
  const { causes, files } = run.summary;
  const sources = [
    readFileSync(inCheckout(MAPPING), 'utf8'),
    readFileSync(files.errors, 'utf8').replace(/^.*,_row,.*$/m, (line) => line),
    ...causes.map(({ code, field }) => `${code} ${field}`),
    // Values of flags and of the mapping language.
    'customer last all time datetime',
  ];
  return new Set(sources.join(' ').match(/[A-Za-z][A-Za-z’'-]{2,}/g) ?? []);
}

test('the summary of a Chinese run has no English words', () => {
  expect(run.code, run.stderr).toBe(1);
  expect(foreignWords(run.stderr, knownWords())).toEqual([]);
});

test('the report of a Chinese run has no English words, and says its language', () => {
  const html = readFileSync(run.summary.files.report, 'utf8');
  expect(html).toContain('<html lang="zh-CN">');
  const shown = html
    .replace(/<(?:style|script|pre|code)[\s\S]*?<\/(?:style|script|pre|code)>/g, ' ')
    .replace(/<(?:span class="code"|a class="code")[^>]*>[^<]*</g, '<')
    .replace(/<details><summary>[\s\S]*?<\/details>/g, ' ')
    .replace(/<section aria-labelledby="settings">[\s\S]*?<\/section>/g, ' ');
  const attributes = [...shown.matchAll(/(?:aria-label|placeholder|title|data-label)="([^"]*)"/g)].map(
    ([, text]) => text,
  );
  const text = [...attributes, shown.replace(/<[^>]*>/g, '\n')]
    .join('\n')
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'");
  expect(foreignWords(text, knownWords())).toEqual([]);
});

test('what programs read is the same in Chinese', () => {
  const { summary } = run;
  expect(summary).toMatchObject({ command: 'check', status: 'completed_with_errors', dry_run: true });
  const [header = '', first = ''] = readFileSync(summary.files.errors, 'utf8').replace('\ufeff', '').split('\n');
  expect(header).toMatch(/,_row,_status,_field,_code,_message$/);
  expect(first).toContain(',rejected,nick,required,"第 55 行，列 ""Full name""');
});

test('the output that README.zh-CN.md shows is real', () => {
  const readme = readFileSync(inCheckout('README.zh-CN.md'), 'utf8');
  const shown = [...readme.matchAll(/```text\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  expect(shown).toHaveLength(1);
  for (const text of shown) expect(run.stderr).toContain(text.trimEnd());
});

test('rows that a Chinese run rejected are imported again in English', async () => {
  const { errors } = run.summary.files;
  const { code, stdout, stderr } = await runCli(['check', errors, '-m', MAPPING, '--json'], workspace);
  expect(code, stderr).toBe(1);
  const again = JSON.parse(stdout) as ImportSummary;
  // Of rows with one key, those that counted are not among them.
  const codesOf = ({ causes }: ImportSummary) => new Set(causes.map(({ code }) => code));
  expect(again.rows.read).toBe(run.summary.rows.rejected);
  expect([...codesOf(again)].toSorted()).toEqual(
    [...codesOf(run.summary)].filter((code) => code !== 'duplicate-key').toSorted(),
  );
});
