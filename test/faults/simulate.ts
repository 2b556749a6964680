/** One run: the seed determines the world, its faults and its crashes; the checkers return the violations. */
import { orderKeys } from '../../sinks/execution/order-records.js'
import type { CrashLabel } from '../../lib/crash-points.js'
import { DEFAULT_LIMITS, type ProtocolSettings } from '../../sinks/execution/protocol-types.js'
import { type BrokerLedger, createBrokerLedger } from './broker-ledger.js'
import { createBrokerNetwork } from './broker-network.js'
import { check } from './checkers.js'
import { drawRates, quietRates } from './fault-rates.js'
import { type LiveRoot, startLiveRoot } from './root/live-root.js'
import type { RootWorld } from './root/root-world.js'
import { planIncidents } from './incidents.js'
import { createMachine } from './machine.js'
import { FAULTS_MS, END_MS, START_MS } from './spans.js'
import { createRandom } from './random.js'
import type { RunFacts, RunOptions } from './run-facts.js'
import { createStoreServer } from './store-server.js'
import { plan } from './plan.js'
import { createSkews } from './skews.js'
import { createTimeline } from './timeline.js'

export interface RunResult {
  readonly violations: readonly string[]
  readonly labels: ReadonlyMap<CrashLabel, number>
  readonly trace: readonly string[]
  readonly posts: number
  readonly fills: number
  /** How many of the requested crashes happened. */
  readonly crashed: number
  /** Pauses after which another process owned the account. */
  readonly takeOvers: number
  readonly alarms: readonly string[]
  /**
   * Virtual ms from the end of the faults to the first filled increase; to any of our orders if a foreign trade freezes an instrument.
   */
  readonly tradingAgainMs: number
}

const INSTRUMENTS = ['AUD_USD', 'EUR_USD'].map((name) => ({
  name,
  displayPrecision: 5,
  tradeUnitsPrecision: 0,
}))
const SETTINGS: ProtocolSettings = {
  account: 'A',
  graphHash: 'g',
  instruments: INSTRUMENTS,
  limits: { ...DEFAULT_LIMITS, tickMs: 2500 },
  stopMaxPct: 3,
}

export const simulate = async (options: RunOptions): Promise<RunResult> => {
  const random = createRandom(options.seed)
  const timeline = createTimeline(START_MS)
  const drawn = (options.rates ?? drawRates)(random)
  const quiet = quietRates()
  const rates = () => (timeline.now() < FAULTS_MS ? drawn : quiet)
  const trace: string[] = []
  const note = (text: string) => {
    if (options.traced) trace.push(`${(timeline.now() / 1000).toFixed(3)} ${text}`)
  }
  const labels = new Map<CrashLabel, number>()
  const store = createStoreServer(timeline, random, rates, options.ignoresEpoch)
  const { claims, lease } = orderKeys(SETTINGS.account)
  const ownerIs = (name: string) => store.peek.owner(lease) === name
  const incidents = planIncidents(options, { timeline, labels, ownerIs, note })
  const ledger = createBrokerLedger(
    timeline,
    random,
    INSTRUMENTS.map(({ name }) => name),
    rates,
  )
  for (let i = 0; i < (options.seededTrades ?? (random.chance(0.1) ? 1 : 0)); i++)
    ledger.seedTrade(INSTRUMENTS[i % 2]!.name, 500)
  if (options.traced) ledger.onTransaction((t) => note(`broker ${t.id} ${t.type} ${JSON.stringify(t.raw)}`))
  const network = createBrokerNetwork({
    ...{ timeline, random, ledger, rates },
    isDurable: (id) => store.peek.claim(claims, id)?.durable === true,
    isOwner: ownerIs,
  })
  const alarms: string[] = []
  const slicesMs = new Map<number, number>()
  const world: RootWorld = {
    seed: options.seed,
    network,
    settings: SETTINGS,
    bends: options.bends ?? {},
    resubmits: random.chance(0.5),
    followsStream: random.chance(0.5),
    random: random.next,
    alarm: (text) => {
      alarms.push(text)
      note(`ALARM ${text}`)
    },
    note,
    operatorMs: timeline.wall,
    onSlice: (tsMs) => {
      if (!slicesMs.has(tsMs)) slicesMs.set(tsMs, timeline.now())
    },
  }
  const roots: LiveRoot[] = []
  const skews = createSkews(timeline)
  const start = (slot: string, generation: number): void => {
    const name = `${slot}${generation}`
    const restart = () => timeline.after(random.between(500, 20_000), () => start(slot, generation + 1))
    const machine = createMachine(name, timeline, incidents.onLabel(name), restart, skews.of(slot))
    note(`${name} starts`)
    roots.push(startLiveRoot(machine, world, () => store.connect(machine)))
  }
  const kills: { ackMs: number; untilMs: number }[] = []
  plan({
    timeline,
    random,
    store,
    leaseKey: lease,
    ledger,
    roots,
    skews,
    kills,
    note,
    drawn,
    killScene: options.killScene === true,
  })
  start('a', 1)
  if (options.twoInstances ?? random.chance(0.2)) timeline.after(3000, () => start('b', 1))
  await timeline.run(END_MS)
  const facts: RunFacts = {
    options,
    timeline,
    store,
    ledger,
    network,
    settings: SETTINGS,
    roots,
    kills,
    alarms,
    slicesMs,
  }
  return {
    violations: await check(facts),
    labels,
    trace,
    posts: network.posts.length,
    fills: ledger.transactions.filter(({ type }) => type === 'ORDER_FILL').length,
    crashed: incidents.crashed(),
    takeOvers: incidents.takeOvers(),
    alarms,
    tradingAgainMs: tradingAgainMs(ledger),
  }
}

/** Virtual ms from the end of the faults to the first order that shows that the account is traded again. */
const tradingAgainMs = (ledger: BrokerLedger): number => {
  // A foreign trade freezes its instrument: if an exit of the other one is unknown as well, that exit is the first possible order.
  const frozen = [...ledger.trades.values()].some(({ tag }) => tag !== 'sep')
  const first = ledger.transactions.find(
    ({ type, tsMs, raw }) =>
      type === 'ORDER_FILL' &&
      tsMs >= START_MS + FAULTS_MS &&
      ledger.causes.has(Number(raw['orderID'])) &&
      (frozen || raw['tradeOpened'] !== undefined),
  )
  return first ? first.tsMs - START_MS - FAULTS_MS : Number.POSITIVE_INFINITY
}
