import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openLedger } from '../../src/ledger/index.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { folderWith, type Imported, importHere } from './in-process.ts';

const MAPPING = `version: 1
target: customer
key: partnerid
fields:
  partnerid: Id
  nick: Name
  tel: Phone
  email: Mail
  crm_status: { const: 1 }
`;
/** Keys by which the tenant knows customers. */
const IDENTIFYING = MAPPING.replace('fields:', 'identifiedBy: [partnerid]\nfields:');
const KEYLESS = MAPPING.replace('key: partnerid\n', '');
const HEADER = 'Id,Name,Phone,Mail';

/** A tenant that identifies customers by telephone and e-mail, and a folder with a ledger of its own. */
async function tenant(
  yaml: string,
  lines: readonly string[],
  identifiedBy: readonly ('tel' | 'email' | 'partnerid')[] = ['tel', 'email'],
) {
  const sandbox = await startSandbox({ identifiedBy });
  const folder = folderWith([HEADER, ...lines], yaml);
  return {
    folder,
    first: await importHere(folder, sandbox),
    importAgain: (options?: Parameters<typeof importHere>[2]) => importHere(folder, sandbox, options),
    importLines(more: readonly string[], options: Parameters<typeof importHere>[2] = {}) {
      writeFileSync(join(folder, 'more.csv'), `${[HEADER, ...more].join('\n')}\n`);
      return importHere(folder, sandbox, { file: join(folder, 'more.csv'), ...options });
    },
    names: () =>
      sandbox
        .snapshot()
        .customers()
        .map(({ nick }) => String(nick))
        .sort(),
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

const FAMILY = ['1,Ann,0170 1234567,', '2,Bob,0170 1234567,', '3,Cy,0170 7654321,'];
const codes = ({ errors }: Imported) => errors.map(({ _code }) => _code);

describe.concurrent('an errors file that was not corrected', () => {
  test('rejects a row again whose key another row was sent with, and lets it replace that row only on request', async () => {
    await using at = await tenant(IDENTIFYING, ['1,Ann,,', '1,Bert,,', '2,,,', '3,Cy,,'], ['partnerid']);
    expect(codes(at.first)).toEqual(['duplicate-key', 'required']);
    const again = await at.importAgain({ file: at.first.summary.files.errors });
    expect(codes(again)).toEqual(['duplicate-key', 'required']);
    expect(again.errors[0]?.['_message']).toContain(`run ${at.first.summary.run} has sent the key "1" for another row`);
    const third = await at.importAgain({ file: again.summary.files.errors });
    expect(codes(third)).toEqual(['duplicate-key', 'required']);
    expect(at.names()).toEqual(['Ann', 'Cy']);
    await at.importAgain({ file: third.summary.files.errors, onDuplicate: 'last' });
    expect(at.names()).toEqual(['Bert', 'Cy']);
  });

  test('sends a row that was a duplicate under the key that it was given', async () => {
    await using at = await tenant(IDENTIFYING, ['1,Ann,,', '1,Bert,,', '2,Cy,,'], ['partnerid']);
    const [row] = at.first.errors;
    const write = (id: string) =>
      writeFileSync(
        at.first.summary.files.errors,
        `${Object.keys(row ?? {}).join(',')}\n${Object.values({ ...row, Id: id })
          .map((cell) => `"${cell.replaceAll('"', '""')}"`)
          .join(',')}\n`,
      );
    write('2');
    expect(codes(await at.importAgain({ file: at.first.summary.files.errors }))).toEqual(['duplicate-key']);
    write('7');
    const again = await at.importAgain({ file: at.first.summary.files.errors });
    expect(again.summary.rows).toMatchObject({ read: 1, created: 1 });
    expect(at.names()).toEqual(['Ann', 'Bert', 'Cy']);
  });

  test.each([
    ['with keys', MAPPING],
    ['without keys', KEYLESS],
  ])('rejects an uncorrected errors file again, also in later runs: %s', { timeout: 120_000 }, async (_what, yaml) => {
    await using at = await tenant(yaml, FAMILY);
    expect(codes(at.first)).toEqual(['would-merge']);
    let errors = at.first.summary.files.errors;
    for (let generation = 0; generation < 3; generation += 1) {
      const again = await at.importAgain({ file: errors });
      expect(again.summary).toMatchObject({ status: 'completed_with_errors', rows: { read: 1, rejected: 1 } });
      expect(codes(again)).toEqual(['would-merge']);
      expect(again.errors[0]?.['_message']).toContain(
        `"0170 1234567" is also the tel of row 2 of run ${at.first.summary.run}`,
      );
      errors = again.summary.files.errors;
    }
    expect(at.names()).toEqual(['Ann', 'Cy']);
  });

  test('rejects an uncorrected errors.xlsx again, also in a check', { timeout: 120_000 }, async () => {
    await using at = await tenant(KEYLESS, FAMILY);
    const workbook = join(dirname(at.first.summary.files.errors), 'errors.xlsx');
    const checked = await at.importAgain({ file: workbook, dryRun: true });
    expect(codes(checked)).toEqual(['would-merge']);
    const again = await at.importAgain({ file: workbook });
    expect(codes(again)).toEqual(['would-merge']);
    expect(at.names()).toEqual(['Ann', 'Cy']);
  });

  test('rejects an uncorrected errors file although the mapping has another key', { timeout: 120_000 }, async () => {
    await using at = await tenant(MAPPING, FAMILY);
    writeFileSync(join(at.folder, 'map.yaml'), MAPPING.replace('key: partnerid', 'key: nick'));
    const again = await at.importAgain({ file: at.first.summary.files.errors });
    expect(codes(again)).toEqual(['would-merge']);
  });

  test('imports an errors file once it is corrected, or with --on-collision send', { timeout: 120_000 }, async () => {
    await using at = await tenant(KEYLESS, FAMILY);
    const { errors } = at.first.summary.files;
    const sent = await at.importAgain({ file: errors, onCollision: 'send' });
    expect(sent.summary.rows).toMatchObject({ read: 1, updated: 1, rejected: 0 });
    await using other = await tenant(KEYLESS, FAMILY);
    const { errors: theirs } = other.first.summary.files;
    writeFileSync(
      theirs,
      `${HEADER},_row,_status,_field,_code,_message\n2,Bob,0170 1111112,,3,rejected,tel,would-merge,\n`,
    );
    const corrected = await other.importAgain({ file: theirs });
    expect(corrected.summary.rows).toMatchObject({ read: 1, created: 1 });
  });
});

describe.concurrent('a row with a value that an earlier run sent', () => {
  test('rejects a value sent under another key, and names run, row and key', { timeout: 120_000 }, async () => {
    await using at = await tenant(MAPPING, ['1,Ann,+49 170 1234567,Ann@x.co']);
    const lines = ['2,Bob,0170 1234567,', '3,Cy,,ann@X.co', '4,Di,0170 7654321,'];
    for (const dryRun of [true, false]) {
      const ended = await at.importLines(lines, { dryRun });
      expect(codes(ended)).toEqual(['would-merge', 'would-merge']);
      expect(ended.errors[0]?.['_message']).toContain(`the tel of row 2 of run ${at.first.summary.run} (key "1")`);
      expect(ended.summary).toMatchObject({ collisions: { rows: 2, fields: { tel: 1, email: 1 } } });
    }
    expect(at.names()).toEqual(['Ann', 'Di']);
  });

  test('updates the customer when a value was sent under the same key', { timeout: 120_000 }, async () => {
    await using at = await tenant(MAPPING, ['1,Ann,0170 1234567,a@x.co']);
    const again = await at.importLines(['1,Ann Lee,0170 1234567,a@x.co']);
    expect(again.summary).toMatchObject({ status: 'completed', rows: { updated: 1 } });
    const changed = await at.importLines(['1,Ann Lee,0170 1234567,new@x.co']);
    expect(changed.summary).toMatchObject({ status: 'completed', rows: { updated: 1 } });
  });

  test('sends a value that was sent before if either row has no key', { timeout: 120_000 }, async () => {
    await using at = await tenant(MAPPING, ['1,Ann,0170 1234567,', ',Bob,0170 7654321,']);
    const more = await at.importLines([',Ann Lee,0170 1234567,', '5,Bob Lee,0170 7654321,']);
    expect(more.summary.rows).toMatchObject({ read: 2, updated: 2, rejected: 0 });
  });

  test('sends a value of another key with --on-collision send, and reports the rows as merged', {
    timeout: 120_000,
  }, async () => {
    await using at = await tenant(MAPPING, ['1,Ann,0170 1234567,']);
    const sent = await at.importLines(['2,Bob,0170 1234567,'], { onCollision: 'send' });
    expect(sent.summary).toMatchObject({ merged: 1, rows: { updated: 1 } });
    const owner = await at.importLines(['1,Ann,0170 1234567,']);
    expect(owner.summary.rows).toMatchObject({ updated: 1, rejected: 0 });
  });

  test('rejects a value of another key although the earlier run was deleted', { timeout: 120_000 }, async () => {
    await using at = await tenant(MAPPING, ['1,Ann,0170 1234567,']);
    const ledger = await openLedger({ home: join(at.folder, 'home') });
    expect((await ledger.prune(Date.now() + 1000)).length).toBe(1);
    await ledger.close();
    rmSync(dirname(at.first.summary.files.errors), { recursive: true });
    const ended = await at.importLines(['2,Bob,0170 1234567,']);
    expect(codes(ended)).toEqual(['would-merge']);
    expect(ended.errors[0]?.['_message']).toContain('the tel of row 2 of an earlier run (key "1")');
  });
});
