/** One tenure of the account: lease, state, reconciliation, then slice after slice until it is stopped or a newer owner comes. */
import { brokerSlot } from '../../../model/broker-slot.js'
import { systemClock } from '../../../lib/clock.js'
import { SepError } from '../../../model/error-codes.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { graphHash } from '../../../graph/engine/hash/hash.js'
import { bind } from '../../../graph/engine/define/operator.js'
import { type FrameSink, run } from '../../../graph/engine/run/rx.js'
import { sep } from '../../../graph/sep.js'
import { reachingWithout } from '../../../graph/engine/define/topology.js'
import { KERNEL_VERSION } from '../../../native-rs/index.js'
import { lastTransactionOf } from '../../../operators/live/last-transaction.js'
import { liveBroker } from '../../../operators/live-broker.js'
import { alarmLog } from '../../../sinks/alarms/alarm-log.js'
import { guardDays } from '../../../sinks/alarms/guard-days.js'
import { reconcile } from '../../../sinks/execution/reconcile.js'
import { commitSink } from '../../../streams/journal/commit.js'
import { writeAhead } from '../../../streams/journal/write-ahead.js'
import { snapshotWriter } from '../../../streams/snapshot/writer.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import type { TaskGroup } from '../../../lib/task-group.js'
import { flatWatch } from '../control/flatten-monitor.js'
import { followTransactions } from '../transaction-feed.js'
import type { LeaseKeeper } from '../../../store/lease-keeper.js'
import { journalUpkeep, ordersUpkeep } from '../retention.js'
import type { LiveSession, SessionInputs } from '../session.js'
import { statusOf } from '../monitoring/status.js'
import { takeAccountLease } from '../account-lease.js'
import { liveControl, readSwitches } from '../control/control.js'
import { liveMarket } from '../market/feed.js'
import { liveMirrors } from '../monitoring/mirrors.js'
import { causeOf, orderRows } from '../../../sinks/execution/order-rows.js'
import { liveWatch } from '../monitoring/monitors.js'
import { warmState } from '../market/warmup.js'
import { liveWorld } from '../market/world.js'
import { lockedUntil } from '../control/locked-until.js'
import { inMachineTime, paceOf } from '../time-scaling.js'
import { resume } from '../../../streams/journal/resume.js'
import { skewReason } from '../monitoring/clock-skew.js'
import { withLeases } from '../with-leases.js'
import { versions } from '../../config/versions.js'

/** Null where another instance makes the slices or holds the account. Rejects where broker or store are away, or the account cannot be traded. */
export const openSession = (inputs: SessionInputs): Promise<LiveSession | null> =>
  withLeases(
    inputs,
    [journalKeys(inputs.target.accountId).slicerLease],
    'another instance holds the lease of its slices',
    ([slicer], work) => openWith(inputs, slicer, work),
  )

