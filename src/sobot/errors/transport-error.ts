import { SobotError } from './sobot-error.ts';

/** How a call can fail on the way, before there is an answer to read. */
export type TransportFailure =
  | 'refused'
  | 'dns'
  | 'connect-timeout'
  | 'tls'
  | 'reset'
  | 'timeout'
  | 'too-large'
  | 'cancelled';

const ADVICE: Record<TransportFailure, string> = {
  refused: 'nothing answers at that address; check it, and whether the server (or the sandbox) runs',
  dns: 'the host name cannot be resolved; check SOBOT_BASE_URL and the network',
  'connect-timeout': 'the server could not be reached in time',
  tls: 'the server’s certificate could not be verified',
  reset: 'the connection broke',
  timeout: 'no answer in time; --timeout sets the limit',
  'too-large': 'the answer is over the limit of 32 MB',
  cancelled: 'the call was cancelled',
};

/** The line failed: the request did not leave, or its answer did not arrive. */
export class TransportError extends SobotError {
  override name = 'TransportError';

  constructor(failure: TransportFailure, facts: { host: string; left: boolean; mayRepeat: boolean; cause?: unknown }) {
    const notProcessed = !facts.left;
    const stop = failure === 'tls';
    super(`${facts.host}: ${ADVICE[failure]}`, {
      code: failure,
      verdict: stop ? 'stop-run' : notProcessed || facts.mayRepeat ? 'retry' : 'in-doubt',
      notProcessed,
      outage: failure !== 'too-large' && failure !== 'cancelled',
      cause: facts.cause,
    });
  }
}
