/** The part of a cut live graph that trades: slices come over edges, orders go out, and what the broker says goes to the part that makes the slices. */
import { brokerSlot } from '../../../model/broker-slot.js'
import { systemClock } from '../../../lib/clock.js'
import { cutGraph } from '../../../graph/engine/define/cut.js'
import { SepError } from '../../../model/error-codes.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { graphHash } from '../../../graph/engine/hash/hash.js'
import { bind } from '../../../graph/engine/define/operator.js'
import { type FrameSink, run } from '../../../graph/engine/run/rx.js'
import { sep } from '../../../graph/sep.js'
import { reachingWithout } from '../../../graph/engine/define/topology.js'
import { worldFrom } from '../../../model/world.js'
import { KERNEL_VERSION } from '../../../native-rs/index.js'
import { isFxWeekMinute } from '../../../operators/calendar/new-york.js'
import { lastTransactionOf } from '../../../operators/live/last-transaction.js'
import { liveBroker } from '../../../operators/live-broker.js'
import { alarmLog } from '../../../sinks/alarms/alarm-log.js'
import { guardDays } from '../../../sinks/alarms/guard-days.js'
import { reconcile } from '../../../sinks/execution/reconcile.js'
import { executionWriter } from '../../../streams/execution/writer.js'
import { commitSink } from '../../../streams/journal/commit.js'
import { decisionWriter } from '../../../streams/decisions/writer.js'
import { edgeKeys } from '../../../streams/edge/keys.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import type { TaskGroup } from '../../../lib/task-group.js'
import { takeOverNodes } from '../../../streams/edge/take-over.js'
import { flatWatch } from '../control/flatten-monitor.js'
import { followTransactions } from '../transaction-feed.js'
import type { LeaseKeeper } from '../../../store/lease-keeper.js'
import { ordersUpkeep, trimByOwnTime } from '../retention.js'
import { liveControl, readSwitches } from '../control/control.js'
import { liveMarket } from '../market/feed.js'
import { liveMirrors } from '../monitoring/mirrors.js'
import { causeOf, orderRows } from '../../../sinks/execution/order-rows.js'
import type { LiveSession, SessionInputs } from '../session.js'
import { statusOf } from '../monitoring/status.js'
import { liveWatch } from '../monitoring/monitors.js'
import { takeAccountLease } from '../account-lease.js'
import { inMachineTime, paceOf } from '../time-scaling.js'
import { openPart } from './part.js'
import { checkSettings, partStart } from './part-start.js'
import { executionWatermark, hasSeen } from '../../../streams/execution/watermark.js'
import { skewReason } from '../monitoring/clock-skew.js'
import { withLeases } from '../with-leases.js'
import { isoTime } from '../../../lib/iso-time.js'

/** No slice for so long within the week says that a part before this one is away, the broker's ms. */
const SILENT_MS = 180_000
/** What the broker said is in the next slice so much later, ms of the machine. */
const TRANSIT_MS = 500

/** Null where another process trades the account, or the slices have not begun. Rejects where broker, store or slices are away. */
export const openTrader = (inputs: SessionInputs, nodes: string): Promise<LiveSession | null> =>
  withLeases(
    inputs,
    [edgeKeys(inputs.target.accountId, nodes).lease],
    'another instance is this part',
    ([edge], work) => openWith(inputs, nodes, edge, work),
  )

