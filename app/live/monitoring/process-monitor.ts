/** What observes a live process that knows a broker, over all its sessions: readiness, alarms, and whether broker and store answer. */
import type { LivePorts } from '../../../api/live-app.js'
import type { Clock } from '../../../lib/clock.js'
import { pause } from '../../../lib/pause.js'
import { ALARM_KINDS, type AlarmCode } from '../../../model/alarm-codes.js'
import { CONDITION_CODES } from '../../../model/ready-codes.js'
import { SepError } from '../../../model/error-codes.js'
import type { OandaClient } from '../../../oanda/client/client.js'
import { conditionReports } from '../../../sinks/alarms/condition-reports.js'
import { type AlarmLog, alarmLog } from '../../../sinks/alarms/alarm-log.js'
import { MINUTE_MS } from '../../../lib/time-units.js'
import type { AccountPulse } from '../events/heartbeat.js'
import type { PipelineStatus } from '../../../store/pipeline-status.js'
import { versions } from '../../config/versions.js'
import type { LiveInputs, LiveSession, SessionInputs } from '../session.js'
import { type BrokerHealth, brokerHealth, probeBroker, type StoreHealth, storeHealth } from './health.js'
import { type Readiness, readiness } from './readiness.js'

export interface ProcessMonitor extends Pick<SessionInputs, 'ready' | 'alarms'> {
  readonly health: { readonly broker: BrokerHealth; readonly store: StoreHealth }
  /** Null = it has ended. */
  onSession(session: LiveSession | null): void
  /** Until the signal aborts. */
  run(client: OandaClient, signal: AbortSignal): Promise<void>
  readonly ports: LivePorts
  /** For the status in the store. */
  shown(): Pick<PipelineStatus, 'instruments' | 'session'>
}

type MonitorInputs = Pick<LiveInputs, 'store' | 'log' | 'onEvent'>

/** How late an outage may be noticed between two requests of `/ready`, machine time. */
const LOOK_MS = 500

export const processMonitor = ({ store, log, onEvent = () => {} }: MonitorInputs, clock: Clock): ProcessMonitor => {
  const ready: Readiness = readiness(log, clock)
  const alarms: AlarmLog = alarmLog(clock, log)
  const health = { broker: brokerHealth(clock), store: storeHealth(store, clock) }
  let session: LiveSession | null = null
  const report = conditionReports(alarms)
  const conditions = () => [['broker', health.broker.reason()] as const, ...health.store.conditions()]
  const look = (): void => {
    report('journal', ready.reasons().find(({ code }) => code === 'journal')?.text ?? null)
    if (session) return session.look()
    for (const code of ['broker', 'store'] as const) ready.set(code, health[code].reason(), 'watch')
    for (const [code, text] of conditions()) report(code, text)
  }
  const lookAgain = async (signal: AbortSignal): Promise<void> => {
    while (await pause(clock, LOOK_MS, signal)) look()
  }
  const beat = async (signal: AbortSignal): Promise<void> => {
    while (await pause(clock, MINUTE_MS, signal)) {
      look()
      const [reason = null] = ready.reasons()
      const shared = { tsMs: Math.floor(clock.nowMs()), phase: ready.phase(), ready: reason === null, reason }
      onEvent({ event: 'heartbeat', ...shared, ...(session?.pulse() ?? NO_PULSE) })
    }
  }
  return {
    ready,
    alarms,
    health,
    onSession: (now) => {
      const before = session
      session = now
      // From now on the session reports them; one that goes on is the same alarm.
      if (now !== null) for (const [code] of conditions()) report(code, null)
      if (now !== null || before === null) return
      // What a session found has ended with it.
      for (const code of CONDITION_CODES) ready.set(code, null, 'watch')
      for (const code of Object.keys(ALARM_KINDS)) alarms.hold(code as AlarmCode, null)
    },
    run: async (client, signal) => {
      await Promise.all([
        alarms.run(signal),
        health.store.run(signal),
        lookAgain(signal),
        beat(signal),
        probeBroker(client, clock, health.broker, signal),
      ])
    },
    shown: () => ({ instruments: instrumentsOf(session), session: session?.facts() ?? null }),
    ports: {
      // Nothing may be overlooked for a moment: what can be read at once is read at each request.
      reasons: () => {
        look()
        return ready.reasons()
      },
      phase: ready.phase,
      instruments: () => session?.instruments() ?? {},
      status: () => ({ ...(session?.status() ?? { state: ready.phase() }), alarmCounts: alarms.counts() }),
      build: versions(),
      stats: () => session?.stats() ?? [],
      topology: () => session?.topology() ?? null,
      explain: (instrument, tsMs) => {
        if (session) return session.explain(instrument, tsMs)
        throw new SepError('missing-data', 'there is no slice yet: the pipeline does not hold the account')
      },
    },
  }
}

/** A copy that may be written. */
const instrumentsOf = (session: LiveSession | null): NonNullable<PipelineStatus['instruments']> =>
  Object.fromEntries(
    Object.entries(session?.instruments() ?? {}).map(([name, { blocked, notes }]) => [
      name,
      { blocked: [...blocked], notes: [...notes] },
    ]),
  )

const NO_PULSE: AccountPulse = Object.freeze({ nav: null, dayPnl: null, openPnl: null, positions: 0, ageMs: null })
