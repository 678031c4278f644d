import { defineMessages, t } from '../words/index.ts';

/** Why a run stops although its rows may be fine. */
export const RESILIENCE_MESSAGES = defineMessages('resilience', {
  outage: {
    meaning: 'The server failed, or could not be reached, for longer than --outage-patience allows.',
    remediation: 'Once the server answers again, run: sobot-etl resume',
    text: {
      notAnswering: (waited: string, reason: string) => `the server has not answered for ${waited} (${reason})`,
      rowsFailing: (rows: number, reason: string) => `${rows} consecutive rows failed because of the server: ${reason}`,
    },
  },
});

/** What is added to the error of a request when it stops the run. The run keeps the code of that error. */
export const STOP_WORDINGS = {
  throttledTooLong: (waited: string, reason: string) =>
    t`the server has rejected requests as too frequent for ${waited} (${reason}). Try again later with a lower --rate`,
} as const;
