/** `sep live` is killed while a channel is down: the next process sends what was due, and no process prints a secret. */
import { writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { json, type ScriptedServer, scriptedServer } from '../../../support/scripted-server.js'
import { until } from '../../../support/until.js'
import { arm, cleanStop, running, WAIT_MS } from '../life.js'
import { openScene, type Scene } from '../scene.js'

const SECRETS = {
  path: 'hidden-path',
  key: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  password: 'hidden-password',
}

let scene: Scene
let hook: ScriptedServer
const mails: string[] = []
const mailServer = new SMTPServer({
  allowInsecureAuth: true,
  disabledCommands: ['STARTTLS'],
  onAuth: ({ password }, _session, done) =>
    password === SECRETS.password ? done(null, { user: 'sep' }) : done(new Error('wrong password')),
  onData: (stream, _session, done) => {
    let text = ''
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    stream.on('end', () => {
      mails.push(text)
      done()
    })
  },
})
beforeAll(async () => {
  await new Promise<void>((resolve) => mailServer.listen(0, '127.0.0.1', resolve))
  ;[hook, scene] = await Promise.all([scriptedServer(), openScene({ seed: 1, speed: 300 })])
}, WAIT_MS)
afterAll(async () => {
  await scene.close()
  await hook.close()
  await new Promise<void>((resolve) => mailServer.close(() => resolve()))
})

const channels = (): string => {
  const file = join(scene.folder, 'channels.yaml')
  const { port } = mailServer.server.address() as AddressInfo
  writeFileSync(
    file,
    `channels:
  - {name: hook, kind: webhook, url: '${hook.url}/${SECRETS.path}', secret: '${SECRETS.key}', events: [kill_switch]}
  - {name: mail, kind: smtp, host: 127.0.0.1, port: ${port}, security: none, user: sep, password: '${SECRETS.password}',
     from: sep@desk.example, to: ops@desk.example, events: [kill_switch]}
`,
    { mode: 0o600 },
  )
  return file
}
/** The ids of the alarm's messages, as they came. */
const ids = () => hook.seen.map(({ body }) => (JSON.parse(body) as { id: string }).id)

test(
  'killed before it could send',
  async () => {
    const flags = ['--notify', channels()]
    hook.otherwise = json(503, {})
    const first = scene.live(undefined, { flags })
    await running(first)
    await arm(scene, first)
    await scene.ask({ kind: 'kill', on: true, flatten: false })
    await until('an attempt', WAIT_MS, () => ids().length > 0, first.child.text)
    await until('the mail', WAIT_MS, () => mails.length > 0, first.child.text)
    first.child.send('SIGKILL')
    await first.child.end(WAIT_MS)
    const [id] = ids()
    const before = ids().length
    hook.otherwise = json(200, {})
    const next = scene.live(undefined, { flags })
    await until('the alarm', WAIT_MS, () => ids().length > before, next.child.text)
    await running(next)
    expect(new Set(ids())).toEqual(new Set([id]))
    // Once, unless it was killed between the delivery and its note: then a mailbox knows it by its id.
    const mailIds = new Set(mails.map((mail) => /^Message-ID: (.*)$/im.exec(mail)?.[1]))
    expect(mailIds).toEqual(new Set([`<${id}.sep@desk.example>`]))
    await cleanStop(next)
    const printed = scene
      .outputs()
      .map(({ text }) => text)
      .join('\n')
    expect(printed).toContain('notifications: hook (webhook), mail (smtp)')
    for (const secret of [...Object.values(SECRETS), ...scene.secrets]) expect(printed).not.toContain(secret)
  },
  3 * WAIT_MS,
)
