import { z } from 'zod';
import { type Condition, parseCondition, WHEN_FORMS } from './when.ts';

interface KindFacts {
  readonly title: string;
  readonly needs: readonly FieldName[];
  readonly may: readonly FieldName[];
  /** Hosts of its addresses, by which an address alone tells the kind. */
  readonly hosts?: RegExp;
}

type FieldName = 'url' | 'secret' | 'server' | 'user' | 'password' | 'from' | 'to';

/** What can be told about a run, and what each kind of channel needs. */
export const CHANNEL_KINDS = {
  wecom: { title: 'WeCom', needs: ['url'], may: [], hosts: /^qyapi\.weixin\.qq\.com$/ },
  dingtalk: { title: 'DingTalk', needs: ['url'], may: ['secret'], hosts: /^(oapi|api)\.dingtalk\.com$/ },
  feishu: { title: 'Feishu', needs: ['url'], may: ['secret'], hosts: /^open\.feishu\.cn$/ },
  lark: { title: 'Lark', needs: ['url'], may: ['secret'], hosts: /^open\.larksuite\.com$/ },
  slack: { title: 'Slack', needs: ['url'], may: [], hosts: /^hooks\.slack(-gov)?\.com$/ },
  teams: {
    title: 'Teams',
    needs: ['url'],
    may: [],
    hosts: /(^|\.)(webhook\.office\.com|logic\.azure\.com|api\.powerplatform\.com)$/,
  },
  webhook: { title: 'webhook', needs: ['url'], may: [] },
  email: { title: 'e-mail', needs: ['server', 'from', 'to'], may: ['user', 'password'] },
} as const satisfies Record<string, KindFacts>;

export type ChannelKind = keyof typeof CHANNEL_KINDS;

/** A channel with its secrets; never to be printed. */
export interface Channel {
  /** How messages call it: its name, or its kind where it has none. */
  readonly name: string;
  readonly kind: ChannelKind;
  readonly when: readonly Condition[];
  readonly url: string;
  readonly secret?: string | undefined;
  readonly server: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly from: string;
  readonly to: readonly string[];
}

const text = (what: string) => z.string({ error: `must be ${what}` }).min(1, { error: `must be ${what}` });

/** The members of a channel in a YAML file. */
const CHANNEL_SHAPE = {
  kind: z.enum(Object.keys(CHANNEL_KINDS) as [ChannelKind, ...ChannelKind[]], {
    error: `must be one of ${Object.keys(CHANNEL_KINDS).join(', ')}`,
  }),
  url: text('the address of the webhook').optional(),
  secret: text('the secret with which messages are signed').optional(),
  server: text('the address of the mail server, such as smtps://mail.example.com').optional(),
  user: text('a user name').optional(),
  password: text('a password').optional(),
  from: text('an e-mail address').optional(),
  to: z
    .union([
      text('an e-mail address'),
      z.array(text('an e-mail address')).min(1, { error: 'must be an e-mail address' }),
    ])
    .optional(),
  when: z
    .union([z.string(), z.array(z.string()).min(1, { error: WHEN_FORMS })], { error: WHEN_FORMS })
    .optional()
    .superRefine((given, context) => {
      for (const [index, each] of [given ?? []].flat().entries()) {
        const parsed = parseCondition(each);
        if (typeof parsed === 'string')
          context.addIssue({ code: 'custom', message: parsed, path: Array.isArray(given) ? [index] : [] });
      }
    }),
} as const;

/** The values of variables that `${NAME}` stands for; undefined where a file is only looked at. */
export type Variables = Readonly<Record<string, string | undefined>> | undefined;

/** The schema of a channel. `variables`: checks that each `${NAME}` has a value, and what it is. */
export function channelSchema(variables: Variables): z.ZodObject<typeof CHANNEL_SHAPE, z.core.$strict> {
  return z.strictObject(CHANNEL_SHAPE).superRefine((channel, context) => checkChannel(channel, variables, context));
}

/** The same, or `use: NAME` of a channel of `notify.yaml`, with a `when` of its own where it has one. */
export function channelUseSchema(variables: Variables, known?: readonly string[]) {
  const shape = {
    ...CHANNEL_SHAPE,
    kind: CHANNEL_SHAPE.kind.optional(),
    use: text('the name of a channel').optional(),
  };
  return z.strictObject(shape).superRefine(({ use, ...channel }, context) => {
    if (use === undefined) {
      checkChannel(channel, variables, context);
      return;
    }
    const others = Object.keys(channel).filter((name) => name !== 'when');
    if (others.length > 0) problem(context, others[0] ?? '', `does not go with use: leave one of them out`);
    if (known && !known.includes(use))
      problem(
        context,
        'use',
        `there is no channel "${use}"${known.length > 0 ? `; there are ${known.join(', ')}` : ''}`,
      );
  });
}

