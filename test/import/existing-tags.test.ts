import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type FaultScript, startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';
import type { Summary } from './until-done.ts';
import { readCsv } from './workspace.ts';

const GROUPS = `version: 1
target: tag-group
key: name
fields:
  name: Group
  color_value: { const: "#345454" }
  is_multiple_choice: { const: yes }
  label_list: { column: Tags, split: ";" }
`;
const TAGS = 'version: 1\ntarget: tag\nfields:\n  groupid: { column: Group, lookup: tag-group }\n  name: Tags\n';
const REMOVAL = 'version: 1\ntarget: tag-remove\nfields:\n  id: { column: Tags, lookup: tag }\n';

/** Imports one file after the other into a sandbox with these faults; returns the results of the last. */
async function importAll(imports: readonly (readonly [mapping: string, lines: string])[], script: FaultScript = []) {
  await using sandbox = await startSandbox({ script });
  const folder = newFolder();
  let results: Record<string, string>[] = [];
  for (const [mapping, lines] of imports) {
    writeFileSync(join(folder, 'map.yaml'), mapping);
    writeFileSync(join(folder, 'in.csv'), `Group,Tags\n${lines}\n`);
    const { stdout, stderr } = await runCli(['import', 'in.csv', '-m', 'map.yaml', '--json', '--yes'], {
      cwd: folder,
      env: sandboxEnv(sandbox, folder),
    });
    expect(stdout, stderr).not.toBe('');
    results = readCsv((JSON.parse(stdout) as Summary).files.results);
  }
  return { results, calls: sandbox.stats().byEndpoint };
}

describe('existing tags and tag groups', () => {
  test('accepts an existing group, and adds the tags that it lacks', async () => {
    const { results, calls } = await importAll([
      [GROUPS, 'Colours,Red; Green'],
      [GROUPS, 'Colours,Green; Blue'],
    ]);
    expect(results).toMatchObject([
      { _status: 'done', _action: 'exists', _id: expect.stringMatching(/^[0-9a-f]{32}$/) },
    ]);
    expect(calls.saveTag).toBe(2);
  });

  test('accepts an existing tag', async () => {
    const { results } = await importAll([[TAGS, 'Status,Hot\nStatus,Icy']]);
    expect(results.map((row) => [row['_status'], row['_action']])).toEqual([
      ['done', 'exists'],
      ['created', 'add'],
    ]);
  });

  test.each([
    ['a group', GROUPS, 'Colours,Red', 'saveTagGroup', 'exists'],
    ['a tag', TAGS, 'Status,Icy', 'saveTag', 'exists'],
    ['a removal', REMOVAL, ',Cold', 'removeTag', 'remove'],
  ] as const)('accepts what an attempt created whose answer was lost: %s', async (_, mapping, line, on, action) => {
    const { results } = await importAll([[mapping, line]], [{ on, fault: 'reset-after' }]);
    expect(results).toMatchObject([{ _status: 'done', _action: action }]);
  });

  test('fails to remove a tag that never existed', async () => {
    const { results } = await importAll([
      [REMOVAL, ',Cold'],
      [REMOVAL, ',Cold'],
    ]);
    expect(results[0]?.['_status']).toMatch(/rejected|failed/);
  });
});
