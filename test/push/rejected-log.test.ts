import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PUSH_POLICY, RejectedLog } from '../../src/push/index.ts';
import { newFolder } from '../support/run-cli.ts';

describe('the messages that are kept aside', () => {
  test('are bounded: a file that has become large takes the place of the one before', async () => {
    const folder = newFolder();
    const log = new RejectedLog(join(folder, 'rejected.jsonl'));
    const body = Buffer.alloc(10 * 1024 * 1024, 'x');
    const codes = Array.from({ length: 8 }, (_, index) => `c${index}`);
    await Promise.all(codes.map((code) => log.add({ receivedAt: 0, code, reason: 'too odd', body })));
    expect(readdirSync(folder).sort()).toEqual(['rejected.jsonl', 'rejected.old.jsonl']);
    const kept = ['rejected.old.jsonl', 'rejected.jsonl'].flatMap((name) => {
      const path = join(folder, name);
      expect(statSync(path).size).toBeLessThanOrEqual(PUSH_POLICY.rejected.maxFileBytes);
      const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
      return lines.map((line) => (JSON.parse(line) as { code: string }).code);
    });
    expect(kept).toEqual(codes.slice(3));
  });
});
