/** Real processes: an increase leaves if and only if `/ready` is true, and `/ready` names what holds it back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReadyCode } from '../../../model/ready-codes.js'
import { until } from '../../support/until.js'
import { arm, cleanStop, running, WAIT_MS } from './life.js'
import { openScene, type Pipeline, type Scene } from './scene.js'

const SPEED = 300
const MINUTE_MS = 60_000

let scene: Scene
let live: Pipeline
beforeAll(async () => {
  scene = await openScene({ seed: 3, speed: SPEED, leaseTtlSec: 2 })
  live = scene.live()
  await running(live)
})
afterAll(() => scene.close())

/** Ids of the increases at the broker, by rising id. */
const entries = async (): Promise<readonly number[]> => {
  const { transactions } = (await scene.broker('/transactions/sinceid?id=1&type=MARKET_ORDER')) as {
    transactions: readonly { id: string; reason: string }[]
  }
  return transactions.filter(({ reason }) => reason === 'CLIENT_ORDER').map(({ id }) => Number(id))
}
const codes = async (): Promise<readonly ReadyCode[]> => (await live.ready())?.reasons.map(({ code }) => code) ?? []
const isReady = () => until('a ready pipeline', WAIT_MS, async () => (await live.ready())?.ready, live.child.text)
const held = (code: ReadyCode) =>
  until(`the reason ${code}`, WAIT_MS, async () => (await codes()).includes(code), live.child.text)

/** An increase that comes after this moment. */
const nextEntry = async (): Promise<void> => {
  const before = (await entries()).length
  // A market may give no signal for hours.
  await until('an increase', 2 * WAIT_MS, async () => (await entries()).length > before, live.child.text)
}
/** What was on its way has arrived. */
const quiet = () => until('no order in flight', WAIT_MS, async () => (await live.status())?.pendingDecisions === 0)
/** So many minutes of the market pass. */
const pass = async (minutes: number): Promise<void> => {
  const nowMs = async () => Number((await live.status())?.tsMs ?? 0)
  const untilMs = (await nowMs()) + minutes * MINUTE_MS
  await until(`${minutes} minutes`, WAIT_MS, async () => (await nowMs()) >= untilMs, live.child.text)
}

const unlimited = { times: 0, fault: { kind: 'status', status: 503 } } as const
const cut = { times: 1, fault: { kind: 'cut' } } as const

/** How each comes and goes. */
const CONDITIONS: readonly (readonly [ReadyCode, begin: () => Promise<unknown>, end: () => Promise<unknown>])[] = [
  [
    'kill_switch',
    () => scene.ask({ kind: 'kill', on: true, flatten: false }),
    () => scene.ask({ kind: 'kill', on: false, flatten: false }),
  ],
  [
    'prices',
    () =>
      scene.plan({
        calls: [{ on: 'stream.pricing', ...unlimited }],
        lines: [{ on: 'line.pricing.heartbeat', ...cut }],
      }),
    () => scene.plan(null),
  ],
  [
    'transactions',
    () =>
      scene.plan({
        calls: [{ on: 'stream.transactions', ...unlimited }],
        lines: [{ on: 'line.transactions.heartbeat', ...cut }],
      }),
    () => scene.plan(null),
  ],
  [
    'broker',
    () => scene.plan({ calls: ['accounts.*', 'candles', 'pricing'].map((on) => ({ on, ...unlimited })) }),
    () => scene.plan(null),
  ],
  [
    'store',
    () => scene.redis('CONFIG', 'SET', 'appendfsync', 'everysec'),
    () => scene.redis('CONFIG', 'SET', 'appendfsync', 'always'),
  ],
]

describe('an increase leaves if and only if the pipeline is ready', () => {
  test('not before it is armed, and then', async () => {
    await held('kill_switch')
    await pass(10)
    expect(await entries()).toEqual([])
    await arm(scene, live)
    await isReady()
    await nextEntry()
  })

  test.each(CONDITIONS)(
    '%s',
    async (code, begin, end) => {
      await isReady()
      await begin()
      try {
        await held(code)
        await quiet()
        const before = await entries()
        await pass(35)
        await held(code)
        expect(await entries()).toEqual(before)
      } finally {
        await end()
      }
      await isReady()
      await nextEntry()
    },
    900_000,
  )

  test('the process was alive all the time, and each outage was one alarm with an end', async () => {
    expect(await live.health()).toMatchObject({ phase: 'running' })
    const { text } = live.child
    const times = (what: string) => text().split(what).length - 1
    for (const code of ['prices', 'transactions', 'broker', 'durability']) {
      await until(`the end of the alarm ${code}`, WAIT_MS, () => times(`alarm over: ${code} `) > 0, text)
      // A machine under load may make an outage of its own; an alarm at each look would be dozens.
      const raised = times(`ALARM ${code} `)
      expect([code, raised > 0 && raised <= 3]).toEqual([code, true])
      await until(`the end of each alarm ${code}`, WAIT_MS, () => times(`alarm over: ${code} `) === raised, text)
    }
    await cleanStop(live)
  })
})