const openWith = async (
  inputs: SessionInputs,
  nodes: string,
  edge: LeaseKeeper,
  work: TaskGroup,
): Promise<LiveSession | null> => {
  const { client, target, ready, say, crash, random, clock: machineClock = systemClock } = inputs
  const { clock } = client
  const { signal } = work
  const start = await partStart(inputs.store, target.accountId)
  if (!start) {
    ready.set('start', `account ${target.accountId}: no journal yet, the part that makes the slices has not begun`)
    return null
  }
  const account = await client.account()
  const pace = paceOf(inputs.settings, inputs.speed, inputs.graceMs)
  const { settings } = pace
  const world = worldFrom(start.record.world)
  const graph = sep(settings)
  const loose = reachingWithout(graph, 'broker', 'order', 'risk')
  if (loose.length > 0) throw new SepError('bad-graph', `the order port is reachable past risk: ${loose.join(', ')}`)
  const whole = graphHash(graph, world, KERNEL_VERSION)
  checkSettings(nodes, whole, start)
  const taken = await takeOverNodes(inputs.store, account.id, cutGraph(graph, nodes), world, inputs.owner)
  if (taken !== null) {
    ready.set('start', `account ${account.id}: ${taken}`)
    return null
  }
  const { conversionFee, accountMarginRate } = settings.broker
  const part = await openPart({
    store: inputs.store,
    lease: edge.lease,
    account: account.id,
    graph,
    world,
    nodes,
    bindings: [bind(brokerSlot, liveBroker, { conversionFee, accountMarginRate })],
    kernelVersion: KERNEL_VERSION,
    start,
    // An edge that is silent is said on /ready; orders in doubt must be looked after meanwhile.
    patienceMs: Number.POSITIVE_INFINITY,
    say,
    upkeep: () => upkeep(),
    clock: machineClock,
    signal,
  })
  let upkeep = (): Promise<void> => Promise.resolve()
  const decisions = decisionWriter(inputs.store, edge.lease, edgeKeys(account.id, nodes).name, part.cut.graph, world)
  const market = liveMarket({ client, world, pace, random, say })
  const log = alarmLog(clock, say)
  const store = inMachineTime(inputs.store, inputs.speed)
  const pausedAtFirst = target.environment === 'live'
  const accountLease = await takeAccountLease(inputs, signal)
  if (!accountLease) return null
  const { lease, lost } = accountLease
  const ports = {
    store,
    broker: client,
    clock,
    crash,
    lease: accountLease,
    readSwitches: () => readSwitches(store, pausedAtFirst),
    market: (k: number) => ({ tradeable: market.board.tradeable[k] === 1, priceAgeMs: market.board.ageMs(k) }),
    isClockOff: () => skewReason(clock) !== null,
    alarm: log.raise,
  }
  const limits = pace.limits
  const slices = (part.frames(signal) as AsyncIterable<Frame>)[Symbol.asyncIterator]()
  const stream = journalKeys(account.id).execution
  for (const text of part.notes) say(text)
  ready.set('start', 'catches up with the slices')
  // Under the account's lease nobody else appends to the execution stream: all that is in it must be in the state first.
  const lastExecution = await inputs.store.lastId(stream)
  const note: FrameSink = { write: (frame) => decisions.write(frame, 0, part.place()) }
  await run(
    part.compiled,
    () => until(slices, () => hasSeen(part.executionOffset(), lastExecution)),
    [part.saved([], [note])],
    { signal: AbortSignal.any([signal, lost]), clock },
  )
  signal.throwIfAborted()
  lost.throwIfAborted()
  const reconciled = await reconcile(
    ports,
    { account: account.id, graphHash: whole, instruments: world.instruments, limits },
    lastTransactionOf(part.compiled.snapshot()),
  )
  const { runner } = reconciled
  const executions = executionWriter({
    store: inputs.store,
    lease,
    account: account.id,
    lastId: lastExecution ?? '0-0',
    clock: machineClock,
    log: say,
  })
  const keepOrders = ordersUpkeep({ store: inputs.store, account: account.id, lease, runner, clock, say })
  upkeep = async () => {
    await keepOrders()
    await trimByOwnTime(inputs.store, journalKeys(edgeKeys(account.id, nodes).name).decision)
  }
  const knowledge = executionWatermark(TRANSIT_MS * inputs.speed)
  const appendRows = () => {
    const rows = runner.drain()
    if (rows.length > 0) knowledge.appended(executions.append({ rows, flat: null }), rows, clock.nowMs())
  }
  runner.onExecution(appendRows)
  appendRows()
  const switches = await readSwitches(store, pausedAtFirst)
  await runner.setSwitches(switches)
  const control = liveControl({
    store: inputs.store,
    clock,
    account: account.id,
    world,
    fillTrades: false,
    switches,
    lockUntilMs: null,
    heartbeatAgeMs: market.board.heartbeatAgeMs,
    connected: () => true,
    crash,
    onSwitches: runner.setSwitches,
    onReconcile: runner.reconcile,
    pausedAtFirst,
    report: say,
  })
  let last: Frame | null = null
  const isFlat = flatWatch(world.instruments.length)
  const sendOrders = (frame: Frame): void => {
    const rows = orderRows(frame)
    if (rows.length === 0) return
    const tsMs = frame.time.tsMs[0] as number
    if (knowledge.isCurrent(part.executionOffset(), frame.time.asOfMs[0] as number))
      runner.submit(tsMs, rows, causeOf(frame))
    else say(`slice ${isoTime(tsMs)} does not know what has happened before it: nothing is sent`)
  }
  const observe: FrameSink = {
    write: async (frame) => {
      last = frame
      const news = isFlat(frame, (k) => [...runner.state().decisions.values()].some((one) => one.instrument === k))
      if (news) executions.append({ rows: [], flat: news })
      const { at } = frame.columns['execution'] as unknown as { readonly at: Uint32Array }
      if ((at[1] as number) > 0) await crash.at('position.folded')
    },
  }
  const watch = await liveWatch({
    store: inputs.store,
    account: account.id,
    compiled: part.compiled,
    settings,
    log,
    guards: guardDays(world),
    say,
  })
  const commit = commitSink({
    compiled: part.compiled,
    place: part.place,
    sendOrders,
    decisions,
    // The part's own: after its edge.
    snapshots: { after: async () => {}, now: async () => {} },
    mirrors: [
      observe,
      ...watch.sinks,
      liveMirrors({ store: inputs.store, settings: inputs.settings, compiled: part.compiled, report: say }),
    ],
    clock,
    crash,
    onError: (error) => say(`after the orders: ${String(error)}`),
  })
  say(
    `account ${account.id}: trades, epoch ${lease.epoch}, steps ${nodes}, ${reconciled.unknown} orders in doubt, ${reconciled.adopted} trades adopted; ` +
      `kill switch ${switches.killSwitch ? 'ON' : 'off'}${switches.paused ? ', paused' : ''}`,
  )

  return {
    run: async () => {
      work.add(runner.run)
      work.add(control.run)
      work.add(executions.run)
      work.add(market.follow)
      work.add((over) => followTransactions(client, runner, { random, signal: over, silenceMs: pace.silenceMs }))
      ready.set('start', null)
      try {
        await run(part.compiled, () => until(slices, () => false), [part.saved([commit], [])], { signal, clock })
      } finally {
        await work.end()
        await accountLease.release()
      }
      return 'over'
    },
    reasons: () => silence(last, clock.nowMs()),
    stats: part.compiled.stats,
    explain: watch.explain,
    status: () => ({
      ...statusOf({ runner, lease }, last, world.instruments, control.switches()),
      nodes,
      alarms: log.newest(),
    }),
  }
}

/** The iterator stays open: what follows is for the next who asks. */
const until = async function* (slices: AsyncIterator<Frame>, reached: () => boolean): AsyncGenerator<Frame> {
  while (!reached()) {
    const next = await slices.next()
    if (next.done) return
    yield next.value
  }
}

const silence = (last: Frame | null, nowMs: number): readonly string[] => {
  const tsMs = last?.time.tsMs[0] ?? nowMs
  if (nowMs - tsMs < SILENT_MS || !isFxWeekMinute(Math.floor(nowMs / 60_000) * 60_000)) return []
  return [`no slice since ${isoTime(tsMs)}: the part that makes them, or one in between, is away`]
}
