import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newFolder, runCli } from '../support/run-cli.ts';

const MAPPING = `version: 2
target: customer
key: partnrid
source: { header: 0, encodin: utf8 }
fields:
  nik: Name
  tel: { column: Mobil, transform: [phon] }
  sex: { column: Gender, values: { Male: 7 }, otherwise: rejct }
  liable_serviceid: { column: Owner, lookup: agnt }
  crm_status: { const: folow-up }
  partnerid: 5
  remark: { expr: '$join([Notes, ' }
  nick: Name
  nick: Full name
custom:
  Favourite fruit: Fruit
tags:
  ad: { column: Tags }
extra: 1
`;

describe('a faulty mapping', () => {
  test('lists all problems of a mapping at once with their positions, without a request to the tenant', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'map.yaml'), MAPPING);
    writeFileSync(join(folder, 'in.csv'), 'Name,Mobile,Gender,Owner,Fruits\nAda,1,Male,Li Na,Apple\n');
    const { code, stdout, stderr } = await runCli(['check', 'in.csv', '-m', 'map.yaml'], {
      cwd: folder,
      env: { SOBOT_ETL_HOME: join(folder, 'home') },
    });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    const reported = stderr.split('\n').filter((line) => line.startsWith('map.yaml:'));
    expect(reported.map((line) => line.replace(/^map\.yaml:(\d+):\d+: /, '$1 '))).toEqual([
      '1 "version" must be 1, not 2.',
      '3 The key "partnrid" is not a mapped field. Did you mean "partnerid"?',
      '4 "header" must be 1 or more, not 0.',
      '4 Unknown key "encodin". Did you mean "encoding"?',
      '6 Target customer has no field "nik". Did you mean "nick"?',
      '7 in.csv has no column "Mobil". Did you mean "Mobile"?',
      '7 There is no transform "phon". Did you mean "phone"?',
      '8 "7" is not one of male (1), female (2).',
      '8 "rejct" is not one of male (1), female (2). Or write one of reject, blank, keep.',
      '9 There is no lookup "agnt". Did you mean "agent"?',
      expect.stringContaining('10 "folow-up" is not one of'),
      expect.stringContaining('11 "partnerid" cannot be 5.'),
      expect.stringContaining('12 The expression cannot be read'),
      '14 The key "nick" occurs a second time here. Remove one of the two.',
      expect.stringContaining('14 in.csv has no column "Full name"'),
      '16 in.csv has no column "Fruit". Did you mean "Fruits"?',
      '18 Unknown key "ad". Did you mean "add"?',
      expect.stringContaining('19 Unknown key "extra".'),
    ]);
  });

  test.each([
    ['fields: [nick]', '"fields" must be a map, not a list.'],
    ['fields: { nick: { colum: A } }', 'Unknown key "colum". Did you mean "column"?'],
    ['fields: { nick: }', '"nick" cannot be empty.'],
    ['fields: { nick: { column: [] } }', '"column" must not be empty.'],
    ['tags: { add: [A, 5] }', '"add"'],
    ['target: 5', '"target" must be text, not 5.'],
    ['\tfields: 1', 'Indent with spaces'],
    ['fields: { a: &x { column: *x } }', 'map.yaml:3'],
    ['? [a, b]\n: c', 'map.yaml'],
    ['fields: { nick: { column: A, transform: [{ slice: [1, 2], lower: true }] } }', 'map.yaml:3'],
  ])('ends with only a message for %j', async (line, message) => {
    const folder = newFolder();
    writeFileSync(
      join(folder, 'map.yaml'),
      `version: 1\n${line.startsWith('target') ? '' : 'target: tag-group\n'}${line}\n`,
    );
    writeFileSync(join(folder, 'in.csv'), 'A\n1\n');
    const { code, stderr } = await runCli(['check', 'in.csv', '-m', 'map.yaml'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
