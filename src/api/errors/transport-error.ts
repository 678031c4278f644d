import { dispositionFacts, TRANSPORT_DISPOSITIONS, type TransportFailure } from '../dispositions.ts';
import { SobotError } from './sobot-error.ts';

const FAILURE_REMEDIATIONS: Record<TransportFailure, string> = {
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
    const disposition = TRANSPORT_DISPOSITIONS[failure][facts.left ? 'left' : 'before'];
    super(`${facts.host}: ${FAILURE_REMEDIATIONS[failure]}`, {
      code: failure,
      ...dispositionFacts(disposition, facts.mayRepeat),
      cause: facts.cause,
    });
  }
}