/** A channel as a YAML file has it. */
export type WrittenChannel = z.output<z.ZodObject<typeof CHANNEL_SHAPE, z.core.$strict>>;

type Context = { addIssue(issue: { code: 'custom'; message: string; path: (string | number)[] }): void };

function problem(context: Context, field: string, message: string): void {
  context.addIssue({ code: 'custom', message, path: [field] });
}

function checkChannel(
  channel: Omit<WrittenChannel, 'kind'> & { readonly kind?: ChannelKind | undefined },
  variables: Variables,
  context: Context,
): void {
  const { kind } = channel;
  if (kind === undefined) {
    problem(context, 'kind', `must be one of ${Object.keys(CHANNEL_KINDS).join(', ')}, or give use: NAME`);
    return;
  }
  const { needs, may }: KindFacts = CHANNEL_KINDS[kind];
  for (const field of ['url', 'secret', 'server', 'user', 'password', 'from', 'to'] as const) {
    const given = channel[field];
    const isKnown = needs.includes(field) || may.includes(field);
    if (given !== undefined && !isKnown)
      problem(context, field, `is not for ${kind}; it takes ${[...needs, ...may].join(', ')}`);
    else if (given === undefined && needs.includes(field)) problem(context, field, `is missing; ${kind} needs it`);
    if (given === undefined || variables === undefined) continue;
    for (const each of [given].flat()) {
      const missing = missingVariable(each, variables);
      if (missing !== undefined) problem(context, field, `the environment variable ${missing} is not set`);
      else if (isKnown) {
        const wrong = wrongValue(kind, field, expanded(each, variables));
        if (wrong !== undefined) problem(context, field, wrong);
      }
    }
  }
}

const VARIABLE = /\$\{(\w+)\}/g;

function missingVariable(given: string, variables: NonNullable<Variables>): string | undefined {
  return [...given.matchAll(VARIABLE)].map(([, name = '']) => name).find((name) => !variables[name]);
}

function expanded(given: string, variables: NonNullable<Variables>): string {
  return given.replace(VARIABLE, (_, name: string) => variables[name] ?? '');
}

/** What is wrong with a value, without the value: it may be a secret. */
function wrongValue(kind: ChannelKind, field: FieldName, value: string): string | undefined {
  if (field === 'url') return wrongUrl(kind, value);
  if (field === 'server') return wrongServer(value);
  if ((field === 'from' || field === 'to') && !/^[^\s@<>]+@[^\s@<>]+$|<[^\s@<>]+@[^\s@<>]+>$/.test(value))
    return 'must be an e-mail address';
  return undefined;
}

function wrongUrl(kind: ChannelKind, value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return 'must be an address that begins with https://';
  // Its own message holds no secret, but the address of a robot is one.
  if (url.protocol === 'http:' && kind !== 'webhook' && !isThisMachine(url.hostname))
    return 'must begin with https://: anyone on the network could read the address, which is a secret';
  return undefined;
}

function wrongServer(value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '')
    return 'must be smtps://host, or smtp://host for a server with STARTTLS; with :port where it is not the usual one';
  if (url.username || url.password) return 'must not hold user and password: write them as user and password';
  return undefined;
}

/** Is it a loopback address, to which nothing leaves the machine? */
export function isThisMachine(host: string): boolean {
  return /^127(\.\d{1,3}){3}$/.test(host) || host === '[::1]' || host === 'localhost';
}

/** A channel that was read and checked, with its variables filled in. */
export function toChannel(name: string, written: WrittenChannel, variables: NonNullable<Variables>): Channel {
  const filled = (given: string | undefined) => (given === undefined ? undefined : expanded(given, variables));
  const { kind, url, secret, server, user, password, from, to = [], when = 'always' } = written;
  return {
    name,
    kind,
    when: conditionsOf(when),
    url: filled(url) ?? '',
    secret: filled(secret),
    server: filled(server) ?? '',
    user: filled(user),
    password: filled(password),
    from: filled(from) ?? '',
    to: [to].flat().map((each) => expanded(each, variables)),
  };
}

/** The conditions of a `when` that was checked. */
export function conditionsOf(when: string | readonly string[]): readonly Condition[] {
  return [when]
    .flat()
    .map((each) => parseCondition(each))
    .filter((condition) => typeof condition !== 'string');
}

/** The channel of an address alone; its kind follows from its host. Returns what is wrong with it as text. */
export function channelOfUrl(name: string, url: string, secret: string | undefined): Channel | string {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  const kinds = Object.entries(CHANNEL_KINDS) as [ChannelKind, KindFacts][];
  const kind = kinds.find(([, { hosts }]) => hosts?.test(host))?.[0] ?? 'webhook';
  const wrong = wrongUrl(kind, url);
  if (wrong !== undefined) return wrong;
  return { name, kind, when: [{ on: 'always' }], url, secret, server: '', from: '', to: [] };
}
