import { describe, expect, test } from 'vitest';
import { chooseLanguage } from '../../src/cli/choose-language.ts';
import { newFolder, runCli } from '../support/run-cli.ts';

describe('the language of the command line', () => {
  test.each([
    [['runs'], {}, 'en', ['runs']],
    [['runs', '--lang', 'zh'], {}, 'zh', ['runs']],
    [['--lang=zh', 'runs', 'show'], {}, 'zh', ['runs', 'show']],
    [['runs'], { SOBOT_ETL_LANG: 'zh' }, 'zh', ['runs']],
    [['runs'], { SOBOT_ETL_LANG: 'zh_CN.UTF-8' }, 'zh', ['runs']],
    [['runs', '--lang', 'en'], { SOBOT_ETL_LANG: 'zh' }, 'en', ['runs']],
    [['runs'], { SOBOT_ETL_LANG: '', LANG: 'zh_CN.UTF-8', LC_ALL: 'zh_CN.UTF-8' }, 'en', ['runs']],
    [['tag', '--', '--lang', 'zh'], {}, 'en', ['tag', '--', '--lang', 'zh']],
  ] as const)('of %j with %j is %s', (words, env, language, args) => {
    expect(chooseLanguage(words, env)).toMatchObject({ language, args });
  });

  test.each([
    [['runs', '--lang', 'fr'], {}, '--lang takes one of en (English), zh (简体中文), not "fr"'],
    [['runs', '--lang'], {}, '--lang takes one of'],
    [['runs'], { SOBOT_ETL_LANG: 'fr' }, 'SOBOT_ETL_LANG takes one of en (English), zh (简体中文), not "fr"'],
  ])('%j with %j is refused with the choices', (words, env, message) => {
    expect(() => chooseLanguage(words, env)).toThrow(message);
  });

  test('help is in Chinese with --lang zh, and its commands and flags keep their names', async () => {
    const { code, stdout } = await runCli(['check', '--help', '--lang', 'zh'], { cwd: newFolder() });
    expect(code).toBe(0);
    expect(stdout).toContain('检查表格但不发送：逐行读取、映射、校验和查找');
    expect(stdout).toMatch(/--limit +只处理前 N 行/);
    expect(stdout).toMatch(/^示例：$/m);
  });
});
