import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { workspace } from '../import/workspace.ts';
import { hasTerminal, onTerminal } from '../support/on-terminal.ts';
import { runCli, sandboxEnv } from '../support/run-cli.ts';

const IMPORT = ['import', 'in.csv', '-m', 'map.yaml'];
const REDRAWN = '\r\u001b[K';
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with an escape
const COLOUR = /\u001b\[\d+m/g;

interface ProgressEvent {
  readonly type: string;
  readonly rows: number;
  readonly total: number | null;
  readonly waiting: string | null;
  readonly end: boolean;
  readonly level?: string;
  readonly [name: string]: unknown;
}

/** Every line of standard error, each of which must be JSON. */
const eventsIn = (stderr: string) =>
  stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ProgressEvent);

describe.skipIf(!hasTerminal).concurrent('on a terminal', () => {
  test.each([
    ['wide', 110],
    ['narrow', 60],
  ])('a %s bar is redrawn with the progress of the run, then disappears', async (_, columns) => {
    await using sandbox = await startSandbox();
    const folder = workspace('known', 90);
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    const { output, exitCode } = await onTerminal([...IMPORT, '--rate', '40'], options, [], columns);
    expect(exitCode, output).toBe(0);
    const bars = output.split(REDRAWN).filter((text) => text.startsWith('Importing ') && text.includes('░'));
    expect(bars.length).toBeGreaterThan(3);
    const shown = bars.map((bar) => bar.replace(COLOUR, '').split(/[\r\n]/)[0] ?? '');
    for (const bar of shown) expect(bar.length, bar).toBeLessThan(columns);
    expect(shown.at(-1)).toMatch(/█.* \d+ % {2}\d+ of about 90 rows/);
    if (columns > 100) expect(shown.some((bar) => /\d+\/s · .*\d s left/.test(bar))).toBe(true);
    // The last bar is cleared for the table at the end.
    expect(output.slice(output.lastIndexOf(REDRAWN))).toContain('Done');
    expect(output).toMatch(COLOUR);
  });

  test('NO_COLOR keeps the bar without colours', async () => {
    await using sandbox = await startSandbox();
    const folder = workspace('known', 30);
    const options = { cwd: folder, env: { ...sandboxEnv(sandbox, folder), NO_COLOR: '1' } };
    const { output } = await onTerminal([...IMPORT, '--rate', '20'], options);
    expect(output).toContain('░');
    expect(output).not.toMatch(COLOUR);
  });

  test('an export shows its bar, too', async () => {
    await using sandbox = await startSandbox({ customers: 400, latencyMs: 150 });
    const folder = workspace('known', 1);
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    const args = ['export', 'customers', '-o', 'all.csv', '--page-size', '20', '--concurrency', '2'];
    const { output, exitCode } = await onTerminal(args, options);
    expect(exitCode, output).toBe(0);
    expect(output.replace(COLOUR, '')).toMatch(/Exporting █.* \d+ % {2}\d+ of about 400 rows/);
  });
});

describe.concurrent('without a terminal', () => {
  test('prints a line every ten seconds with rows, share, rate and time left', async () => {
    await using sandbox = await startSandbox();
    const folder = workspace('known', 120);
    const { code, stderr } = await runCli([...IMPORT, '--rate', '10'], {
      cwd: folder,
      env: sandboxEnv(sandbox, folder),
    });
    expect(code, stderr).toBe(0);
    const lines = stderr.split('\n').filter((line) => line.startsWith('Importing: '));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^Importing: \d+ of about 120 rows \(\d+ %\), [\d.]+\/s, about \d+ s left$/);
    expect(stderr).not.toContain('\u001b');
  });

  test('--quiet prints nothing about a successful run, and --progress none only its end', async () => {
    await using sandbox = await startSandbox();
    const folder = workspace('known', 20);
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    expect((await runCli([...IMPORT, '--quiet'], options)).stderr).toBe('');
    const none = await runCli([...IMPORT, '--progress', 'none'], options);
    expect(none.stderr).toMatch(/rows read +20$/m);
  });

  test('--verbose also prints settings, file, ledger, and each pause', async () => {
    await using sandbox = await startSandbox({ script: ['none', '429'] });
    const folder = workspace('known', 5);
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    const { stderr } = await runCli([...IMPORT, '--verbose'], options);
    expect(stderr).toContain('Settings: API http://127.0.0.1');
    expect(stderr).toContain('File: encoding utf-8');
    expect(stderr).toContain(`Ledger: ${join(folder, 'home')}`);
    expect(stderr).toMatch(/The API asks for a pause of [\d.]+ s/);
    expect((await runCli(IMPORT, options)).stderr).not.toContain('Settings:');
  });
});

