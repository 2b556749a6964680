/** One run: the seed determines the world, its faults and its crashes; the checkers return the violations. */
import { orderKeys } from '../../sinks/execution/order-records.js'
import type { CrashLabel } from '../../lib/crash-points.js'
import { DEFAULT_LIMITS, type ProtocolSettings } from '../../sinks/execution/protocol-types.js'
import { type BrokerLedger, createBrokerLedger } from './broker-ledger.js'
import { createBrokerNetwork } from './broker-network.js'
import { check } from './checkers.js'
import { drawRates, type FaultRates, quietRates } from './fault-rates.js'
import { type LiveRoot, type RootWorld, SLICE_MS, startLiveRoot } from './live-root.js'
import { type AtLabel, createMachine } from './machine.js'
import { FAULTS_MS, END_MS, START_MS } from './spans.js'
import { createRandom, type Random } from './random.js'
import type { CrashAt, RunFacts, RunOptions } from './run-facts.js'
import { createStoreServer, type StoreServer } from './store-server.js'
import { createTimeline, type Timeline } from './timeline.js'

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
  const crashes = [...(options.crashes ?? [])]
  const store = createStoreServer(timeline, random, rates, options.ignoresEpoch)
  const { claims, lease } = orderKeys(SETTINGS.account)
  const stops = [...(options.stops ?? [])]
  let takeOvers = 0
  const onLabel =
    (name: string) =>
    (label: CrashLabel): AtLabel => {
      const hits = (labels.get(label) ?? 0) + 1
      labels.set(label, hits)
      if (timeline.now() > FAULTS_MS) return 'continues'
      const due = (at: CrashAt | undefined) => at?.label === label && hits >= at.n
      if (due(crashes[0])) {
        crashes.shift()
        note(`${name} dies at ${label}:${hits}`)
        return 'dies'
      }
      // A process that does not own the account has nothing to lose.
      if (!due(stops[0]) || store.peek.owner(lease) !== name) return 'continues'
      // The pause ends no later than the faults.
      const ms = Math.min(stops.shift()!.ms, FAULTS_MS - timeline.now())
      note(`${name} is paused at ${label}:${hits} for ${ms} ms`)
      timeline.after(ms, () => {
        if (store.peek.owner(lease) !== name) takeOvers++
      })
      return ms
    }
  const ledger = createBrokerLedger(
    timeline,
    random,
    INSTRUMENTS.map(({ name }) => name),
    rates,
  )
  for (let i = 0; i < (options.seededTrades ?? (random.chance(0.1) ? 1 : 0)); i++)
    ledger.seedTrade(INSTRUMENTS[i % 2]!.name, 500)
  if (options.traced) ledger.onTransaction((t) => note(`broker ${t.id} ${t.type} ${JSON.stringify(t.raw)}`))
  const network = createBrokerNetwork(
    timeline,
    random,
    ledger,
    rates,
    (id) => store.peek.claim(claims, id)?.durable === true,
    (process) => store.peek.owner(lease) === process,
  )
  const alarms: string[] = []
  const world: RootWorld = {
    seed: options.seed,
    network,
    settings: SETTINGS,
    bends: options.bends ?? {},
    resubmits: random.chance(0.5),
    alarm: (text) => {
      alarms.push(text)
      note(`ALARM ${text}`)
    },
    note,
  }
  const roots: LiveRoot[] = []
  const start = (slot: string, generation: number): void => {
    const name = `${slot}${generation}`
    const machine = createMachine(name, timeline, onLabel(name), () =>
      timeline.after(random.between(500, 20_000), () => start(slot, generation + 1)),
    )
    note(`${name} starts`)
    roots.push(startLiveRoot(machine, world, () => store.connect(machine)))
  }
  const kills: { ackMs: number; untilMs: number }[] = []
  plan({ timeline, random, store, ledger, roots, kills, note, drawn, killScene: options.killScene === true })
  start('a', 1)
  if (options.twoInstances ?? random.chance(0.2)) timeline.after(3000, () => start('b', 1))
  await timeline.run(END_MS)
  const facts: RunFacts = { options, timeline, store, ledger, network, settings: SETTINGS, roots, kills, alarms }
  // A foreign trade freezes its instrument: if an exit of the other one is unknown as well, that exit is the first possible order.
  const frozen = [...ledger.trades.values()].some(({ tag }) => tag !== 'sep')
  const first = ledger.transactions.find(
    ({ type, tsMs, raw }) =>
      type === 'ORDER_FILL' &&
      tsMs >= START_MS + FAULTS_MS &&
      ledger.causes.has(Number(raw['orderID'])) &&
      (frozen || raw['tradeOpened'] !== undefined),
  )
  return {
    violations: check(facts),
    labels,
    trace,
    posts: network.posts.length,
    fills: ledger.transactions.filter(({ type }) => type === 'ORDER_FILL').length,
    crashed: (options.crashes?.length ?? 0) - crashes.length,
    takeOvers,
    alarms,
    tradingAgainMs: first ? first.tsMs - START_MS - FAULTS_MS : Number.POSITIVE_INFINITY,
  }
}

