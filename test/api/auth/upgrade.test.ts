import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { authority } from '../../../api/auth/authority.js'
import { memoryStore } from '../../../store/memory/store.js'
import { testClock } from '../../support/test-clock.js'

const HERE = { host: 'localhost:8001' }
const asking = (url: string, headers: Record<string, string> = HERE, peer = '127.0.0.1') =>
  ({ url, headers, socket: { remoteAddress: peer, localPort: 8001 } }) as Partial<
    Record<keyof IncomingMessage, unknown>
  > as IncomingMessage
const gate = (more = {}) => {
  const clock = testClock(1e12)
  return { clock, auth: authority({ host: '127.0.0.1', clock, log: () => {}, ...more }) }
}
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'admitted',
    (error: { code: string }) => error.code,
  )

test('a ticket opens one connection within 30 s, with the scope of its holder', async () => {
  const { auth, clock } = gate()
  const { ticket, expiresMs } = await auth.issueTicket({ name: 'desk', scope: 'control' })
  expect(expiresMs - clock.nowMs()).toBe(30_000)
  expect(await auth.authorizeUpgrade(asking(`/ws?ticket=${ticket}`))).toMatchObject({ name: 'desk', scope: 'control' })
  expect(await codeOf(auth.authorizeUpgrade(asking(`/ws?ticket=${ticket}`)))).toBe('bad-token')
  const late = await auth.issueTicket({ name: 'desk', scope: 'control' })
  await clock.advance(30_000)
  expect(await codeOf(auth.authorizeUpgrade(asking(`/ws?ticket=${late.ticket}`)))).toBe('bad-token')
})

test('a ticket that one process issues opens a connection to another on the same store, once', async () => {
  const store = memoryStore({ clock: testClock(1e12) })
  const [one, other] = [gate({ store }).auth, gate({ store }).auth]
  const { ticket } = await one.issueTicket({ name: 'desk', scope: 'read' })
  const both = await Promise.all(
    [one, other].map((auth) => codeOf(auth.authorizeUpgrade(asking(`/ws?ticket=${ticket}`)))),
  )
  expect(both.sort()).toEqual(['admitted', 'bad-token'])
})

test.each`
  logsIn   | headers                                         | peer           | answer
  ${true}  | ${{ ...HERE, origin: 'http://localhost:8001' }} | ${'127.0.0.1'} | ${'admitted'}
  ${true}  | ${HERE}                                         | ${'127.0.0.1'} | ${'unauthorized'}
  ${true}  | ${{ ...HERE, origin: 'http://localhost:8001' }} | ${'10.0.0.7'}  | ${'unauthorized'}
  ${true}  | ${{ ...HERE, origin: 'http://evil.example' }}   | ${'127.0.0.1'} | ${'foreign-origin'}
  ${false} | ${{ ...HERE, origin: 'http://localhost:8001' }} | ${'127.0.0.1'} | ${'unauthorized'}
`('without a ticket, logs in $logsIn, $headers from $peer: $answer', async ({ logsIn, headers, peer, answer }) => {
  expect(await codeOf(gate({ logsIn }).auth.authorizeUpgrade(asking('/ws', headers, peer)))).toBe(answer)
})
