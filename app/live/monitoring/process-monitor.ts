/** What observes a live process that knows a broker, over all its sessions: readiness, alarms, and whether broker and store answer. */
import type { LivePorts } from '../../../api/live-app.js'
import type { Clock } from '../../../lib/clock.js'
import type { Logger } from '../../../lib/logger.js'
import { pause } from '../../../lib/pause.js'
import { SepError } from '../../../model/error-codes.js'
import type { OandaClient } from '../../../oanda/client/client.js'
import { type AlarmLog, alarmLog } from '../../../sinks/alarms/alarm-log.js'
import type { Store } from '../../../store/store.js'
import type { LiveSession, SessionInputs } from '../session.js'
import { brokerHealth, probeBroker, storeHealth } from './health.js'
import { type Readiness, readiness } from './readiness.js'

export interface ProcessMonitor extends Pick<SessionInputs, 'ready' | 'alarms' | 'health'> {
  /** Null = it has ended. */
  onSession(session: LiveSession | null): void
  /** Until the signal aborts. */
  run(client: OandaClient, signal: AbortSignal): Promise<void>
  readonly ports: LivePorts
}

/** How late an outage may be noticed between two requests of `/ready`, machine time. */
const LOOK_MS = 500

export const processMonitor = (store: Store, clock: Clock, log: Logger): ProcessMonitor => {
  const ready: Readiness = readiness(log, clock)
  const alarms: AlarmLog = alarmLog(clock, log)
  const health = { broker: brokerHealth(clock), store: storeHealth(store, clock) }
  let session: LiveSession | null = null
  const look = (): void => {
    if (session) return session.look()
    for (const code of ['broker', 'store'] as const) {
      ready.set(code, health[code].reason(), 'watch')
      alarms.hold(code, health[code].reason())
    }
  }
  const lookAgain = async (signal: AbortSignal): Promise<void> => {
    while (await pause(clock, LOOK_MS, signal)) look()
  }
  return {
    ready,
    alarms,
    health,
    onSession: (now) => {
      session = now
    },
    run: async (client, signal) => {
      // An outage that a session knows is asked about, too: its end is then known within a second.
      const isNeeded = () => health.broker.isFailing() || ready.reasons().some(({ code }) => ASKED.has(code))
      await Promise.all([
        alarms.run(signal),
        health.store.run(signal),
        lookAgain(signal),
        probeBroker(client, clock, isNeeded, signal),
      ])
    },
    ports: {
      // Nothing may be overlooked for a moment: what can be read at once is read at each request.
      reasons: () => {
        look()
        return ready.reasons()
      },
      phase: ready.phase,
      instruments: () => session?.instruments() ?? {},
      status: () => ({ ...(session?.status() ?? { state: ready.phase() }), alarmCounts: alarms.counts() }),
      stats: () => session?.stats() ?? [],
      explain: (instrument, tsMs) => {
        if (session) return session.explain(instrument, tsMs)
        throw new SepError('missing-data', 'there is no slice yet: the pipeline does not hold the account')
      },
    },
  }
}

const ASKED: ReadonlySet<string> = new Set(['broker', 'prices', 'transactions'])
