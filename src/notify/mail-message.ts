import { createTransport } from 'nodemailer';
import { type Channel, isThisMachine } from './channel.ts';
import { linesOf, type Outcome, titleOf } from './outcome.ts';
import { NOTIFY_POLICY } from './policy.ts';
import type { Delivery } from './post-message.ts';

const { attemptMs } = NOTIFY_POLICY;

/** Sends a message by e-mail, once; the connection is encrypted, or nothing is sent. Throws `MailFault`. */
async function mailOnce(outcome: Outcome, channel: Channel, signal: AbortSignal): Promise<void> {
  const { protocol, hostname, port } = new URL(channel.server);
  const isWrapped = protocol === 'smtps:';
  const { user, password: pass } = channel;
  const transport = createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isWrapped ? 465 : 587) : Number(port),
    secure: isWrapped,
    // Without TLS the password and the message could be read; on this machine nobody else is on the way.
    requireTLS: !isWrapped && !isThisMachine(hostname),
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    ...(user !== undefined && { auth: { user, pass: pass ?? '' } }),
    connectionTimeout: attemptMs,
    greetingTimeout: attemptMs,
    socketTimeout: attemptMs,
    dnsTimeout: attemptMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new MailFault('it was given up', false)), { once: true });
  });
  try {
    if (signal.aborted) throw new MailFault('it was given up', false);
    const [subject, ...lines] = [titleOf(outcome), ...linesOf(outcome).slice(1)];
    const { from, to } = channel;
    const mail = transport.sendMail({ from, to: [...to], subject, text: `${lines.join('\n')}\n` });
    const { rejected } = await Promise.race([mail, aborted]);
    // The others have it, so it is not sent again.
    if (rejected.length > 0)
      throw new MailFault(`the server refuses ${rejected.length} of the ${to.length} addresses`, false);
  } catch (error) {
    throw error instanceof MailFault ? error : faultOf(error);
  } finally {
    transport.close();
  }
}

class MailFault extends Error {
  readonly isTemporary: boolean;

  constructor(message: string, isTemporary: boolean) {
    super(message);
    this.isTemporary = isTemporary;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EAUTH: 'the server refuses user and password',
  ETLS: 'the server offers no encryption (STARTTLS), so nothing was sent',
  EENVELOPE: 'the server refuses the addresses',
  EMESSAGE: 'the server refuses the message',
  ETIMEDOUT: 'no answer in time',
};

/** What went wrong: texts of the server are left out, since they may quote what they were sent. */
function faultOf(error: unknown): MailFault {
  const {
    code = 'network error',
    responseCode,
    message = '',
  } = error as {
    code?: string;
    responseCode?: number;
    message?: string;
  };
  if (/certificate|self-signed|altnames/i.test(message))
    return new MailFault('the certificate of the server cannot be verified, so nothing was sent', false);
  const reply = responseCode === undefined ? '' : ` (SMTP ${responseCode})`;
  const isPermanent = code === 'EAUTH' || code === 'ETLS' || (responseCode !== undefined && responseCode >= 500);
  return new MailFault(`${REASONS[code] ?? `it cannot be reached (${code})`}${reply}`, !isPermanent);
}

/** Sends a message by e-mail, repeatedly if the server is at fault. Returns what went wrong. */
export async function mailMessage(
  outcome: Outcome,
  channel: Channel,
  { signal, attempts }: Delivery,
): Promise<string | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await mailOnce(outcome, channel, signal);
      return undefined;
    } catch (error) {
      if (!(error instanceof MailFault)) return 'it was given up';
      if (!error.isTemporary || attempt >= attempts || signal.aborted) return error.message;
    }
  }
}
