import { createHmac } from 'node:crypto';
import type { Channel, ChannelKind } from './channel.ts';
import { jsonOf, linesOf, type Outcome, textOf } from './outcome.ts';

/** What is posted where. */
interface Post {
  readonly url: string;
  readonly body: object;
}

/** How one kind of webhook takes a message, and how its answer tells that it did not. */
interface Webhook {
  readonly post: (outcome: Outcome, channel: Channel, nowMs: number) => Post;
  /** What an answer with HTTP 2xx says went wrong; undefined if nothing did. */
  readonly refusal: (text: string) => string | undefined;
}

/** The message formats of the vendors, as their own pages describe the robots of groups. */
export const WEBHOOKS: Readonly<Record<Exclude<ChannelKind, 'email'>, Webhook>> = {
  /** https://developer.work.weixin.qq.com/document/path/91770 */
  wecom: {
    post: (outcome, { url }) => ({ url, body: { msgtype: 'text', text: { content: textOf(outcome) } } }),
    refusal: codeRefusal('errcode', 'errmsg'),
  },
  /** https://open.dingtalk.com/document/robots/custom-robot-access: signed in the address, with milliseconds */
  dingtalk: {
    post: (outcome, { url, secret }, nowMs) => ({
      url: secret === undefined ? url : signedAddress(url, secret, nowMs),
      body: { msgtype: 'text', text: { content: textOf(outcome) } },
    }),
    refusal: codeRefusal('errcode', 'errmsg'),
  },
  /** https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot: signed in the body, with seconds */
  feishu: { post: larkPost, refusal: codeRefusal('code', 'msg', 'StatusCode', 'StatusMessage') },
  lark: { post: larkPost, refusal: codeRefusal('code', 'msg', 'StatusCode', 'StatusMessage') },
  /** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
  slack: {
    post: (outcome, { url }) => ({ url, body: { text: slackText(textOf(outcome)), mrkdwn: false } }),
    refusal: (text) => (text.trim() === 'ok' ? undefined : text),
  },
  /** An adaptive card, which Workflows posts to the channel; older connectors take it as well. */
  teams: {
    post: (outcome, { url }) => ({ url, body: teamsCard(outcome) }),
    refusal: (text) => (/\bfailed with error\b/i.test(text) ? text : undefined),
  },
  webhook: {
    post: (outcome, { url }) => ({ url, body: jsonOf(outcome) }),
    refusal: () => undefined,
  },
};

/** The vendors answer HTTP 200 with a code that is not 0, and a text, if they did not take the message. */
function codeRefusal(...names: readonly [code: string, text: string, ...others: readonly string[]]) {
  const [code, message, otherCode = code, otherMessage = message] = names;
  return (text: string): string | undefined => {
    let answer: Readonly<Record<string, unknown>>;
    try {
      answer = Object(JSON.parse(text)) as Readonly<Record<string, unknown>>;
    } catch {
      return `the answer is not JSON: ${text}`;
    }
    const found = answer[code] ?? answer[otherCode];
    if (found === 0) return undefined;
    return found === undefined
      ? `the answer has no ${code}`
      : `${code} ${found}: ${answer[message] ?? answer[otherMessage] ?? ''}`;
  };
}

function signedAddress(url: string, secret: string, nowMs: number): string {
  const sign = createHmac('sha256', secret).update(`${nowMs}\n${secret}`).digest('base64');
  const signed = new URL(url);
  signed.searchParams.set('timestamp', String(nowMs));
  signed.searchParams.set('sign', sign);
  return signed.href;
}

function larkPost(outcome: Outcome, { url, secret }: Channel, nowMs: number): Post {
  const message = { msg_type: 'text', content: { text: textOf(outcome) } };
  if (secret === undefined) return { url, body: message };
  const timestamp = String(Math.floor(nowMs / 1000));
  // The signed text is the key, and what is signed is empty.
  const sign = createHmac('sha256', `${timestamp}\n${secret}`).digest('base64');
  return { url, body: { timestamp, sign, ...message } };
}

/** These three would begin links and mentions. */
function slackText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Runs of text are shown as they are: a text block would take `_` and `*` of file names for Markdown. */
function teamsCard(outcome: Outcome) {
  const lines = linesOf(outcome).map((line, index) => ({
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text: line, ...(index === 0 && { weight: 'Bolder' }) }],
  }));
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: lines,
        },
      },
    ],
  };
}
