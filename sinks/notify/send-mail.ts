/** Sends a message as a mail. */
import { createTransport } from 'nodemailer'
import { deadline } from '../../lib/deadline.js'
import { SECOND_MS } from '../../lib/time-units.js'
import { type ChannelOf, secretsOf } from './channel.js'
import { clipped } from './clipped.js'
import type { Delivery, Sender, Sending } from './delivery.js'
import type { Message } from './message.js'
import { scrubbed } from './scrubbed.js'

const ANSWER_MS = 10 * SECOND_MS
const WORDS_MAX = 200
const SUBJECT_MAX = 200
const PORTS = { tls: 465, starttls: 587, none: 25 } as const

type MailChannel = ChannelOf<'smtp'>

/** `answerMs`: longest silence of the server at any step; a whole mail takes three times that at most. */
export const mailSender = (channel: MailChannel, { clock, answerMs = ANSWER_MS }: Sending): Sender => {
  const secrets = secretsOf(channel)
  return async (message, signal) => {
    const transport = transportOf(channel, answerMs)
    const limit = deadline(clock, 3 * answerMs, signal)
    const late = new Promise<Delivery>((resolve) => {
      const stop = () => resolve({ state: 'failed', why: String(limit.signal.reason), lasting: false })
      if (limit.signal.aborted) stop()
      else limit.signal.addEventListener('abort', stop, { once: true })
    })
    const sent = transport.sendMail(mailOf(channel, message)).then(
      ({ rejected }): Delivery =>
        rejected.length === 0
          ? { state: 'sent' }
          : { state: 'sent', why: `refused for ${rejected.length} of ${channel.to.length} recipients` },
      (error: SmtpFault) => faultOf(error, secrets),
    )
    const delivery = await Promise.race([sent, late])
    limit.release()
    transport.close()
    return delivery
  }
}

const transportOf = ({ host, port, security, user, password }: MailChannel, answerMs: number) =>
  createTransport({
    host,
    port: port ?? PORTS[security],
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user === undefined || password === undefined ? {} : { auth: { user, pass: password } }),
    connectionTimeout: answerMs,
    greetingTimeout: answerMs,
    socketTimeout: answerMs,
    dnsTimeout: answerMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })

const mailOf = ({ from, to }: MailChannel, { id, title, lines, severity, about }: Message) => ({
  from: { name: 'SEP', address: from },
  to: [...to],
  subject: clipped(title, SUBJECT_MAX),
  text: `${lines.join('\n')}\n`,
  messageId: mailId(id, from),
  ...(about === undefined ? {} : { inReplyTo: mailId(about, from), references: [mailId(about, from)] }),
  ...(severity === 'critical' ? { priority: 'high' as const } : {}),
  // Out-of-office programs answer no mail of a machine.
  headers: { 'Auto-Submitted': 'auto-generated', 'X-SEP-Severity': severity },
})

/** The same message has the same id: a mailbox that has it already shows it once. */
const mailId = (id: string, from: string): string =>
  `<${id.replace(/[^A-Za-z0-9.-]/g, '_')}.sep@${from.slice(from.lastIndexOf('@') + 1)}>`

interface SmtpFault extends Error {
  readonly code?: string
  readonly responseCode?: number
  readonly response?: string
}

/** 4xx of SMTP is for now, 5xx for good; so is a certificate that does not fit and a password that is wrong. */
const faultOf = ({ code, responseCode, response, message }: SmtpFault, secrets: readonly string[]): Delivery => {
  const words = scrubbed((response ?? message).replace(/\s+/g, ' '), secrets)
  const lasting = responseCode === undefined ? code === 'ETLS' || code === 'EENVELOPE' : responseCode >= 500
  return { state: 'failed', why: clipped(`${code ?? 'SMTP'}: ${words}`, WORDS_MAX), lasting }
}
