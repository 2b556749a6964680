/** Each reason that would keep a live pipeline from trading is found and named before its start. */
import { afterEach, describe, expect, test } from 'vitest'
import type { Finding } from '../../../app/doctor/finding.js'
import { examineLive } from '../../../app/doctor/doctor-live.js'
import { resolveSettings } from '../../../app/config/settings.js'
import { testClock } from '../../support/test-clock.js'
import { compile } from '../../../graph/engine/run/compile.js'
import { SepError } from '../../../model/error-codes.js'
import type { Store, Write } from '../../../store/store.js'
import { sep } from '../../../graph/sep.js'
import { encodeStored } from '../../../streams/snapshot/stored.js'
import { subgraph } from '../../../graph/engine/define/subgraph.js'
import { createOandaClient } from '../../../oanda/client/client.js'
import type { OandaEnvironment } from '../../../oanda/client/target.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { memoryStore } from '../../../store/memory/store.js'
import {
  ACCOUNT,
  client as http,
  START_MS,
  type StartOptions,
  startWithPrices,
  TOKEN,
  world,
} from '../../support/start-broker.js'

const KEYS = journalKeys(ACCOUNT)
const settings = resolveSettings()

interface Case {
  readonly environment?: OandaEnvironment
  readonly account?: string
  readonly token?: string
  readonly pairs?: string
  readonly stops?: boolean
  /** How far the machine clock is ahead of the broker's. */
  readonly aheadMs?: number
  readonly broker?: Omit<StartOptions, 'feed' | 'clock'>
  /** What the account did before. */
  readonly before?: (post: (units: string, tag?: string) => Promise<unknown>) => Promise<unknown>
  readonly durable?: boolean
  readonly openStore?: () => Promise<Store>
  readonly written?: readonly Write[]
}

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

const examined = async (given: Case = {}): Promise<readonly Finding[]> => {
  const broker = await startWithPrices(given.broker)
  open.push(broker.close)
  await given.before?.((units, tag) =>
    http(broker.url)('POST', '/orders', {
      order: {
        type: 'MARKET',
        instrument: 'EUR_USD',
        units,
        timeInForce: 'FOK',
        positionFill: given.broker?.exchange?.hedging ? 'OPEN_ONLY' : 'DEFAULT',
        ...(tag === undefined ? {} : { tradeClientExtensions: { tag } }),
      },
    }),
  )
  const clock = testClock(START_MS + (given.aheadMs ?? 0))
  const url = new URL(broker.url)
  const client = createOandaClient({
    target: { environment: given.environment ?? 'paper', accountId: given.account ?? ACCOUNT, rest: url, stream: url },
    token: given.token ?? TOKEN,
    clock,
    random: () => 0.5,
    attempts: 1,
  })
  open.push(async () => client.close())
  const memory = memoryStore({ clock })
  if (given.written) await memory.write(given.written)
  const durable = given.durable ?? true
  const store: Store = {
    ...memory,
    durability: async () => ({ durable, reason: durable ? 'on disk' : 'appendonly is not yes' }),
  }
  return examineLive({
    settings: resolveSettings({
      flags: {
        ...(given.pairs === undefined ? {} : { 'run.pairs': given.pairs }),
        ...(given.stops === undefined ? {} : { 'orders.stopLoss': given.stops }),
      },
    }),
    client,
    clock,
    openStore: given.openStore ?? (async () => store),
  })
}
const lines = (findings: readonly Finding[]) =>
  findings.map(({ state, check, message }) => `${state} ${check}: ${message}`)

const snapshot = encodeStored(
  { seq: 7, tsMs: START_MS, hash: new Uint8Array(32), base: null, lastId: `${START_MS}-0` },
  compile(subgraph(sep(settings), ['session', 'qbsa']), world).snapshot(),
)
const set = (key: string, value: string | Uint8Array): Write => ({ op: 'set', key, value })
const lease = (untilMs: number): Write => ({
  op: 'hashSet',
  key: KEYS.lease,
  fields: { owner: 'host:1:ab', epoch: '3', untilMs: `${untilMs}` },
})
const ARMED = [set(`ops:kill_switch:{${ACCOUNT}}`, 'off'), set(`ops:trading_mode:{${ACCOUNT}}`, 'trading')]

