/** The relay of a model: slices as they come, status, alarms and node statistics by the clock. */
import type { FrameSink } from '../../graph/engine/run/rx.js'
import type { Clock } from '../../lib/clock.js'
import type { Logger } from '../../lib/logger.js'
import { pause } from '../../lib/pause.js'
import { SECOND_MS } from '../../lib/time-units.js'
import type { Authority } from '../auth/authority.js'
import type { FrameReads } from '../model/frame-reads.js'
import type { Model } from '../model/model.js'
import { statusView } from '../routes/status-routes.js'
import { graphStatsView } from '../routes/graph-stats-view.js'
import type { RelayMessage } from './core/relay-message.js'
import { alarmMessages } from './publish/alarm-messages.js'
import { sliceMessages } from './publish/slice-messages.js'
import { admission } from './ws/admission.js'
import { relayServer, type RelayServer } from './ws/relay-server.js'

export interface ModelRelayInputs {
  /** Its `frames` may throw ApiError: nobody connects then. */
  readonly model: Model
  readonly authority: Pick<Authority, 'authorizeUpgrade' | 'stillValid'>
  readonly clock: Clock
  readonly log: Logger
}

export interface ModelRelay extends Pick<RelayServer, 'upgrade' | 'counts'> {
  /**
   * Passes slices on; put it after the sink that feeds `reads`. Slices up to `fromMs` are history and left out. Its end does not end the
   * relay: the next may follow.
   */
  readonly sinkOf: (reads: FrameReads, fromMs?: number) => FrameSink
  /** Ends the timers and closes all connections. */
  readonly close: () => Promise<void>
}

const GRAPH_MS = 5 * SECOND_MS

export const modelRelay = (inputs: ModelRelayInputs): ModelRelay => {
  const { model, authority, clock, log } = inputs
  const logged = new Set<string>()
  const at = { names: null as ReadonlySet<string> | null, publishedMs: Number.NEGATIVE_INFINITY }
  const admit = admission(authority)
  const server = relayServer({
    clock,
    admit: (request) => {
      // While it catches up, or has nothing to show, there is no connection either.
      void model.frames
      return admit(request)
    },
    isInstrument: (name) => at.names?.has(name) ?? true,
  })
  const stop = new AbortController()
  const timers = [
    every({ clock, ms: SECOND_MS, signal: stop.signal, log, logged }, systemMessages(model), server.publish),
    every({ clock, ms: SECOND_MS, signal: stop.signal, log, logged }, alarmMessages(model.pipeline), server.publish),
    every({ clock, ms: GRAPH_MS, signal: stop.signal, log, logged }, graphMessages(model), server.publish),
  ]
  return {
    upgrade: server.upgrade,
    counts: server.counts,
    sinkOf: (reads, fromMs = Number.NEGATIVE_INFINITY) => {
      at.names = new Set(reads.instruments().map(({ name }) => name))
      return {
        write: (frame) => {
          const newestMs = frame.time.tsMs[frame.slices - 1] as number
          // A follower that begins again comes by what was published.
          if (newestMs <= fromMs || newestMs <= at.publishedMs) return
          at.publishedMs = newestMs
          server.publish(sliceMessages(reads, Math.max((frame.time.tsMs[0] as number) - 1, fromMs)))
        },
      }
    },
    close: async () => {
      stop.abort()
      await server.close()
      await Promise.all(timers)
    },
  }
}

type Ask = () => Promise<readonly RelayMessage[]>

/** The second of the status is its id. */
const systemMessages =
  (model: Model): Ask =>
  async () => {
    const data = await statusView(model)
    return [accountMessage('system', secondOf(data.asOfMs), data)]
  }

const graphMessages =
  (model: Model): Ask =>
  async () => {
    const data = await graphStatsView(model)
    return [accountMessage('graph', secondOf(data.asOfMs), data)]
  }

const accountMessage = (
  ch: 'system' | 'graph',
  second: number,
  data: { readonly tsMs: number | null; readonly asOfMs: number },
): RelayMessage => ({ ch, id: `${second}-0`, ts: data.tsMs ?? data.asOfMs, inst: null, data })

const secondOf = (ms: number): number => Math.floor(ms / SECOND_MS) * SECOND_MS

interface Every {
  readonly clock: Clock
  readonly ms: number
  readonly signal: AbortSignal
  readonly log: Logger
  /** What the timers of this relay have logged and not seen end: one cause stops several of them. */
  readonly logged: Set<string>
}

/** What cannot be read now is asked again: the store comes back. The first line of a cause is logged. */
const every = async (
  { clock, ms, signal, log, logged }: Every,
  ask: Ask,
  publish: (messages: readonly RelayMessage[]) => void,
): Promise<void> => {
  const own = new Set<string>()
  do {
    try {
      publish(await ask())
      for (const line of own) logged.delete(line)
      own.clear()
    } catch (error) {
      const line = `relay: ${(error as Error).message}`
      if (!logged.has(line)) {
        logged.add(line)
        own.add(line)
        log(line, 'warn')
      }
    }
  } while (await pause(clock, ms, signal))
}
