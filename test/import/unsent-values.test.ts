import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

const PEOPLE = `Name,Email,Owner,Hobbies,Gender
Ann,a@x.com,Max Gone,Reading; Chess,Female
Bob,b@x.com,Max Gone,Chess,Male
Cy,c@x.com,Li Na,Reading,Robot
Di,d@x.com,,,Female
`;

const MAPPING = `version: 1
target: customer
key: email
fields:
  nick: Name
  email: Email
  sex: { column: Gender, values: { Robot: null }, otherwise: keep }
  liable_serviceid: { column: Owner, lookup: agent, values: { Max Gone: null }, otherwise: keep }
  uname: { column: Hobbies, split: ";", values: { Chess: null }, otherwise: keep }
  crm_status: { const: first-inquiry }
`;

const UNSENT = [
  { column: 'Owner', field: 'liable_serviceid', value: 'Max Gone', rows: 2, first_row: 2 },
  { column: 'Hobbies', field: 'uname', value: 'Chess', rows: 2, first_row: 2 },
  { column: 'Gender', field: 'sex', value: 'Robot', rows: 1, first_row: 4 },
];

/** The section of a report that lists them. */
function unsentIn(report: string) {
  const section = /<section aria-labelledby="unsent">.*?<\/section>/s.exec(report)?.[0] ?? '';
  const lines = section
    .split('<tr>')
    .slice(1)
    .filter((line) => line.includes('<td'));
  return {
    title: /<h2 id="unsent">(.*?)<\/h2>/.exec(section)?.[1],
    rows: lines.map((line) => [...line.matchAll(/<span[^>]*>([^<]+)<\/span>/g)].map(([, text]) => text)),
  };
}

test('counts and names the values that the mapping leaves out, in check and import', async () => {
  await using sandbox = await startSandbox();
  const cwd = newFolder();
  const options = { cwd, env: sandboxEnv(sandbox, cwd) };
  writeFileSync(join(cwd, 'people.csv'), PEOPLE);
  writeFileSync(join(cwd, 'map.yaml'), MAPPING);
  for (const command of ['check', 'import']) {
    const result = await runCli([command, 'people.csv', '-m', 'map.yaml', '--json'], options);
    expect(result.code, result.stderr).toBe(0);
    const summary = JSON.parse(result.stdout) as { unsent: unknown; notices: string[]; files: { report: string } };
    expect(summary.unsent).toEqual(UNSENT);
    expect(summary.notices.join('\n')).toContain('Owner "Max Gone" (2 rows, first row 2)');
    expect(unsentIn(readFileSync(summary.files.report, 'utf8'))).toEqual({
      title: `Values that ${command === 'check' ? 'will not be' : 'were not'} sent`,
      rows: UNSENT.map(({ column, field, value, rows, first_row }) =>
        [rows, column, value, field, first_row].map(String),
      ),
    });
  }
}, 120_000);

test('says in map which values will not be sent, in how many rows, and what they could be', async () => {
  await using sandbox = await startSandbox();
  const cwd = newFolder();
  const options = { cwd, env: sandboxEnv(sandbox, cwd) };
  const rows = PEOPLE.replaceAll('Max Gone', 'Li Naa').replace('Owner', 'Contact owner').replace(',,,', ',Li Na,,');
  writeFileSync(join(cwd, 'people.csv'), rows);
  const { stdout, stderr } = await runCli(['map', 'people.csv', '--json'], options);
  expect(stderr).toContain('Values that will not be sent');
  const { unsent } = JSON.parse(stdout) as {
    unsent: { column: string; value: string; rows: number; reason: string }[];
  };
  expect(unsent).toContainEqual(expect.objectContaining({ column: 'Gender', place: 'sex', value: 'Robot', rows: 1 }));
  const owner = unsent.find(({ value }) => value === 'Li Naa');
  expect(owner).toMatchObject({ column: 'Contact owner', rows: 2 });
  expect(owner?.reason).toContain('Did you mean "Li Na"?');
}, 120_000);
