/** Processes that notify, on one store, with a clock that stands still and real HTTP servers as their channels. */
import { afterEach } from 'vitest'
import { accountNotifier } from '../../../app/notify/account-notifier.js'
import { notifyCounts, type NotifyCounts } from '../../../app/metrics/notify-counts.js'
import { dayTrack, type DayTrack } from '../../../app/notify/summary/day-track.js'
import { keepAlarms } from '../../../app/live/status/keep-alarms.js'
import { type AlarmLog, alarmLog } from '../../../sinks/alarms/alarm-log.js'
import { SepError } from '../../../model/error-codes.js'
import { type NotifyChannel, notifyChannelSchema } from '../../../sinks/notify/channel.js'
import { memoryStore } from '../../../store/memory/store.js'
import type { Store } from '../../../store/store.js'
import { type Answer, json, type ScriptedServer, scriptedServer } from '../../support/scripted-server.js'
import { testClock } from '../../support/test-clock.js'
import { until } from '../../support/until.js'

export const ACCOUNT = '101-001-1-001'
/** A Tuesday. */
export const T0 = Date.UTC(2026, 2, 3, 14)

/** What the generic webhook sends. */
export interface Got {
  readonly id: string
  readonly title: string
  readonly severity: string
  readonly about: string | null
  readonly notices: readonly {
    readonly id: string
    readonly kind: string
    readonly title: string
    readonly text: string
  }[]
}
export interface Receiver {
  readonly server: ScriptedServer
  /** In the order of their arrival, those that were refused too. */
  readonly got: () => readonly Got[]
  readonly titles: () => readonly string[]
  channel(more?: Readonly<Record<string, unknown>>): NotifyChannel
}
export const OK: Answer = json(200, {})
export const DOWN: Answer = json(503, {})

export const receiver = async (name = 'own'): Promise<Receiver> => {
  const server = await scriptedServer()
  server.otherwise = OK
  const got = () => server.seen.map(({ body }) => JSON.parse(body) as Got)
  return {
    server,
    got,
    titles: () => got().map(({ title }) => title.replace(`SEP ${ACCOUNT}: `, '')),
    channel: (more = {}) => notifyChannelSchema.parse({ name, kind: 'webhook', url: `${server.url}/hidden`, ...more }),
  }
}

/** Receivers for the tests of a file, each closed after its test. */
export const receivers = (): ((name?: string) => Promise<Receiver>) => {
  const open: Receiver[] = []
  afterEach(async () => {
    for (const one of open.splice(0)) await one.server.close()
  })
  return async (name) => {
    const made = await receiver(name)
    open.push(made)
    return made
  }
}

export interface NotifyLife {
  readonly alarms: AlarmLog
  readonly track: DayTrack
  readonly lines: string[]
  readonly counts: NotifyCounts
  readonly state: { standby: boolean; eventMs: number }
  /** Lets seconds pass, with time for sockets after each. */
  pass(seconds: number): Promise<void>
  /** Passes seconds until it holds. */
  passUntil(what: string, holds: () => boolean): Promise<void>
  end(): Promise<void>
  /** Nothing is written or sent any more, as after `kill -9`. */
  kill(): void
}
export interface NotifyBench {
  readonly clock: ReturnType<typeof testClock>
  readonly store: Store
  /** `false`: each call of the store rejects. */
  readonly reachable: { store: boolean }
  life(channels: readonly NotifyChannel[], owner?: string): NotifyLife
}

/** A store behind which the network can be cut. */
const cuttable = (store: Store, isReachable: () => boolean): Store =>
  // The store is frozen, and a proxy of it may not answer otherwise.
  new Proxy(
    { ...store },
    {
      get: (target, name) => {
        const member = Reflect.get(target, name) as unknown
        if (typeof member !== 'function') return member
        return (...given: readonly unknown[]) =>
          isReachable()
            ? (Reflect.apply(member, target, given) as unknown)
            : Promise.reject(new SepError('store-unavailable', 'cut off'))
      },
    },
  )

/** Turns of the event loop after each step of the clock; a request over loopback takes some. */
const TURNS = 30

export const notifyBench = (): NotifyBench => {
  const clock = testClock(T0)
  const store = memoryStore({ clock })
  const reachable = { store: true }
  const turn = async (): Promise<void> => {
    for (let n = 0; n < TURNS; n++) await clock.yield()
  }
  const life: NotifyBench['life'] = (channels, owner = 'one') => {
    const [stop, stopNotify, killed] = [new AbortController(), new AbortController(), { now: false }]
    const lines: string[] = []
    const log = (line: string) => void lines.push(line)
    const own = cuttable(store, () => reachable.store && !killed.now)
    const alarms = alarmLog(clock, log)
    const track = dayTrack()
    const counts = notifyCounts(clock)
    const state = { standby: false, eventMs: Number.NaN }
    const whose = { store: own, account: ACCOUNT, alarms, clock, log, isStandby: () => state.standby }
    const looking = alarms.run(stop.signal)
    const keeping = keepAlarms({ ...whose, owner, part: null }, stop.signal)
    const notifying = accountNotifier(
      { ...whose, owner, counts: counts.of, channels, track, eventMs: () => state.eventMs, guardsOff: [] },
      stopNotify.signal,
    )
    const pass = async (seconds: number): Promise<void> => {
      for (let n = 0; n < seconds; n++) {
        await clock.advance(1000)
        await turn()
      }
    }
    return {
      ...{ alarms, track, lines, counts, state, pass },
      passUntil: (what, holds) =>
        until(
          what,
          60_000,
          async () => {
            if (holds()) return true
            await pass(1)
            return holds()
          },
          () => lines.join('\n'),
        ).then(() => undefined),
      end: async () => {
        stop.abort()
        await Promise.all([looking, keeping])
        stopNotify.abort()
        await notifying
      },
      kill: () => {
        killed.now = true
        state.standby = true
        stop.abort()
        stopNotify.abort()
      },
    }
  }
  return { clock, store, reachable, life }
}
