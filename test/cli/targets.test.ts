import { describe, expect, test } from 'vitest';
import { streams } from '../../src/streams/index.ts';
import { targets } from '../../src/targets/index.ts';
import { newFolder, runCli } from '../support/run-cli.ts';

const cwd = newFolder();

describe('targets', () => {
  test('lists every target with its summary', async () => {
    const { code, stdout } = await runCli(['targets', '--json'], { cwd });
    expect(code).toBe(0);
    const listed = JSON.parse(stdout) as { target: string; summary: string }[];
    expect(listed.map(({ target }) => target)).toEqual([...targets.keys()]);
    expect(listed.every(({ summary }) => summary !== '')).toBe(true);
  });

  test('shows which fields of a target are required, and their values and lookups', async () => {
    const { code, stdout } = await runCli(['targets', 'show', 'customer'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\*nick +Nickname +at most 50 characters$/m);
    expect(stdout).toMatch(/^ sex +Gender +male \(1\), female \(2\)$/m);
    expect(stdout).toMatch(/^ liable_serviceid +Agent +lookup: agent$/m);
    expect(stdout).toContain('liable_serviceid is required when crm_status is 3.');
  });

  test('shows a target without the word show', async () => {
    const { stdout } = await runCli(['targets', 'blacklist', '--json'], { cwd });
    const facts = JSON.parse(stdout) as { target: string; fields: { field: string }[] };
    expect(facts.target).toBe('blacklist');
    expect(facts.fields.map(({ field }) => field)).toEqual(['user_id', 'black_type', 'black_reason']);
  });

  test('suggests the nearest target for an unknown name, and asks for a target after show', async () => {
    const unknown = await runCli(['targets', 'show', 'customr'], { cwd });
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toContain('There is no target "customr"; did you mean customer?');
    const open = await runCli(['targets', 'show'], { cwd });
    expect(open).toMatchObject({ code: 2, stderr: 'Which target? See: sobot-etl targets\n' });
  });
});

describe('streams', () => {
  test('lists every stream with its summary', async () => {
    const { code, stdout, stderr } = await runCli(['streams'], { cwd });
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual([...streams.keys()]);
    expect(stderr).toContain('sobot-etl streams show customers');
  });

  test('shows the columns and filters of a stream, with or without the word show', async () => {
    const shown = await runCli(['streams', 'show', 'customers'], { cwd });
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(/^ {2}crm_status +first-inquiry, to-be-assigned, follow-up, customer-pool$/m);
    expect(shown.stdout).toMatch(/^ {2}liable_serviceid .*by name: agent/m);
    expect(shown.stderr).toContain('To export it: sobot-etl export customers -o customers.csv');
    expect((await runCli(['streams', 'customers'], { cwd })).stdout).toBe(shown.stdout);
  });

  test('prints streams as JSON', async () => {
    const { stdout, stderr } = await runCli(['streams', 'show', 'tags', '--json'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ name: 'tags', filters: expect.any(Array) });
    expect(stderr).toBe('');
  });
});
