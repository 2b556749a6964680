/** Ready = a wished increase of an instrument that nothing blocks leaves; else the risk guards or the last gate refuse it by the reason. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountReasons, type FoundCode } from '../../../app/live/monitoring/account-reasons.js'
import { OUTAGE_CODES, outagesOf } from '../../../app/live/monitoring/outages.js'
import { streamHealth } from '../../../app/live/monitoring/stream-health.js'
import { increaseRefusals, lateRefusal } from '../../../sinks/execution/pre-send-checks.js'
import { REPLAY_CONTROL } from '../../../sources/slices/control-row.js'
import { createBench, durable, entry as orderRow } from '../../support/protocol-bench.js'
import { desk, entry, type Slice } from './desk.js'

/** What surrounds one slice. */
interface Case {
  readonly killSwitch: boolean
  readonly paused: boolean
  readonly heartbeatAgeMs: number
  readonly pricesOpen: boolean
  readonly transactionsOpen: boolean
  readonly brokerDown: boolean
  readonly storeDown: boolean
  readonly skewMs: number
  readonly leaseOver: boolean
  readonly marginUsed: boolean
  readonly loss: boolean
  readonly drawdown: boolean
}
const FINE: Case = {
  killSwitch: false,
  paused: false,
  heartbeatAgeMs: 0,
  pricesOpen: true,
  transactionsOpen: true,
  brokerDown: false,
  storeDown: false,
  skewMs: 0,
  leaseOver: false,
  marginUsed: false,
  loss: false,
  drawdown: false,
}

/** What the guards and the gate may call each reason. */
const REFUSED_AS: { readonly [C in FoundCode]: readonly string[] } = {
  kill_switch: ['kill'],
  paused: ['paused'],
  drawdown: ['drawdown'],
  daily_loss: ['daily_loss'],
  margin: ['margin'],
  broker: ['disconnected', 'broker'],
  prices: ['disconnected', 'stale_heartbeat', 'prices'],
  transactions: ['disconnected', 'transactions'],
  clock_skew: ['disconnected', 'skew'],
  store: ['store'],
  lease: ['passive'],
  slices: ['stale_slice'],
}

const streamOf = (isOpen: boolean) => {
  const health = streamHealth()
  health.take({ kind: 'open' })
  if (!isOpen) health.take({ kind: 'gap', why: 'ended by the broker' })
  return health
}
const outages = (of: Case) =>
  outagesOf({
    clock: { skewMs: () => of.skewMs } as never,
    broker: { reason: () => (of.brokerDown ? 'the broker does not answer' : null) } as never,
    store: { reason: () => (of.storeDown ? 'the store does not answer' : null) } as never,
    ready: { reasons: () => [] },
    board: { heartbeatAgeMs: () => (of.pricesOpen ? of.heartbeatAgeMs : Number.POSITIVE_INFINITY) },
    maxHeartbeatAgeMs: 10_000,
    prices: streamOf(of.pricesOpen),
    transactions: streamOf(of.transactionsOpen),
  })

