import { existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { MirrorError, mirrorPath, openMirror } from '../../src/mirror/index.ts';

const newPath = () => mirrorPath(mkdtempSync(join(tmpdir(), 'mirror-')), 'tenant');

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof MirrorError) return error.code;
    throw error;
  }
  return 'no error';
}

describe('the file of a mirror', () => {
  test('is new, incomplete and readable by its owner only', () => {
    const path = newPath();
    const mirror = openMirror(path);
    expect(mirror.status()).toMatchObject({ complete: false, customers: 0, reason: 'it has not been read yet' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const { state } = mirror;
    mirror.close();
    const again = openMirror(path);
    expect(again.state).toBe(state);
    again.close();
  });

  test('is rejected if another program or a newer version wrote it, or if it is damaged', () => {
    const [foreign, newer, damaged] = [newPath(), newPath(), newPath()];
    openMirror(foreign).close();
    const other = new DatabaseSync(`${foreign}2`);
    other.exec('CREATE TABLE mine (a)');
    other.close();
    expect(codeOf(() => openMirror(`${foreign}2`))).toBe('mirror-foreign');
    openMirror(newer).close();
    const database = new DatabaseSync(newer);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(codeOf(() => openMirror(newer))).toBe('mirror-newer');
    openMirror(damaged).close();
    writeFileSync(damaged, 'no database at all'.repeat(100));
    expect(codeOf(() => openMirror(damaged))).toBe('mirror-damaged');
    expect(existsSync(damaged)).toBe(true);
  });
});