const openWith = async (inputs: SessionInputs, slicer: LeaseKeeper, work: TaskGroup): Promise<LiveSession | null> => {
  const { client, target, ready, say, crash } = inputs
  const { signal } = work
  const { clock } = client
  const paper = target.environment === 'paper'
  const account = await client.account()
  const pace = paceOf(inputs.settings, inputs.speed, inputs.graceMs)
  const { settings } = pace
  const world = await liveWorld(client, settings.run.pairs, account.currency)
  const graph = sep(settings)
  const loose = reachingWithout(graph, 'broker', 'order', 'risk')
  if (loose.length > 0) throw new SepError('bad-graph', `the order port is reachable past risk: ${loose.join(', ')}`)
  // Nothing of the account's state: a later start must fit the snapshots of this one. The first slice brings the balance.
  const { conversionFee, accountMarginRate } = settings.broker
  const bindings = [bind(brokerSlot, liveBroker, { conversionFee, accountMarginRate })]
  if (Number(account.marginRate ?? 0) > accountMarginRate)
    say(
      `the account's margin rate is ${account.marginRate}: set broker.accountMarginRate to it, sizes are made with the larger of it and the instrument's`,
    )
  // The store's time is the machine's; the protocol counts in the broker's.
  const store = inMachineTime(inputs.store, inputs.speed)
  const pausedAtFirst = target.environment === 'live'
  const market = liveMarket({ client, world, pace, random: inputs.random, say })
  const { board } = market
  const log = alarmLog(clock, say)
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
    market: (k: number) => ({ tradeable: board.tradeable[k] === 1, priceAgeMs: board.ageMs(k) }),
    isClockOff: () => skewReason(clock) !== null,
    alarm: log.raise,
  }
  const guards = guardDays(world)
  const history = (until: AbortSignal) =>
    market
      .history({ days: inputs.warmupDays, signal: until })
      .then((series) =>
        warmState({ graph, world, bindings, kernelVersion: KERNEL_VERSION, series, sinks: [guards], signal: until }),
      )
  const until = AbortSignal.any([signal, lost])
  const resumed = await resume({
    store: inputs.store,
    lease: slicer.lease,
    account: account.id,
    graph,
    world,
    bindings,
    kernelVersion: KERNEL_VERSION,
    versions: versions(),
    config: settings,
    warm: () => history(until),
    signal: lost,
    ...(inputs.checkpointEveryMs === undefined ? {} : { checkpointEveryMs: inputs.checkpointEveryMs }),
    ...(inputs.resetNodes.length > 0 ? { resetNodes: inputs.resetNodes } : {}),
  })
  // A state that was left half way must not begin a journal.
  until.throwIfAborted()
  for (const text of resumed.notes) say(text)
  const reconciled = await reconcile(
    ports,
    {
      account: account.id,
      graphHash: graphHash(graph, world, KERNEL_VERSION),
      instruments: world.instruments,
      limits: pace.limits,
    },
    lastTransactionOf(resumed.compiled.snapshot()),
  )
  const { runner } = reconciled
  const { compiled } = resumed
  const watch = await liveWatch({ store: inputs.store, account: account.id, compiled, settings, log, guards, say })
  const journal = await resumed.openWriter()
  const switches = await readSwitches(store, pausedAtFirst)
  await runner.setSwitches(switches)
  const control = liveControl({
    store: inputs.store,
    clock,
    account: account.id,
    world,
    fillTrades: settings.run.fillTrades ?? paper,
    switches,
    lockUntilMs: lockedUntil(resumed),
    heartbeatAgeMs: board.heartbeatAgeMs,
    // A clock that is off judges every age wrongly: the graph refuses increases then, before the order protocol would.
    connected: () => Number.isFinite(board.heartbeatAgeMs()) && skewReason(clock) === null,
    crash,
    onSwitches: runner.setSwitches,
    onReconcile: runner.reconcile,
    pausedAtFirst,
    report: say,
  })
  say(
    `account ${account.id}: epoch ${lease.epoch}, ${reconciled.unknown} orders in doubt, ${reconciled.adopted} trades adopted; ` +
      `kill switch ${switches.killSwitch ? 'ON' : 'off'}${switches.paused ? ', paused' : ''}`,
  )
  let last: Frame | null = null
  let folding = false
  const isFlat = flatWatch(world.instruments.length)
  /** What the account is told in the next slice. */
  const drain: typeof runner.drain = () => {
    const rows = runner.drain()
    folding ||= rows.length > 0
    return rows
  }

  const upkeep = { store: inputs.store, account: account.id, say }
  const keepJournal = journalUpkeep({ ...upkeep, place: journal.place })
  const keepOrders = ordersUpkeep({ ...upkeep, lease, runner, clock })
  const session = async (): Promise<'over'> => {
    const { silenceMs } = pace
    work.add(runner.run)
    work.add(control.run)
    work.add(market.follow)
    work.add((until) => followTransactions(client, runner, { random: inputs.random, signal: until, silenceMs }))
    const slices = market.slices({
      store: inputs.store,
      lease: slicer.lease,
      account: account.id,
      compiled,
      lastTsMs: journal.place().tsMs,
      control: control.row,
      requested: control.requested,
      drain,
      signal,
    })
    const observe: FrameSink = {
      write: async (frame) => {
        last = frame
        ready.set('journal', null)
        const news = isFlat(frame, (k) => [...runner.state().decisions.values()].some((one) => one.instrument === k))
        if (news) control.flat(news)
        if (folding) await crash.at('position.folded')
        folding = false
      },
    }
    const mirrors = liveMirrors({ store: inputs.store, settings: inputs.settings, compiled, report: say })
    const sink = commitSink({
      compiled,
      place: journal.place,
      sendOrders: (frame) => {
        const rows = orderRows(frame)
        if (rows.length > 0) runner.submit(frame.time.tsMs[0] as number, rows, causeOf(frame))
      },
      decisions: resumed.decisions,
      snapshots: snapshotWriter({
        store: inputs.store,
        slots: journalKeys(account.id).snapshots,
        ...resumed.slots,
        onSaved: async (olderTsMs) => {
          await keepJournal(olderTsMs)
          await keepOrders()
        },
        crash,
      }),
      mirrors: [observe, ...watch.sinks, mirrors],
      clock,
      crash,
      onError: (error) => say(`after the orders: ${String(error)}`),
    })
    ready.set('start', null)
    try {
      await run(
        compiled,
        () =>
          writeAhead(slices, journal, {
            // The store's troubles last as long as the machine's clock says.
            clock: inputs.clock ?? systemClock,
            crash,
            signal,
            onWaiting: (error) => ready.set('journal', `the journal waits for the store: ${error.message}`),
          }),
        [sink],
        { signal, clock },
      )
    } finally {
      await work.end()
      await accountLease.release()
    }
    return 'over'
  }

  return {
    run: session,
    stats: compiled.stats,
    explain: watch.explain,
    status: () => ({
      ...statusOf({ runner, lease }, last, world.instruments, control.switches()),
      alarms: log.newest(),
    }),
  }
}