const play = (of: Case) => {
  const now = outages(of)
  const row = {
    ...REPLAY_CONTROL,
    killSwitch: of.killSwitch ? 1 : 0,
    paused: of.paused ? 1 : 0,
    connected: now.isConnected() ? 1 : 0,
    heartbeatAgeMs: of.pricesOpen ? of.heartbeatAgeMs : Number.POSITIVE_INFINITY,
  }
  const { lockUntilMs: _locks, flatten: _flatten, ...switches } = row
  const nav = of.drawdown ? 89_000 : of.loss ? 96_000 : 100_000
  const used = of.marginUsed ? { marginUsedTotal: 40_000, marginAvailable: 60_000 } : {}
  const slices: Slice[] = [{}, { ...switches, ...used, nav, rows: { EUR_USD: entry(1000) } }]
  const run = desk(slices, { drawdownAction: 'kill' })
  const bench = createBench(new Map(), {
    ...{ killSwitch: of.killSwitch, paused: of.paused, leaseUntilMs: of.leaseOver ? 0 : 1e9 },
  })
  const at = { nowMs: 1e12 + 2000, monoMs: 2000 }
  const reasons = accountReasons({
    areSwitchesRead: true,
    row,
    maxHeartbeatAgeMs: 10_000,
    shut: run.columns['shut']![1]!,
    gate: increaseRefusals(bench.state(), { ...at, outage: null }),
    outage: now.reason,
    lease: null,
    slices: null,
  })
  const codes = [...reasons].flatMap(([code, text]) => (text === null ? [] : [code]))
  const refused = run
    .refused(1)
    .split(' ')
    .filter((name) => name !== '')
  if (run.approved(1) === 0) return { codes, refused, sent: false }
  const placed = bench.orders(orderRow())
  const id = bench.ids[0]
  if (id === undefined) {
    const names = placed.filter((text) => text.startsWith('refused ')).map((text) => text.slice('refused '.length))
    return { codes, refused: names, sent: false }
  }
  bench.on({ type: 'claimed', id, answer: 'ok' })
  bench.on({ ...durable, id })
  const late = lateRefusal(bench.state(), id, { ...at, outage: now.refusal() })
  return { codes, refused: late === undefined ? [] : [late], sent: late === undefined }
}

describe('every condition of the account', () => {
  test.each<[Partial<Case>, FoundCode[]]>([
    [{}, []],
    [{ killSwitch: true }, ['kill_switch']],
    [{ paused: true }, ['paused']],
    [{ heartbeatAgeMs: 10_001 }, ['prices']],
    [{ pricesOpen: false }, ['prices']],
    [{ transactionsOpen: false }, ['transactions']],
    [{ pricesOpen: false, transactionsOpen: false }, ['broker', 'prices', 'transactions']],
    [{ brokerDown: true }, ['broker']],
    [{ storeDown: true }, ['store']],
    [{ skewMs: -2001 }, ['clock_skew']],
    [{ leaseOver: true }, ['lease']],
    [{ marginUsed: true }, ['margin']],
    [{ loss: true }, ['daily_loss']],
    [{ drawdown: true }, ['drawdown', 'daily_loss']],
  ])('%o', (some, codes) => {
    const got = play({ ...FINE, ...some })
    expect([[...got.codes].sort(), got.sent]).toEqual([[...codes].sort(), codes.length === 0])
  })
})

test('sent if and only if ready, else refused by the code of a reason', () => {
  const rarely = fc.integer({ min: 0, max: 9 }).map((n) => n === 0)
  const mostly = rarely.map((no) => !no)
  const cases = fc.record<Case>({
    killSwitch: rarely,
    paused: rarely,
    heartbeatAgeMs: fc.constantFrom(0, 5000, 10_000, 10_001),
    pricesOpen: mostly,
    transactionsOpen: mostly,
    brokerDown: rarely,
    storeDown: rarely,
    skewMs: fc.constantFrom(0, Number.NaN, 2000, 2001, -2001),
    leaseOver: rarely,
    marginUsed: rarely,
    loss: rarely,
    drawdown: rarely,
  })
  fc.assert(
    fc.property(cases, (of) => {
      const { codes, refused, sent } = play(of)
      expect(sent).toBe(codes.length === 0)
      const names = codes.flatMap((code) => REFUSED_AS[code])
      for (const name of refused) expect(names).toContain(name)
      expect(refused.length > 0).toBe(!sent)
    }),
    { numRuns: 300 },
  )
})

test('the last gate has a name for every outage', () => {
  const all = { pricesOpen: false, transactionsOpen: false, brokerDown: true, storeDown: true, skewMs: 5000 }
  const found = OUTAGE_CODES.filter((code) => outages({ ...FINE, ...all }).reason(code) !== null)
  expect(found).toEqual(OUTAGE_CODES.filter((code) => code !== 'account'))
})