describe.concurrent('--progress json', () => {
  test('prints JSON lines with the documented fields and what the run is waiting for', async () => {
    await using sandbox = await startSandbox({
      script: [...Array.from({ length: 5 }, () => 'none' as const), '429', '429', '429'],
    });
    const folder = workspace('known', 60);
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    const { code, stderr } = await runCli([...IMPORT, '--progress', 'json', '--rate', '30'], options);
    expect(code, stderr).toBe(0);
    const events = eventsIn(stderr);
    const told = events.filter(({ type }) => type === 'progress');
    expect(told.length).toBeGreaterThan(1);
    expect(Object.keys(told[0] ?? {})).toEqual([
      'type',
      'time',
      'run',
      'doing',
      'rows',
      'total',
      'errors',
      'rows_per_second',
      'eta_seconds',
      'requests',
      'waiting',
      'pause_ms',
      'end',
    ]);
    expect(told.some(({ waiting, pause_ms }) => waiting === 'throttled' && Number(pause_ms) > 0)).toBe(true);
    expect(told.filter(({ end }) => end)).toHaveLength(1);
    expect(told.at(-1)).toMatchObject({ rows: 60, total: 60, end: true, requests: { throttled: 3 } });
    expect(events.at(-1)).toMatchObject({ type: 'end', status: 'completed', rows: { read: 60 }, next: null });
  });

  test('prints JSON for every long-running command', async () => {
    await using sandbox = await startSandbox({ customers: 30 });
    const folder = workspace('known', 12);
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    writeFileSync(
      join(folder, 'plan.yaml'),
      'version: 1\nsteps:\n  - { file: in.csv, mapping: map.yaml }\n  - { file: in.csv, mapping: map.yaml }\n',
    );
    const doing = async (...args: string[]) => {
      const { stderr } = await runCli([...args, '--progress', 'json'], options);
      return eventsIn(stderr).flatMap((event) => (event.type === 'progress' && event.end ? [event['doing']] : []));
    };
    expect(await doing('check', 'in.csv', '-m', 'map.yaml')).toEqual(['Checking']);
    expect(await doing('import', 'in.csv', '-m', 'map.yaml', '--max-errors', '0')).toEqual(['Importing']);
    expect(await doing('import', 'plan.yaml')).toEqual(['Importing 1/2', 'Importing 2/2']);
    expect(
      await doing('tag', 'in.csv', '--by', 'partnerid', '--column', 'Id', '--add', 'Fair', '--create-missing'),
    ).toEqual(['Tagging']);
    expect(
      await doing('tag', '--where', 'user_label=Fair', '--add', 'Status/Again', '--create-missing', '--yes'),
    ).toEqual(['Finding', 'Tagging']);
    expect(await doing('export', 'customers', '-o', 'all.csv')).toEqual(['Exporting']);
  });

  test('prints JSON for a resumed run, and for errors before a run begins', async () => {
    await using sandbox = await startSandbox();
    const folder = workspace('known', 40);
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    writeFileSync(
      join(folder, 'in.csv'),
      `Id,Name\n${Array.from({ length: 40 }, (_, index) => `K${index},${index < 20 ? 'Ann' : ''}\n`).join('')}`,
    );
    const first = await runCli([...IMPORT, '--progress', 'json', '--max-errors', '3'], options);
    expect(first.code).toBe(3);
    const end = eventsIn(first.stderr).at(-1);
    expect(end).toMatchObject({
      type: 'end',
      status: 'aborted',
      next: expect.stringMatching(/^sobot-etl resume \S+$/),
    });
    const resumed = await runCli(['resume', '--progress', 'json', '--max-errors', '100%'], options);
    expect(eventsIn(resumed.stderr).filter(({ end: isLast }) => isLast)).toMatchObject([
      { doing: 'Resuming', rows: 40 },
    ]);
    const wrong = await runCli(['import', 'in.csv', '-m', 'nothing.yaml', '--progress', 'json'], options);
    expect(wrong.code).toBe(2);
    expect(eventsIn(wrong.stderr)).toMatchObject([
      { type: 'message', level: 'error', text: expect.stringContaining('nothing.yaml') },
    ]);
  });
});
