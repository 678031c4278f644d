import { existsSync } from 'node:fs';
import { readConnection, type WrittenConnection } from '../app/connection.ts';
import type { ContractReport } from '../app/contract/contract-report.ts';
import { contractText, findingsOf } from '../app/contract/contract-text.ts';
import { inspectContract } from '../app/contract/inspect-contract.ts';
import { UsageError } from '../app/usage-error.ts';
import { READABLE, replaceFile } from '../files/index.ts';
import { counted, t } from '../words/index.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { createTerminal } from './terminal.ts';

interface ContractFlags extends WrittenConnection {
  readonly output?: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly yes: boolean;
  readonly push: boolean;
  readonly pushUrl?: string | undefined;
}

/** `doctor --contract`: the text for support goes to a file or to standard output, what to do with it to the terminal. */
export async function checkContract(flags: ContractFlags): Promise<ExitCode> {
  const { output, json, yes, push, pushUrl } = flags;
  const terminal = createTerminal(flags);
  if (push || pushUrl !== undefined)
    throw new UsageError('--contract and --push are two checks: run one after the other');
  const path = output === '-' ? undefined : output;
  if (path !== undefined && existsSync(path) && !yes) {
    throw new UsageError(`${path} already exists. Choose another name with -o, or replace it with --yes`);
  }
  const connection = { ...readConnection(flags), env: process.env };
  const report = await inspectContract({ connection, onEndpoint: (endpoint) => terminal.status(`asking ${endpoint}`) });
  terminal.status('');
  const text = contractText(report);
  if (path !== undefined) await replaceFile(path, text, READABLE);
  if (json) terminal.data(JSON.stringify({ command: 'doctor', contract: report }));
  else if (path === undefined) terminal.data(text.trimEnd());
  terminal.say(contractAdvice(report));
  if (path !== undefined) terminal.say(t`Written to ${path}.`);
  return EXIT_OF_STATUS[report.status];
}

const EXIT_OF_STATUS = { 'as-expected': EXIT.done, different: EXIT.someRowsFailed, 'not-asked': EXIT.aborted } as const;

/** What to do about the report, for the person at the terminal. */
function contractAdvice({ status, reason, endpoints }: ContractReport): string {
  if (status === 'not-asked')
    return t`Not everything could be asked: ${reason ?? ''}. To find the cause: sobot-etl doctor`;
  if (status === 'as-expected') return t`The API answers as its document leads us to expect.`;
  const count = findingsOf(endpoints, 'difference').length;
  return t`${counted(count, 'difference')}: send the text to Sobot’s support, and to those who maintain sobot-etl.`;
}
