import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { ServerAddress } from '../../push/index.ts';
import { t } from '../../words/index.ts';
import type { RunReporter } from '../reporter.ts';
import { UsageError } from '../usage-error.ts';

/** Where to listen. */
export interface ListenAddressOptions {
  readonly port: number;
  readonly host: string;
  /** Files in PEM: both or neither. */
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  /** Default: one that was made at the first start. */
  readonly pathSecret?: string | undefined;
}

/** Reads the certificate with its key, if there are any. Errors: `UsageError`, and those of the file system. */
export async function readTls({ tlsCert, tlsKey }: ListenAddressOptions): Promise<ServerAddress['tls']> {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new UsageError(t`--tls-cert and --tls-key belong together: give both, or neither`);
  }
  const tls = { cert: await readFile(tlsCert), key: await readFile(tlsKey) };
  try {
    createSecureContext(tls);
  } catch (error) {
    throw new UsageError(
      t`--tls-cert ${tlsCert} and --tls-key ${tlsKey} are no certificate with its key, in PEM: ${(error as Error).message}`,
    );
  }
  return tls;
}

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|::1|localhost)$/;

/** What people should know about a listener before the first push. */
export function noticesFor({ host, tlsCert }: ListenAddressOptions, hasNames: boolean): string[] {
  return [
    ...(LOOPBACK.test(host) || tlsCert !== undefined
      ? []
      : [
          t`${host} is reachable from the network without encryption: anyone on the way can read the pushes and the secret of the address. Give --tls-cert and --tls-key, or listen on 127.0.0.1 behind a reverse proxy.`,
        ]),
    ...(hasNames
      ? []
      : [
          t`There are no credentials, so the output has ids instead of the names of custom fields, levels and tags. Store credentials with: sobot-etl login`,
        ]),
  ];
}

/** Makes a function that reports a failure once, and its end. */
export function stateReporter(
  reporter: Pick<RunReporter, 'message'>,
  { failed, works }: { readonly failed: (error: Error) => string; readonly works: string },
): (failure: Error | undefined) => void {
  let isFailing = false;
  return (failure) => {
    if (failure && !isFailing) reporter.message('problem', failed(failure));
    else if (!failure && isFailing) reporter.message('info', works);
    isFailing = failure !== undefined;
  };
}
