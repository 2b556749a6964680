/** Delivery by mail: a real SMTP server on loopback, with its refusals. */
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../../lib/clock.js'
import { mailSender } from '../../../sinks/notify/send-mail.js'
import { channelOf, madeMessage, noticeOf } from './made-notices.js'

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

/** Takes mails into an array; `refuse` decides at each recipient. */
const mailServer = async (options: SMTPServerOptions = {}, refuse: (to: string) => Error | null = () => null) => {
  const mails: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) => done(refuse(address)),
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        mails.push(Buffer.concat(chunks).toString())
        done()
      })
    },
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(() => new Promise((resolve) => server.close(() => resolve())))
  const { port } = server.server.address() as AddressInfo
  return { mails, port }
}

const mail = (port: number, more: Readonly<Record<string, unknown>> = {}) =>
  channelOf({
    ...{ kind: 'smtp', host: '127.0.0.1', port, security: 'none' },
    ...{ from: 'sep@desk.example', to: ['ops@desk.example', 'boss@desk.example'], ...more },
  })
const send = (channel: ReturnType<typeof mail>, message = madeMessage(), answerMs = 20_000) =>
  mailSender(channel, { clock: systemClock, answerMs })(message, new AbortController().signal)
const smtpError = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode })

describe('mail', () => {
  test('an alarm arrives with its id; a reminder is a mail of its own in the same thread', async () => {
    const { mails, port } = await mailServer()
    expect(await send(mail(port))).toEqual({ state: 'sent' })
    const reminder = madeMessage(noticeOf({ id: '1772546706000-0.2', about: '1772546706000-0' }))
    expect(await send(mail(port), reminder)).toEqual({ state: 'sent' })
    const [first, second] = mails
    expect(first).toContain('Message-ID: <1772546706000-0.sep@desk.example>')
    expect(first).toContain('Subject: SEP 101-001-1-001: ALARM broker')
    expect(first).toContain('To: ops@desk.example, boss@desk.example')
    expect(first).toContain('Auto-Submitted: auto-generated')
    expect(first).toMatch(/X-Priority: 1/)
    expect(first).toContain('the broker <does> not answer & retries')
    expect(second).toContain('Message-ID: <1772546706000-0.2.sep@desk.example>')
    expect(second).toContain('In-Reply-To: <1772546706000-0.sep@desk.example>')
  })

  test('text of a broker adds no header', async () => {
    const { mails, port } = await mailServer()
    await send(mail(port), madeMessage(noticeOf({ title: 'x\r\nBcc: thief@evil.example', text: '' })))
    expect(mails[0]!.split(/\r?\n\r?\n/)[0]).not.toMatch(/^Bcc:/m)
  })

  test.each([
    ['the mailbox is full for now', 452, 'no space', false],
    ['no such mailbox', 550, 'unknown user', true],
  ])('%s', async (_, code, words, lasting) => {
    const { port } = await mailServer({}, () => smtpError(code, words))
    const answer = await send(mail(port))
    expect(answer).toMatchObject({ state: 'failed', lasting })
    expect((answer as { why: string }).why).toContain(words)
  })

  test('one of two recipients is refused: the other has it, and it is not sent to it again', async () => {
    const { port } = await mailServer({}, (to) => (to.startsWith('boss') ? smtpError(550, 'unknown') : null))
    expect(await send(mail(port))).toEqual({ state: 'sent', why: 'refused for 1 of 2 recipients' })
  })

  test('a wrong password is for the operator, and stands in no answer', async () => {
    const { port } = await mailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ password }, _session, done) => done(new Error(`not the password: ${password}`)),
    })
    const answer = await send(mail(port, { user: 'sep', password: 'hidden-password' }))
    expect(answer).toMatchObject({ state: 'failed', lasting: true })
    expect(JSON.stringify(answer)).not.toContain('hidden-password')
    expect(JSON.stringify(answer)).toContain('EAUTH')
  })

  test('a server without TLS gets no mail where TLS is asked for', async () => {
    const { mails, port } = await mailServer()
    const answer = await send(mail(port, { security: 'starttls' }))
    expect(answer).toMatchObject({ state: 'failed', lasting: true })
    expect(mails).toEqual([])
  })

  test('a certificate that nobody signed is not trusted', async () => {
    const { mails, port } = await mailServer({ disabledCommands: [] })
    expect(await send(mail(port, { security: 'starttls' }))).toMatchObject({ state: 'failed' })
    expect(mails).toEqual([])
  })

  test('a server that is silent, and none at all', async () => {
    const { port } = await mailServer({ onConnect: () => {} })
    expect(await send(mail(port), madeMessage(), 100)).toMatchObject({ state: 'failed', lasting: false })
    expect(await send(mail(1))).toMatchObject({ state: 'failed', lasting: false })
  })
})
