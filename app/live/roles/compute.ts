/** A part of a cut live graph between those that make the slices and trade: it needs the store alone, no broker and no token. */
import { systemClock } from '../../../lib/clock.js'
import { CodedError } from '../../../lib/errors.js'
import { listen } from '../../../lib/listen.js'
import { taskGroup } from '../../../lib/task-group.js'
import { SepError } from '../../../model/error-codes.js'
import { liveApp } from '../../../api/live-app.js'
import { alarmLog } from '../../../sinks/alarms/alarm-log.js'
import { takeLease } from '../../../store/lease-keeper.js'
import { edgeKeys } from '../../../streams/edge/keys.js'
import { raiseLostLease } from '../lease-alarm.js'
import { versions } from '../../config/versions.js'
import { processName } from '../../connect/process-name.js'
import { storeHealth } from '../monitoring/health.js'
import { pause } from '../../../lib/pause.js'
import { conditionReports } from '../../../sinks/alarms/condition-reports.js'
import { readiness } from '../monitoring/readiness.js'
import { topologyOf } from '../monitoring/topology-of.js'
import { newestFrame, sliceSilence } from '../monitoring/status.js'
import { type ComputeInputs, type ComputeProcess, computeSession } from './compute-session.js'

const STANDBY_MS = 1_000
const LOOK_MS = 500

/** Runs until the signal aborts. Waits for the journal to begin, and while another instance is the same part. */
export const liveCompute = async (inputs: ComputeInputs): Promise<void> => {
  const { clock = systemClock, signal, log } = inputs
  const process: ComputeProcess = {
    inputs,
    clock,
    ready: readiness(log, clock),
    alarms: alarmLog(clock, log),
    store: storeHealth(inputs.store, clock),
    newest: newestFrame(),
    compiled: null,
  }
  const look = computeWatch(process)
  const watching = Promise.all([process.alarms.run(signal), process.store.run(signal), look.run(signal)])
  const server = await listen(liveApp(viewOf(process, look.now)), { port: inputs.port, host: inputs.host })
  inputs.onListening?.(server.url)
  try {
    while (!(await session(process).catch(raiseLostLease(process.alarms)))) {
      await clock.sleep(STANDBY_MS, signal).catch(() => undefined)
      if (signal.aborted) return
    }
  } finally {
    await server.close()
    await watching
  }
}

const viewOf = (process: ComputeProcess, look: () => void): Parameters<typeof liveApp>[0] => {
  const { account, nodes } = process.inputs
  return {
    reasons: () => {
      look()
      return process.ready.reasons()
    },
    phase: process.ready.phase,
    instruments: () => ({}),
    status: () => ({
      state: process.compiled ? 'computing' : 'standby',
      account,
      nodes,
      tsMs: process.newest.tsMs(),
      alarms: process.alarms.newest(),
      alarmCounts: process.alarms.counts(),
    }),
    topology: () => (process.compiled ? topologyOf(process.compiled) : null),
    build: versions(),
    stats: () => process.compiled?.stats() ?? [],
    explain: () => {
      throw new SepError(
        'missing-data',
        `this process steps only ${nodes}: sep replay --explain covers the whole graph`,
      )
    },
  }
}

/** A store that is away, and slices that do not come: what a part without a broker can know. The broker's time runs at `speed`. */
const computeWatch = ({ inputs, clock, ready, alarms, store, newest }: ComputeProcess) => {
  const report = conditionReports(alarms)
  const now = (): void => {
    const reasons = {
      store: store.reason(),
      // Only at speed 1 is the machine's time that of the slices.
      slices: inputs.speed === 1 ? sliceSilence(newest.tsMs(), clock.nowMs()) : null,
    }
    for (const code of ['store', 'slices'] as const) ready.set(code, reasons[code])
    for (const [code, text] of [...store.conditions(), ['slices', reasons.slices] as const]) report(code, text)
  }
  const run = async (signal: AbortSignal): Promise<void> => {
    while (await pause(clock, LOOK_MS, signal)) now()
  }
  return { now, run }
}

/** False where another one has to follow: the part is taken, the journal has not begun, or slices are missing. */
const session = async (process: ComputeProcess): Promise<boolean> => {
  const { inputs, clock, ready } = process
  const { store, account, nodes, leaseTtlMs: ttlMs } = inputs
  const tasks = taskGroup(inputs.signal)
  const lease = { store, key: edgeKeys(account, nodes).lease, owner: processName(), ttlMs, clock, signal: tasks.signal }
  const edge = await takeLease(lease).catch(asReason)
  if (edge === null || typeof edge === 'string') {
    await tasks.end()
    ready.enter('standby', edge ?? `account ${account}: another instance runs this part`)
    return false
  }
  tasks.add(edge.keep)
  const reason = await computeSession(process, edge, tasks).finally(async () => {
    await tasks.end()
    await edge.release()
  })
  if (reason !== null) {
    ready.enter('standby', reason)
    return false
  }
  tasks.check()
  return true
}

/** An unreachable store is retried; any other error is thrown. */
const asReason = (error: unknown): string => {
  if (!(error instanceof CodedError) || error.code !== 'store-unavailable') throw error
  return error.message
}