describe('an account before sep live', () => {
  test('no obstacle', async () => {
    expect(lines(await examined({ written: ARMED }))).toEqual([
      expect.stringMatching(/^ok broker: paper at (localhost|127\.0\.0\.1):\d+ knows account 101-001-1234567-001$/),
      "ok clock: follows the paper broker's clock",
      ...['account', 'division', 'instruments', 'sizes', 'margin', 'prices'].map((check) =>
        expect.stringMatching(new RegExp(`^ok ${check}: `)),
      ),
      'ok store: on disk',
      ...['ok lease: free', 'ok kill switch: off'],
      'ok mode: trading',
      'ok snapshots: none yet',
    ])
  })

  const CASES: readonly (readonly [string, Case, string])[] = [
    ['a token that is not known', { token: 'another-token' }, 'failed broker: GET /v3/accounts: HTTP 401'],
    [
      'an account of another user',
      { account: '101-001-1234567-009' },
      'failed broker: account 101-001-1234567-009: not among',
    ],
    [
      'trades of both sides',
      {
        broker: { exchange: { hedging: true } },
        before: async (post) => [await post('100', 'sep'), await post('-100', 'sep')],
      },
      'failed account: EUR_USD: SEP holds trades of both sides on a hedging account',
    ],
    [
      'one side of a hedging account',
      { broker: { exchange: { hedging: true } }, before: (post) => post('100', 'sep') },
      'USD, hedging, guaranteed stops disabled, 1 open trades',
    ],
    [
      'trades of another hand',
      { before: (post) => post('100') },
      "warning account: trades that are not SEP's freeze new risk in EUR_USD",
    ],
    [
      'a pair that the broker lacks',
      { pairs: 'EUR_USD,GBP_USD' },
      'failed instruments: account 101-001-1234567-001: GBP_USD cannot be traded there',
    ],
    ['a pair that only converts', { pairs: 'EUR_JPY' }, 'ok instruments: EUR_JPY; for conversion to USD only: USD_JPY'],
    ['a clock in step', { environment: 'practice', pairs: 'EUR_USD', aheadMs: 900 }, 'ok clock: '],
    [
      'a clock ahead',
      { environment: 'practice', pairs: 'EUR_USD', aheadMs: 5000 },
      'failed clock: clock skew: this machine is ',
    ],
    [
      'a clock behind',
      { environment: 'practice', pairs: 'EUR_USD', aheadMs: -5000 },
      'failed clock: clock skew: this machine is -',
    ],
    [
      'a store that forgets, paper',
      { durable: false },
      'warning store: not durable enough for a real account: appendonly is not yes',
    ],
    [
      'a store that forgets, practice',
      { environment: 'practice', durable: false },
      'failed store: not durable enough: appendonly is not yes',
    ],
    [
      'a store that forgets, live',
      { environment: 'live', durable: false },
      'failed store: not durable enough: appendonly is not yes',
    ],
    [
      'an unreachable store',
      { openStore: () => Promise.reject(new SepError('store-unavailable', 'no answer')) },
      'failed store: no answer',
    ],
    [
      'a lease that is held',
      { written: [lease(START_MS + 1)] },
      'warning lease: held by host:1:ab until 2024-03-19T12:00:00.001Z (epoch 3): sep live would stand by',
    ],
    ['a lease that has ended', { written: [lease(START_MS)] }, 'ok lease: free'],
    ['a first start', {}, `warning kill switch: ON: reductions only; sep arm --account ${ACCOUNT} turns it off`],
    ['a first start in paper', {}, 'ok mode: trading'],
    ['a first start with real money', { environment: 'live' }, 'warning mode: paused: no increases; sep arm resumes'],
    [
      'a global switch',
      { written: [...ARMED, set('ops:kill_switch', 'on')] },
      'warning kill switch: ON for every account',
    ],
    ['a pause', { written: [set(`ops:trading_mode:{${ACCOUNT}}`, 'paused')] }, 'warning mode: paused'],
    [
      'whole snapshots',
      { written: [set(KEYS.snapshots[0], snapshot)] },
      'ok snapshots: 1 intact, the newest at slice 7',
    ],
    [
      'one damaged',
      { written: [set(KEYS.snapshots[0], snapshot), set(KEYS.snapshots[1], snapshot.slice(0, -3))] },
      'warning snapshots: slot 1 is damaged: ',
    ],
    [
      'all damaged',
      { written: [set(KEYS.snapshots[0], snapshot.slice(0, -3))] },
      'failed snapshots: slot 0 is damaged: ',
    ],
    ['no stops', { stops: false }, 'failed live stops: AUTO_SL is off'],
  ]
  test.each(CASES)('%s', async (_name, given, message) => {
    expect(lines(await examined(given)).join('\n')).toContain(message)
  })

  test('an unreachable broker is one finding; the store is still examined, and closed', async () => {
    const away = new URL('http://127.0.0.1:1')
    const clock = testClock(START_MS)
    const memory = memoryStore({ clock })
    let closed = 0
    const client = createOandaClient({
      target: { environment: 'paper', accountId: ACCOUNT, rest: away, stream: away },
      token: TOKEN,
      clock,
      random: () => 0.5,
      attempts: 1,
    })
    open.push(async () => client.close())
    const openStore = async () => ({ ...memory, close: async () => void closed++ })
    const findings = await examineLive({ settings, client, clock, openStore })
    expect(findings.map(({ check, state }) => `${state} ${check}`)).toEqual([
      'failed broker',
      'warning store',
      'ok lease',
      'warning kill switch',
      'ok mode',
      'ok snapshots',
    ])
    expect(closed).toBe(1)
  })

  test('the lease is untouched', async () => {
    const memory = memoryStore({ clock: testClock(START_MS) })
    const taken = await memory.acquireLease(KEYS.lease, 'host:1:ab', 4000)
    const before = await memory.hashAll(KEYS.lease)
    const findings = await examined({ openStore: async () => ({ ...memory, close: async () => {} }) })
    expect(lines(findings).join('\n')).toContain('held by host:1:ab')
    expect(await memory.hashAll(KEYS.lease)).toEqual(before)
    expect(await memory.renewLease(taken!, 4000)).toBe(true)
  })
})