interface Plan {
  readonly timeline: Timeline
  readonly random: Random
  readonly store: StoreServer
  readonly ledger: BrokerLedger
  readonly roots: readonly LiveRoot[]
  readonly kills: { ackMs: number; untilMs: number }[]
  readonly drawn: FaultRates
  readonly killScene: boolean
  readonly note: (text: string) => void
}

/** Schedules the faults. */
const plan = ({ timeline, random, store, ledger, roots, kills, note, drawn, killScene }: Plan): void => {
  const times = (count: number, act: () => void) => {
    for (let i = 0; i < count; i++) timeline.after(random.between(5000, FAULTS_MS), act)
  }
  const { lease } = orderKeys(SETTINGS.account)
  // A request goes through the store to the owner of the account, not to a paused process that still believes it is the owner.
  const owner = () =>
    roots.findLast(({ machine, ready }) => machine.alive() && ready() && store.peek.owner(lease) === machine.name)
  times(drawn.serverKills, () => {
    note('store server is killed')
    store.kill(random.between(200, 8000))
  })
  times(drawn.serverFreezes, () => {
    note('store server freezes')
    store.freeze(random.between(500, 12_000))
  })
  times(drawn.processKills, () => {
    note('kill -9')
    owner()?.machine.kill()
  })
  times(drawn.processPauses, () => {
    // The pause ends no later than the faults.
    const ms = Math.min(random.between(1000, 50_000), FAULTS_MS - timeline.now())
    note(`pause ${ms}`)
    owner()?.machine.pause(ms)
  })
  times(drawn.marketEvents, () => ledger.event())
  // First boot: the kill switch is on until the operator releases it.
  // One operator: one request at a time, unless the process that received it is dead.
  let asked: LiveRoot | undefined
  const ask = async (root: LiveRoot, request: () => Promise<boolean>): Promise<boolean> => {
    asked = root
    const done = await request()
    asked = undefined
    return done
  }
  const isAsking = () => asked?.machine.alive() === true
  const release = (): void => {
    if (isAsking()) return timeline.after(1000, release)
    for (const kill of kills) kill.untilMs = Math.min(kill.untilMs, timeline.now())
    const root = owner()
    if (!root) return timeline.after(1000, release)
    void ask(root, () => root.release()).then((done) => {
      note(`kill switch off: ${done}`)
      if (!done) timeline.after(1000, release)
    })
  }
  timeline.after(2000, release)
  const throwSwitch = (): void => {
    const root = owner()
    if (timeline.now() >= FAULTS_MS) return
    if (isAsking() || !root) return timeline.after(1000, throwSwitch)
    note('kill switch thrown')
    void ask(root, () => root.kill()).then((done) => {
      note(`kill switch on: ${done}`)
      if (done) kills.push({ ackMs: timeline.now(), untilMs: Number.POSITIVE_INFINITY })
    })
  }
  if (killScene || drawn.killSwitches > 0) {
    const atMs = killScene
      ? SLICE_MS * random.int(1, 3) + random.between(1, 60)
      : random.between(20_000, FAULTS_MS - 30_000)
    timeline.after(atMs, throwSwitch)
    if (killScene) timeline.after(atMs + 40_000, throwSwitch)
  }
  timeline.after(FAULTS_MS, release)
}
