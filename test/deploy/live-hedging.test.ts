/** The whole live pipeline against a hedging paper broker over HTTP, in one process: it enters, exits, and waits where both sides are open. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type BrokerFacts, broker } from '../../deploy/broker.js'
import { writeControl } from '../../deploy/control-writer.js'
import { live } from '../../deploy/live.js'
import { systemClock } from '../../graph/clock.js'
import type { ControlRequest } from '../../graph/control-request.js'
import { oandaTarget } from '../../oanda/target.js'
import { noCrash } from '../../sinks/broker/crash-points.js'
import { memoryStore } from '../../store/memory-store.js'
import { resolveSettings } from '../../deploy/settings.js'
import { ask, client, TOKEN } from '../api/broker/start.js'
import { until } from '../faults/processes/until.js'
import { EAGER } from '../sep-run.js'

const ACCOUNT = '101-001-1000001-001'
const SPEED = 300
const WAIT_MS = 40_000
const settings = resolveSettings({ set: EAGER, flags: { 'run.pairs': 'EUR_USD,GBP_USD' } })
const store = memoryStore({ clock: systemClock })
const stop = new AbortController()
let facts: BrokerFacts
let brokerEnd: Promise<void>
let call: ReturnType<typeof client>

beforeAll(async () => {
  facts = await new Promise<BrokerFacts>((resolve, reject) => {
    brokerEnd = broker({
      ...{
        home: 'USD',
        data: [],
        cache: null,
        seed: 1,
        balance: 100_000,
        hedging: true,
        speed: SPEED,
        store: 'memory',
      },
      ...{ port: 0, streamPort: 0, accounts: [ACCOUNT], tokens: [{ token: TOKEN, accounts: [] }] },
      signal: stop.signal,
      onListening: resolve,
    })
    brokerEnd.catch(reject)
  })
  call = client(facts.restUrl, ACCOUNT)
})
const lives: Life[] = []
afterEach(() => Promise.all(lives.splice(0).map((life) => life.end())))
afterAll(async () => {
  stop.abort()
  await brokerEnd
})

interface Life {
  ready(): Promise<{ readonly ready: boolean; readonly reasons: readonly string[] }>
  status(): Promise<Readonly<Record<string, unknown>>>
  text(): string
  end(): Promise<void>
}

/** A pipeline as `sep live` starts one, on the store of the lives before it. */
const start = async (): Promise<Life> => {
  const ending = new AbortController()
  const said: string[] = []
  let run: Promise<void> = Promise.resolve()
  const url = await new Promise<string>((resolve, reject) => {
    run = live({
      settings,
      store,
      target: oandaTarget({
        environment: 'paper',
        accountId: ACCOUNT,
        restUrl: facts.restUrl,
        streamUrl: facts.streamUrl,
      }),
      token: TOKEN,
      crash: noCrash,
      speed: SPEED,
      ...{ port: 0, host: '127.0.0.1', graceMs: 5000, warmupDays: 1, leaseTtlMs: 1000, resetNodes: [] },
      signal: ending.signal,
      say: (text) => void said.push(text),
      onListening: resolve,
    })
    run.catch(reject)
  })
  const life: Life = {
    ready: async () => (await ask(url, 'GET', '/ready')).body,
    status: async () => (await ask(url, 'GET', '/api/status')).body,
    text: () => said.join('\n'),
    end: () => {
      ending.abort()
      return run
    },
  }
  lives.push(life)
  return life
}
const running = (life: Life) => until('a ready pipeline', WAIT_MS, async () => (await life.ready()).ready, life.text)
const tell = (request: ControlRequest) => writeControl(store, ACCOUNT, request, systemClock.nowMs())
/** By hand, with SEP's tag. */
const order = async (units: string): Promise<string> => {
  const tradeClientExtensions = { tag: 'sep' }
  const { body } = await call('POST', '/orders', {
    order: { type: 'MARKET', instrument: 'EUR_USD', units, tradeClientExtensions },
  })
  return body.orderFillTransaction.tradeOpened.tradeID
}
const openTrades = async (): Promise<number> => (await call('GET', '/openTrades')).body.trades.length
const transactions = async (type: string) =>
  (await call('GET', `/transactions/sinceid?id=1&type=${type}`)).body.transactions as Record<string, unknown>[]

describe('a hedging account', () => {
  test('is entered by orders that only open, and left by closes of trades', async () => {
    expect((await call('GET', '/summary')).body.account.hedgingEnabled).toBe(true)
    const life = await start()
    await running(life)
    await tell({ kind: 'kill', on: false, flatten: false })
    await until('an entry', WAIT_MS, async () => (await openTrades()) > 0, life.text)
    await tell({ kind: 'kill', on: true, flatten: false })
    await until('the kill switch', WAIT_MS, async () => (await life.status())['killSwitch'], life.text)
    await tell({ kind: 'flatten', pair: null })
    await until('an exit', WAIT_MS, async () => (await openTrades()) === 0, life.text)
    const orders = await transactions('MARKET_ORDER')
    const of = (reason: string) => orders.filter((each) => each['reason'] === reason)
    expect(of('CLIENT_ORDER').length).toBeGreaterThan(0)
    expect(new Set(of('CLIENT_ORDER').map(({ positionFill }) => positionFill))).toEqual(new Set(['OPEN_ONLY']))
    expect(of('TRADE_CLOSE').length).toBeGreaterThan(0)
    expect(orders.filter((each) => each['tradeClose'])).toHaveLength(of('TRADE_CLOSE').length)
    await until(
      'the account in the pipeline',
      WAIT_MS,
      async () => {
        const { balance, positions, pendingDecisions } = await life.status()
        const theirs = (await call('GET', '/summary')).body.account.balance
        return (
          pendingDecisions === 0 && (positions as []).length === 0 && Math.abs(Number(theirs) - Number(balance)) < 5e-5
        )
      },
      life.text,
    )
    await life.end()
  })

  test('is not started with both sides open, says so, and starts when one is closed', async () => {
    const first = await start()
    await running(first)
    await order('1000')
    const short = await order('-400')
    // The record of the account has both sides as well.
    const seen = async () => Number((await first.status())['lastTransactionId']) >= Number(short)
    await until('both trades in the record', WAIT_MS, seen, first.text)
    await first.end()

    const second = await start()
    const reason = 'EUR_USD: SEP holds trades of both sides on a hedging account; close one side first'
    await until('the refusal', WAIT_MS, async () => (await second.ready()).reasons.includes(reason), second.text)
    expect(await second.status()).toEqual({ state: 'standby' })
    expect((await call('PUT', `/trades/${short}/close`)).status).toBe(200)
    await running(second)
    await tell({ kind: 'flatten', pair: null })
    await until('an exit', WAIT_MS, async () => (await openTrades()) === 0, second.text)
    await second.end()
  })
})
