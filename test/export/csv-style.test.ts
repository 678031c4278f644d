import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { newFolder, runCli, sandboxEnv } from '../support/run-cli.ts';

describe('CSV of an export', () => {
  test('has a byte order mark, another delimiter, another encoding or unescaped formulas on request', async () => {
    await using sandbox = await startSandbox();
    const folder = newFolder();
    const options = { cwd: folder, env: sandboxEnv(sandbox, folder) };
    writeFileSync(
      join(folder, 'map.yaml'),
      'version: 1\ntarget: customer\nfields: { nick: Name, remark: Note, crm_status: { const: 1 } }\n',
    );
    writeFileSync(join(folder, 'in.csv'), 'Name,Note\n王芳,=1+1\n');
    await runCli(['import', 'in.csv', '-m', 'map.yaml'], options);
    const exported = async (...flags: string[]): Promise<Buffer> => {
      const args = ['export', 'customers', '-o', 'out.csv', '--columns', 'nick,remark', '--where', 'search_type=1'];
      const { code, stderr } = await runCli([...args, '--where', 'search_value=王芳', ...flags], options);
      expect(code, stderr).toBe(0);
      return readFileSync(join(folder, 'out.csv'));
    };
    expect((await exported()).toString()).toBe("nick,remark\r\n王芳,'=1+1\r\n");
    expect((await exported('--bom', '--delimiter', ';')).toString()).toBe("\ufeffnick;remark\r\n王芳;'=1+1\r\n");
    expect((await exported('--no-guard', '--delimiter', 'tab')).toString()).toBe('nick\tremark\r\n王芳\t=1+1\r\n');
    const chinese = await exported('--encoding', 'gb18030');
    expect(new TextDecoder('gb18030').decode(chinese)).toContain('王芳');
    expect(chinese.toString()).not.toContain('王芳');
  });

  test.each([
    [['-o', 'a.xlsx', '--bom'], '--bom is for CSV'],
    [['-o', 'a.csv', '--delimiter', 'ab'], '--delimiter takes one character'],
    [['--merge-into', 'a.csv', '--encoding', 'gb18030'], 'leave out --encoding'],
    [['-o', 'a.csv', '--encoding', 'klingon'], 'cannot be written in the encoding "klingon"'],
  ])('refuses %j and says what would be right', async (flags, message) => {
    await using sandbox = await startSandbox();
    const folder = newFolder();
    const { code, stderr } = await runCli(['export', 'agents', ...flags], {
      cwd: folder,
      env: sandboxEnv(sandbox, folder),
    });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
