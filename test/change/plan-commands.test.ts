import { appendFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withLedger } from '../../src/app/open-ledger.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { newRun } from '../ledger/new-run.ts';
import { shellWords } from '../support/shell-words.ts';
import { CUSTOMERS, type Planning, startPlanning } from './planning.ts';

let at: Planning;
beforeEach(async () => {
  at = await startPlanning(CUSTOMERS, ['Id,Name,Email,Phone,Remark', 'P1,Ann,ann@example.com,,']);
});
afterEach(() => at[Symbol.asyncDispose]());

/** The words of the command that a refusal ends with. */
async function commandOf(refused: Promise<unknown>): Promise<string[]> {
  const message = await refused.then(
    () => '',
    (error: Error) => error.message,
  );
  return shellWords(message.slice(message.lastIndexOf('sobot-etl ')));
}

/** A plan whose workbook and files are where somebody chose. */
const planned = (more: Parameters<Planning['plan']>[0] = {}) => {
  mkdirSync(at.path('my plans'), { recursive: true });
  return at.plan({ output: at.path('my plans/a plan.xlsx'), out: at.path('my plans'), ...more });
};

const connectionWords = () => ['--rate', '5000', '--base-url', at.sandbox.url, '--home', at.path('home')];

describe('an apply that is refused suggests the workbook that was given, with the flags that were given', () => {
  const choice = { maxErrors: 7, mask: true, local: false };
  const withFlags = (workbook: string, ...more: string[]) => [
    ...['sobot-etl', 'apply', workbook, '--out', at.path('applied'), '--mask', '--max-errors', '7'],
    ...more,
  ];

  test.each(['in.csv', 'map.yaml'])('if %s is gone', async (name) => {
    const { files } = await planned();
    renameSync(at.path(name), at.path('moved'));
    const refused = at.apply(files.plan, { ...choice, out: at.path('applied') });
    expect(await commandOf(refused)).toEqual(
      withFlags(files.plan, '--rate', '5000', '--no-local', ...connectionWords().slice(2)),
    );
  });

  test('if the tenant is another one: with the address of the plan', async () => {
    const { files } = await planned();
    await using other = await startSandbox();
    const connection = { ...at.connection, baseUrl: other.url };
    const refused = at.apply(files.plan, { ...choice, out: at.path('applied'), connection });
    expect(await commandOf(refused)).toEqual(
      withFlags(files.plan, '--rate', '5000', '--no-local', ...connectionWords().slice(2)),
    );
  });
});

describe('a plan that has to be made again', () => {
  const choice = { mode: 'update', onDuplicate: 'last', limit: 3, acceptDamage: true } as const;
  const again = () => [
    ...['sobot-etl', 'plan', at.path('in.csv'), '-m', at.path('map.yaml'), '-o', at.path('my plans/a plan.xlsx')],
    ...['--limit', '3', '--out', at.path('my plans'), '--on-duplicate', 'last', '--mode', 'update', '--accept-damage'],
    ...connectionWords(),
  ];

  test.each(['in.csv', 'map.yaml'])('since %s has changed is made with the flags that it had', async (name) => {
    const { files } = await planned(choice);
    appendFileSync(at.path(name), name === 'in.csv' ? 'P2,Bob,,,\n' : '# edited\n');
    expect(await commandOf(at.apply(files.plan))).toEqual(again());
  });

  test('since it was cut short is made with the flags that it had', async () => {
    const stop = new AbortController();
    let next: string | undefined;
    const { plan, status, files } = await planned({
      ...choice,
      signal: stop.signal,
      onMessage: (text) => text.startsWith('Planning') && stop.abort(),
      reporter: {
        end: (ended) => {
          next = ended.next?.command;
          return ended;
        },
      },
    });
    expect([status, existsSync(files.plan)]).toEqual(['interrupted', false]);
    expect(shellWords(next ?? '')).toEqual(again());
    expect(await commandOf(at.apply(plan))).toEqual(again());
  });

  test('without flags is made without any', async () => {
    const { plan } = await at.plan({ out: at.path('runs/x') });
    appendFileSync(at.path('in.csv'), 'P2,Bob,,,\n');
    expect(await commandOf(at.apply(plan))).toEqual([
      ...['sobot-etl', 'plan', at.path('in.csv'), '-m', at.path('map.yaml'), '--out', at.path('runs/x')],
      ...connectionWords(),
    ]);
  });
});

test('a run without an input file is named by its command', async () => {
  const id = await withLedger({ home: at.path('home'), ledger: undefined }, async (ledger) => {
    const run = await newRun(ledger, { id: '20261130-2024-6c82', command: 'export', input: '' });
    return run.id;
  });
  await expect(at.apply(id)).rejects.toThrow('20261130-2024-6c82 is the run of export, and no plan.');
});
