/** A channel as the operator writes it: where messages go, which, and how often at most. */
import { z } from 'zod'
import { NOTICE_KINDS, NOTICE_SEVERITIES, type NoticeKind } from './notice.js'

const KINDS = NOTICE_KINDS.filter((kind): kind is Exclude<NoticeKind, 'test'> => kind !== 'test')

const secret = z.string().min(1)
const line = z.string().regex(/^[^\p{Cc}]+$/u, { error: 'one line of text' })

const shared = {
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/, { error: 'letters, digits, - and _, at most 32' }),
  events: z.array(z.enum(KINDS)).min(1).default(['alarms', 'kill_switch', 'lease', 'mode', 'summary']),
  /** Least severity of the alarms that are sent. */
  severity: z.enum(NOTICE_SEVERITIES).default('warning'),
  /** Messages a minute at most; what waits is sent as one digest. */
  perMinute: z.int().min(1).max(60).default(10),
  /** An alarm that is not acknowledged is sent again after, minutes; 0 = never. */
  remindMinutes: z.int().min(0).max(1440).default(30),
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** The message never shows the address: it is a secret. */
const address = z.string().refine(
  (text) => {
    if (!URL.canParse(text)) return false
    const { protocol, hostname } = new URL(text)
    return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))
  },
  { error: 'an https address; http only on this machine' },
)
const anyAddress = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), { error: 'a web address' })

const slack = z.strictObject({ ...shared, kind: z.literal('slack'), url: address })
const discord = z.strictObject({ ...shared, kind: z.literal('discord'), url: address })
const telegram = z.strictObject({
  ...shared,
  kind: z.literal('telegram'),
  /** Of the bot. */
  token: z.string().regex(/^[A-Za-z0-9:_-]+$/, { error: 'the token that BotFather gave' }),
  chatId: z.union([
    z.int(),
    z.string().regex(/^(-?\d+|@\w+)$/, { error: 'the id of a chat, or @name of a public channel' }),
  ]),
  threadId: z.int().optional(),
  /** Of a Bot API server of one's own. */
  url: address.default('https://api.telegram.org'),
})
const ntfy = z
  .strictObject({
    ...shared,
    kind: z.literal('ntfy'),
    url: anyAddress.default('https://ntfy.sh'),
    topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/, { error: 'letters, digits, - and _, at most 64' }),
    token: secret.optional(),
    /** Of a server in the same private network: nothing is encrypted. */
    plainHttp: z.boolean().default(false),
  })
  .refine(isSafe, { error: 'http on another machine needs plainHttp: true', path: ['url'] })
const webhook = z
  .strictObject({
    ...shared,
    kind: z.literal('webhook'),
    url: anyAddress,
    /** Signs each message as Standard Webhooks do: whsec_ and base64. */
    secret: z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, { error: 'whsec_ and at least 24 bytes in base64' })
      .optional(),
    /** Sent as `Authorization: Bearer`. */
    token: secret.optional(),
    plainHttp: z.boolean().default(false),
  })
  .refine(isSafe, { error: 'http on another machine needs plainHttp: true', path: ['url'] })

const mailbox = z.string().regex(/^[^\s<>@,;]+@[^\s<>@,;]+$/, { error: 'an address like ops@example.com' })
const smtp = z
  .strictObject({
    ...shared,
    kind: z.literal('smtp'),
    host: line,
    port: z.int().min(1).max(65_535).optional(),
    /** `tls` from the first byte (465), `starttls` required (587), `none` only on this machine (25). */
    security: z.enum(['tls', 'starttls', 'none']).default('starttls'),
    user: line.optional(),
    password: secret.optional(),
    from: mailbox,
    to: z.union([mailbox.transform((one) => [one]), z.array(mailbox).min(1).max(20)]),
  })
  .refine(({ security, host }) => security !== 'none' || LOOPBACK.test(host), {
    error: 'none only for a mail server on this machine',
    path: ['security'],
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), {
    error: 'user and password go together',
    path: ['password'],
  })

export const notifyChannelSchema = z.discriminatedUnion('kind', [slack, discord, telegram, ntfy, webhook, smtp])
export type NotifyChannel = z.output<typeof notifyChannelSchema>
export type ChannelOf<K extends NotifyChannel['kind']> = Extract<NotifyChannel, { readonly kind: K }>

function isSafe({ url, plainHttp }: { readonly url: string; readonly plainHttp: boolean }): boolean {
  return plainHttp || address.safeParse(url).success
}

/** Values of the channel that no text may show. */
export const secretsOf = (channel: NotifyChannel): readonly string[] => {
  const addressOf = (url: string): readonly string[] => {
    const { pathname, search, username, password } = new URL(url)
    return [url, pathname.length > 1 ? pathname : '', search, username, password]
  }
  const found = (() => {
    switch (channel.kind) {
      case 'slack':
      case 'discord':
        return addressOf(channel.url)
      case 'telegram':
        return [channel.token]
      case 'ntfy':
        return [...addressOf(channel.url), channel.topic, channel.token ?? '']
      case 'webhook':
        return [...addressOf(channel.url), channel.secret ?? '', channel.token ?? '']
      case 'smtp':
        return [channel.password ?? '', channel.password ? Buffer.from(channel.password).toString('base64') : '']
    }
  })()
  return found.filter((text) => text !== '')
}
