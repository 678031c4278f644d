import { describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { type Ended, runToEnd } from '../import/importing.ts';
import { folderWith } from '../import/in-process.ts';
import { addCustomer, sessionWith, takeToken } from '../sandbox/session.ts';
import { sandboxEnv, startCli } from '../support/run-cli.ts';
import { until } from '../support/until.ts';
import { CUSTOMERS } from './planning.ts';

const ROWS = 60;
const lines = [
  'Id,Name,Email,Phone,Remark',
  ...Array.from({ length: ROWS }, (_, at) => `P${at},Ann ${at},a${at}@example.com,,line`),
];
const APPEND = CUSTOMERS.replace('remark: Remark', 'remark: { const: more, merge: append }');

const written = ({ succeeded }: ReturnType<Sandbox['stats']>) =>
  (succeeded.saveCustomer ?? 0) + (succeeded.updateCustomer ?? 0);

/** As many requests are carried out, and never answered. */
const HUNG = 3;

/** Imports until the CRM has carried out requests whose answers are never sent, kills the process, and resumes. */
async function killedImport(
  sandbox: Sandbox,
  folder: string,
  { flags, on }: { readonly flags: readonly string[]; readonly on: 'saveCustomer' | 'updateCustomer' },
): Promise<Ended> {
  const before = written(sandbox.stats());
  const { child, done } = startCli(['import', 'in.csv', '-m', 'map.yaml', ...flags], {
    cwd: folder,
    env: sandboxEnv(sandbox, folder),
  });
  await until(() => written(sandbox.stats()) >= before + 3);
  sandbox.setFaults(
    {},
    Array.from({ length: HUNG }, () => ({ on, fault: 'hang-after' }) as const),
  );
  await until(() => sandbox.stats().byFault['hang-after'] === HUNG);
  child.kill('SIGKILL');
  await done;
  return runToEnd(['resume'], sandbox, folder);
}

describe('an import that was killed and resumed', () => {
  test.each(['--mode create --undoable', '--mode create', '--undoable'])(
    'with %s has created each customer once',
    async (given) => {
      const flags = given.split(' ');
      await using sandbox = await startSandbox({ tokensStay: true, latencyMs: 5 });
      const { summary } = await killedImport(sandbox, folderWith(lines, CUSTOMERS), { flags, on: 'saveCustomer' });
      const { created, skipped, in_doubt, failed } = summary.rows;
      // A row without before-image may be sent again, so that the ledger does not know that this run has sent it.
      expect({ sent: created + skipped, in_doubt, failed }).toEqual({ sent: ROWS, in_doubt: 0, failed: 0 });
      if (flags.includes('--undoable')) expect(skipped).toBe(0);
      expect(sandbox.snapshot().customerCount()).toBe(ROWS);
    },
  );

  test.each(['--undoable', '--mode update'])('with %s has appended each line once', async (given) => {
    const flags = given.split(' ');
    await using sandbox = await startSandbox({ tokensStay: true, latencyMs: 5 });
    const folder = folderWith(lines, APPEND);
    await runToEnd(['import', 'in.csv', '-m', 'map.yaml', '--mode', 'create', '--rate', '1000'], sandbox, folder);
    const other = folderWith(lines, APPEND.replace('const: more', 'const: again'));
    const { summary } = await killedImport(sandbox, other, { flags, on: 'updateCustomer' });
    const { updated, done, skipped, in_doubt, failed } = summary.rows;
    expect({ sent: updated + done + skipped, in_doubt, failed }).toEqual({ sent: ROWS, in_doubt: 0, failed: 0 });
    const notes = new Set(
      sandbox
        .snapshot()
        .customers()
        .map(({ remark }) => remark),
    );
    expect([...notes]).toEqual(['more\nagain']);
  });

  test('lets only the first of two rows that find the same customer change it', async () => {
    await using sandbox = await startSandbox({ tokensStay: true, latencyMs: 5 });
    const session = sessionWith(sandbox, await takeToken(sandbox));
    const ann = await addCustomer(session, { nick: 'Ann', email: 'ann@example.com', tel: '+8613200000001' });
    const both = [...lines, `P${ROWS},Ann,,+8613200000001,second`];
    both[1] = 'P0,Ann,ann@example.com,,first';
    const flags = ['--undoable'];
    const { summary } = await killedImport(sandbox, folderWith(both, CUSTOMERS), { flags, on: 'saveCustomer' });
    expect(summary.causes).toMatchObject([{ code: 'same-record', count: 1 }]);
    const customers = sandbox.snapshot().customers();
    expect(customers.find(({ id }) => id === ann)).toMatchObject({ partnerid: 'P0', remark: 'first' });
  });
});
