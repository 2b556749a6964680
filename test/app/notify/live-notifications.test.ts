/** A live pipeline on a paper broker tells a webhook what it does, and the next process on its store goes on. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ACCOUNT, type Lives, openLives, running, WAIT_MS } from '../../support/live/live-lives.js'
import { appendAlarm } from '../../../streams/alarms/append-alarm.js'
import { systemClock } from '../../../lib/clock.js'
import { until } from '../../support/until.js'
import { DOWN, OK, type Receiver, receiver } from './notify-bench.js'

const EVENTS = ['orders', 'fills', 'exits', 'outcomes', 'alarms', 'kill_switch', 'lease', 'mode', 'summary']

let lives: Lives
let own: Receiver
beforeAll(async () => {
  ;[lives, own] = [await openLives({ hedging: false }), await receiver()]
}, WAIT_MS)
afterAll(async () => {
  await lives.endLives()
  await lives.close()
  await own.server.close()
})
const notices = () => own.got().flatMap((message) => message.notices)
const seen = (kind: string, text: RegExp) =>
  until(
    `${kind} ${text}`,
    WAIT_MS,
    () => notices().find((notice) => notice.kind === kind && text.test(notice.title)),
    () =>
      notices()
        .map(({ title }) => title)
        .join('\n'),
  )

test(
  'orders, fills, exits, switches, alarms; what a dead channel missed comes from the next process',
  async () => {
    const notify = [own.channel({ events: EVENTS, severity: 'info', perMinute: 60 })]
    const life = await lives.start(undefined, { notify })
    await running(life)
    await lives.tell({ kind: 'kill', on: false, flatten: false })
    await seen('mode', /^kill switch off/)
    await seen('orders', /^order (EUR|GBP)_USD: (buy|sell) \d+/)
    await seen('fills', /^fill (EUR|GBP)_USD: .* at \d/)
    await lives.tell({ kind: 'kill', on: true, flatten: true })
    await seen('kill_switch', /^ALARM kill_switch/)
    await seen('exits', /^exit (EUR|GBP)_USD: .* P&L/)
    own.server.otherwise = DOWN
    const at = own.got().length
    await appendAlarm(lives.store, ACCOUNT, made, systemClock.nowMs())
    await until('an attempt', WAIT_MS, () => own.got().length > at)
    await life.end()
    own.server.otherwise = OK
    const after = own.got().length
    const next = await lives.start(undefined, { notify })
    await until('the alarm', WAIT_MS, () =>
      own
        .got()
        .slice(after)
        .some((message) => message.notices.some(({ title }) => title === 'ALARM order (critical)')),
    )
    await next.end()
    expect(life.text()).not.toContain('hidden')
    expect(`${life.text()}\n${next.text()}`).not.toMatch(/notifications have ended|notifications: (?!own )/)
  },
  2 * WAIT_MS,
)

const made = {
  kind: 'alarm',
  alarm: null,
  code: 'order',
  severity: 'critical',
  text: 'made by the test',
  startMs: Date.UTC(2026, 0, 5),
  endMs: Date.UTC(2026, 0, 5),
  count: 1,
  owner: 'test',
  part: null,
} as const
