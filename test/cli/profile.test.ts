import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { profileFile } from '../../src/app/profile/profile-file.ts';
import type { Reporter } from '../../src/app/reporter.ts';
import { newFolder, runCli, startCli } from '../support/run-cli.ts';

const TEXT = 'Name,E-mail\nLi Na,li@x.example\nBo,\nLi Na,bo@x.example\n';

function newFile(): { readonly folder: string; readonly file: string } {
  const folder = newFolder();
  const file = join(folder, 'in.csv');
  writeFileSync(file, TEXT);
  return { folder, file };
}

describe('profile on the command line', () => {
  test('prints a table to standard output, without credentials, and what to run next', async () => {
    const { folder } = newFile();
    const { code, stdout, stderr } = await runCli(['profile', 'in.csv'], { cwd: folder, env: {} });
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('3 rows and 2 columns');
    expect(stdout).toMatch(/^E-mail {2,}e-mail address {2,}33 % {2,}2 {2,}\d+–?\d* .* email {2,}/m);
    expect(stdout).toContain('Li Na (2)');
    expect(stderr).toContain('To suggest a mapping: sobot-etl map in.csv --target customer -o mapping.yaml');
  });

  test('prints JSON of standard input', async () => {
    const { child, done } = startCli(['profile', '-', '--json'], { cwd: newFolder(), env: {}, stdin: 'pipe' });
    child.stdin?.end(TEXT);
    const { code, stdout, stderr } = await done;
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ command: 'profile', file: '-', format: 'csv', target: 'customer', rows: { read: 3 }, files: {} },
      columns: [
        { name: 'Name', distinct: { count: 2, exact: true } },
        { name: 'E-mail', blank: 1 },
      ],
    });
  });
});

describe('the file of a profile', () => {
  test('is readable by its owner only, and replaced by the next profile', async () => {
    const { folder, file } = newFile();
    for (const name of ['p.html', 'p.json']) {
      const output = join(folder, name);
      await profileFile({ file, output });
      expect(statSync(output).mode & 0o777).toBe(0o600);
      writeFileSync(file, `${TEXT}Ann,\n`);
      await profileFile({ file, output });
      expect(readFileSync(output, 'utf8')).toContain('Ann');
    }
  });

  test('does not replace a file of another kind, unless that is confirmed or asked for', async () => {
    const { folder, file } = newFile();
    const output = join(folder, 'mine.html');
    writeFileSync(output, '<p>mine</p>');
    const refused =
      'was not written by a profile and would be replaced. Nothing was profiled: give another file with -o';
    await expect(profileFile({ file, output })).rejects.toThrow(refused);
    const questions: string[] = [];
    const reporter: Reporter = {
      async confirm({ question }) {
        questions.push(question);
        return false;
      },
    };
    await expect(profileFile({ file, output, reporter })).rejects.toThrow('Nothing was profiled.');
    expect(questions).toEqual([expect.stringContaining('Replace it?')]);
    expect(readFileSync(output, 'utf8')).toBe('<p>mine</p>');
    await profileFile({ file, output, replace: true });
    expect(readFileSync(output, 'utf8')).toContain('Profile of');
  });

  test('is not the input, and ends in .html or .json', async () => {
    const { folder, file } = newFile();
    const lines = join(folder, 'rows.json');
    writeFileSync(lines, '{"Name":"Li Na"}\n');
    await expect(profileFile({ file: lines, output: lines })).rejects.toThrow('is the input, which the profile would');
    await expect(profileFile({ file, output: 'p.xlsx' })).rejects.toThrow('end the name of the file in .html or .json');
  });
});
