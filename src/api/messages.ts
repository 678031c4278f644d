import { defineMessages, t } from '../words/index.ts';

/**
 * Every code of a failed call. Six digits are the return codes of the API document's section "API return code", with its
 * own words as their meaning, and without a full stop, because other texts follow them; `000000` is success. The others are
 * ours: `http-3xx` stands for all redirects, and so on.
 */
export const API_MESSAGES = defineMessages('api', {
  '700046': {
    meaning: 'The current version purchased by the enterprise does not support the use of API',
    remediation: 'Ask Sobot to enable the API for your plan; sobot-etl doctor shows when it works',
  },
  '900001': {
    meaning: 'Blank token',
    remediation: 'The token is renewed automatically. If the error persists, check the credentials: sobot-etl whoami',
  },
  '900002': {
    meaning: 'Token expired',
    remediation:
      'The token is renewed automatically. If the error persists, make sure that no other program uses the same app id',
  },
  '900003': {
    meaning: 'Signature error',
    remediation:
      'The app key does not belong to the app id (correct it with sobot-etl login), or the clock of this machine is wrong; sobot-etl doctor checks both',
  },
  '900004': {
    meaning: 'Company api configuration info not found',
    remediation:
      'The app id is unknown at this base URL. Check both (sobot-etl whoami shows them), or ask Sobot for API credentials; correct them with: sobot-etl login',
  },
  '999999': {
    meaning: 'Unknown System Exception',
    remediation: 'The server failed; wait a while and try again',
  },
  '510001': {
    meaning: 'Tag group not found',
    remediation: 'Use an id from the list of tag groups: sobot-etl export tag-groups -o tag-groups.csv',
  },
  '510002': {
    meaning: 'Tag group name already exists',
    remediation: 'Use the existing group, or choose another name',
  },
  '510003': {
    meaning: 'Tag name already exists',
    remediation: 'Use the existing tag, or choose another name',
  },
  '510004': {
    meaning: 'Tag param name already exists, or tag not found',
    remediation: 'Choose another param name, and use an id from the list of tags: sobot-etl export tags -o tags.csv',
  },
  '510005': {
    meaning: 'Tag group name cannot be blank',
    remediation: 'Fill in the name of the tag group',
  },
  '510006': {
    meaning: 'Tag name cannot be blank',
    remediation: 'Fill in the name of the tag',
  },
  '510007': {
    meaning: 'The name cannot exceed 30 chars',
    remediation: 'Shorten the name to 30 characters',
  },
  '510008': {
    meaning: 'Param name cannot exceed 30 chars',
    remediation: 'Shorten the param name to 30 characters',
  },

  refused: {
    meaning: 'No server answers at the address.',
    remediation: 'Check the base URL with: sobot-etl doctor',
    text: {
      error: () => 'no server answers at this address; check it, and that the server (or the sandbox) is running',
    },
  },
  dns: {
    meaning: 'The host name cannot be resolved.',
    remediation: 'Check the base URL and the network with: sobot-etl doctor',
    text: { error: () => 'the host name cannot be resolved; check SOBOT_BASE_URL and the network' },
  },
  'connect-timeout': {
    meaning: 'No connection to the server was established in time.',
    remediation: 'A firewall or a proxy may be in between; check with: sobot-etl doctor',
    text: { error: () => 'the server cannot be reached in time' },
  },
  tls: {
    meaning: 'The certificate of the server cannot be verified, so nothing is sent.',
    remediation:
      'If a proxy inspects TLS, add its certificate with NODE_EXTRA_CA_CERTS. Otherwise send nothing: someone may be intercepting the connection.',
    text: { error: () => 'the server’s certificate cannot be verified' },
  },
  reset: {
    meaning: 'The connection broke before the whole answer had arrived.',
    remediation: 'Import the rows again; rows in doubt must be looked up in the CRM first.',
    text: { error: () => 'the connection broke' },
  },
  timeout: {
    meaning: 'No answer arrived within the time limit.',
    remediation: 'Try again; --timeout 60 waits longer, --concurrency 4 sends fewer requests at once.',
    text: { error: () => 'no answer within the time limit; --timeout sets it' },
  },
  'too-large': {
    meaning: 'The answer exceeds the limit of 32 MB.',
    remediation: 'Request less at once: --page-size 20.',
    text: { error: () => 'the answer exceeds the limit of 32 MB' },
  },
  cancelled: {
    meaning: 'The call was cancelled before it ended.',
    remediation: 'Continue the run with: sobot-etl resume',
    text: { error: () => 'the call was cancelled' },
  },

  'http-3xx': {
    meaning: 'A gateway redirected the call; redirects are not followed.',
    remediation: 'Check the base URL and the proxy with: sobot-etl doctor',
    text: {
      error: (status: number, to: string) =>
        `HTTP ${status} instead of an answer of the API: a redirect${to === '' ? '' : ` to ${to}`}, which is not followed; is the base URL right?`,
    },
  },
  'http-4xx': {
    meaning: 'A gateway or a firewall refused the call; the API itself did not answer.',
    remediation: 'Check the base URL and the proxy with: sobot-etl doctor',
    text: {
      error: (status: number) => `HTTP ${status} instead of an answer of the API; is the base URL right?`,
    },
  },
  'http-429': {
    meaning: 'The server asked for fewer requests.',
    remediation: 'Set a lower --rate and try again.',
    text: { error: () => 'the server asks to slow down (HTTP 429)' },
  },
  'http-5xx': {
    meaning: 'The server failed; the data is not the cause.',
    remediation: 'Import the rows again later.',
    text: { error: (status: number) => `the server failed with HTTP ${status}` },
  },
  'not-json': {
    meaning: 'The answer is not one of the API: a web page, nothing, or half an answer.',
    remediation: 'Check the base URL with: sobot-etl doctor',
    text: { error: () => 'the answer is not one of the API' },
  },
  'malformed-answer': {
    meaning: 'The API reported success in an answer that cannot be read.',
    remediation: 'Look the record up in the CRM before sending it again.',
    text: {
      error: (endpoint: string, member: string, problem: string) =>
        `${endpoint} reported success, but its answer cannot be read: ${member}: ${problem}`,
    },
  },

  'token-loop': {
    meaning: 'The server refuses every new token.',
    remediation: 'Stop any other program that uses this app id, then: sobot-etl whoami',
    text: {
      error: () =>
        'The server refuses every token that it has just issued: another program keeps renewing the token of this app id, or the server is broken. Stop the other program, then: sobot-etl whoami',
    },
  },
  'page-repeats': {
    meaning: 'The server keeps sending the same page of a list, so the list cannot be read to its end.',
    remediation: 'Try again later, or with another --page-size.',
    text: {
      error: (endpoint: string, page: number) =>
        `${endpoint}: page ${page} repeats an earlier page, so the list cannot be read to its end. Try again later, or with another --page-size`,
    },
  },
  'bad-path-parameter': {
    meaning: 'An id is blank, or is a dot or two, so it cannot be part of a request’s path.',
    remediation: 'Correct the id in the row.',
    text: {
      error: (endpoint: string, parameter: string, value: string) =>
        `${endpoint}: "${value}" cannot be the ${parameter} of a record`,
    },
  },
});

/** Wordings that several codes share. */
export const API_TEXTS = {
  noToken: (baseUrl: string, reason: string) => t`Cannot get a token from ${baseUrl}: ${reason}`,
  noReason: () => t`no reason given`,
} as const;
