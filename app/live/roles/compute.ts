/** A part of a cut live graph between the one that makes the slices and the one that trades: it needs the store alone, no broker and no token. */
import { systemClock } from '../../../lib/clock.js'
import type { Compiled } from '../../../graph/engine/run/compile.js'
import { cutGraph } from '../../../graph/engine/define/cut.js'
import { CodedError } from '../../../lib/errors.js'
import { SepError } from '../../../model/error-codes.js'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { graphHash } from '../../../graph/engine/hash/hash.js'
import { run } from '../../../graph/engine/run/rx.js'
import { sep } from '../../../graph/sep.js'
import { type World, worldFrom } from '../../../model/world.js'
import { liveApp } from '../../../api/live-app.js'
import { KERNEL_VERSION } from '../../../native-rs/index.js'
import { type AlarmLog, alarmLog } from '../../../sinks/alarms/alarm-log.js'
import { guardDays } from '../../../sinks/alarms/guard-days.js'
import { decisionWriter } from '../../../streams/decisions/writer.js'
import { isStoreFault } from '../../../store/store-fault.js'
import { bestEffortSink } from '../../../graph/engine/run/best-effort-sink.js'
import { edgeKeys } from '../../../streams/edge/keys.js'
import { journalKeys } from '../../../streams/journal/keys.js'
import { type TaskGroup, taskGroup } from '../../../lib/task-group.js'
import { takeOverNodes } from '../../../streams/edge/take-over.js'
import { type LeaseKeeper, takeLease } from '../../../store/lease-keeper.js'
import type { LiveInputs } from '../session.js'
import { trimByOwnTime } from '../retention.js'
import { liveMirrors } from '../monitoring/mirrors.js'
import { liveWatch } from '../monitoring/monitors.js'
import { type Readiness, readiness } from '../monitoring/readiness.js'
import { processName } from '../../connect/process-name.js'
import { paceOf } from '../time-scaling.js'
import { listen } from '../../../lib/listen.js'
import { openPart } from './part.js'
import { beginsAnew, checkSettings, partStart } from './part-start.js'

export interface ComputeInputs
  extends Pick<
    LiveInputs,
    'settings' | 'store' | 'speed' | 'port' | 'host' | 'leaseTtlMs' | 'clock' | 'signal' | 'say' | 'onListening'
  > {
  readonly account: string
  readonly nodes: string
}

const STANDBY_MS = 1_000

/** Runs until the signal aborts. Waits for the journal to begin, and beside an instance of the same part. */
export const liveCompute = async (inputs: ComputeInputs): Promise<void> => {
  const { clock = systemClock, signal, say, account, nodes } = inputs
  const ready = readiness(say)
  const log = alarmLog(clock, say)
  let compiled: Compiled<World> | null = null
  let last: Frame | null = null
  const server = await listen(
    liveApp({
      reasons: ready.reasons,
      status: () => ({
        state: compiled ? 'computing' : 'standby',
        account,
        nodes,
        tsMs: last?.time.tsMs[0] ?? null,
        alarms: log.newest(),
      }),
      stats: () => compiled?.stats() ?? [],
      explain: () => {
        throw new SepError(
          'missing-data',
          `this process steps ${nodes} alone: sep replay --explain answers for the whole`,
        )
      },
    }),
    { port: inputs.port, host: inputs.host },
  )
  inputs.onListening?.(server.url)
  const lease = { store: inputs.store, key: edgeKeys(account, nodes).lease, ttlMs: inputs.leaseTtlMs, clock }
  try {
    for (;;) {
      const work = taskGroup(signal)
      const edge = await takeLease({ ...lease, owner: processName(), signal: work.signal }).catch(asReason)
      if (typeof edge !== 'string' && edge !== null) {
        const ended = await compute(inputs, work, edge, ready, log, {
          onStart: (now) => {
            compiled = now
          },
          onFrame: (frame) => {
            last = frame
          },
        })
        if (ended) return
      } else {
        await work.end()
        ready.set('start', edge ?? `account ${account}: another instance is this part`)
      }
      await clock.sleep(STANDBY_MS, signal).catch(() => undefined)
      if (signal.aborted) return
    }
  } finally {
    await server.close()
  }
}

/** False where it has to be opened again: the journal has not begun, or slices are missing. */
const compute = async (
  inputs: ComputeInputs,
  work: TaskGroup,
  edge: LeaseKeeper,
  ready: Readiness,
  log: AlarmLog,
  {
    onStart,
    onFrame,
  }: { readonly onStart: (compiled: Compiled<World>) => void; readonly onFrame: (frame: Frame) => void },
): Promise<boolean> => {
  const { store, account, nodes, say, clock = systemClock } = inputs
  work.add(edge.keep)
  const { signal } = work
  try {
    const start = await partStart(store, account)
    if (!start) {
      ready.set('start', `account ${account}: no journal yet, the part that makes the slices has not begun`)
      return false
    }
    // What is widened at high speed is in the graph's settings, as it is in the other parts.
    const { settings } = paceOf(inputs.settings, inputs.speed, 0)
    const graph = sep(settings)
    const world = worldFrom(start.record.world)
    checkSettings(nodes, graphHash(graph, world, KERNEL_VERSION), start)
    const taken = await takeOverNodes(store, account, cutGraph(graph, nodes), world, edge.lease.owner)
    if (taken !== null) {
      ready.set('start', `account ${account}: ${taken}`)
      return false
    }
    const part = await openPart({
      store,
      lease: edge.lease,
      account,
      graph,
      world,
      nodes,
      bindings: [],
      kernelVersion: KERNEL_VERSION,
      start,
      patienceMs: Number.POSITIVE_INFINITY,
      say,
      upkeep: () => trimByOwnTime(store, journalKeys(edgeKeys(account, nodes).name).decision),
      clock,
      signal,
    })
    for (const text of part.notes) say(text)
    const decisions = decisionWriter(store, edge.lease, edgeKeys(account, nodes).name, part.cut.graph, world)
    const note = {
      write: async (frame: Frame): Promise<void> => {
        onFrame(frame)
        await decisions.write(frame, 0, part.place()).catch((error: unknown) => {
          if (!isStoreFault(error)) throw error
          say(`after the slice: ${error.message}`)
        })
      },
    }
    const watched = { store, account, compiled: part.compiled, settings, log, guards: guardDays(world), say }
    const watch = await liveWatch(watched)
    const report = (error: unknown) => say(`after the slice: ${String(error)}`)
    const mirrors = liveMirrors({ store, settings: inputs.settings, compiled: part.compiled, report: say, clock })
    const looking = [...watch.sinks, mirrors].map((sink) => bestEffortSink(sink, report))
    onStart(part.compiled)
    say(`account ${account}: steps ${nodes}`)
    ready.set('start', null)
    try {
      await run(part.compiled, part.frames, [part.saved([], [note, ...looking])], { clock, signal })
    } catch (error) {
      if (!beginsAnew(error)) throw error
      ready.set('start', error.message)
      return false
    }
  } finally {
    await work.end()
    await edge.release()
  }
  work.check()
  return true
}

/** A store that is away is waited for. */
const asReason = (error: unknown): string => {
  if (!(error instanceof CodedError) || error.code !== 'store-unavailable') throw error
  return error.message
}
