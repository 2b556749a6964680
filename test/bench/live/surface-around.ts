/**
 * The interface of `sep live` in the process of the day, and slices at a steady pace: at each the loop may be busy with something else.
 * `isRead`: another process reads, 200 times a second.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { frameReads } from '../../../api/model/frames/frame-reads.js'
import type { Model } from '../../../api/model/model.js'
import { deskControls } from '../../../app/surface/desk-controls.js'
import { openSurface } from '../../../app/surface/open-surface.js'
import { storePipeline } from '../../../app/surface/pipeline-reads.js'
import { storedReads } from '../../../app/surface/stored-reads.js'
import { systemClock } from '../../../lib/clock.js'
import { KERNEL_VERSION } from '../../../native-rs/index.js'
import type { ReadFigures } from '../rest/steady-reads.js'
import type { DaySession, Surroundings } from './surroundings.js'

const PER_SEC = 200
/** Not a multiple of the readers' five milliseconds, so that slices meet reads at all places. */
const PACE_MS = 12.3

export const surfaceAround =
  (isRead: boolean) =>
  async (session: DaySession): Promise<Surroundings> => {
    const frames = frameReads({ graph: session.graph, world: session.compiled.world })
    const surface = await openSurface({
      model: modelOf(session, frames),
      host: '127.0.0.1',
      port: 0,
      clock: systemClock,
      log: () => undefined,
    })
    const reads: { current: ReturnType<typeof startReads> | null } = { current: null }
    let dueMs = 0
    return {
      sinks: [frames, surface.relay.sinkOf(frames)],
      sliceMs: async (isMeasured) => {
        if (!isMeasured) return performance.now()
        if (isRead) reads.current ??= startReads(surface.url)
        dueMs = Math.max(performance.now(), dueMs + PACE_MS)
        // Turns of the loop rather than a timer: a read that is served when the slice comes counts whole.
        while (performance.now() < dueMs) await systemClock.yield()
        return dueMs
      },
      close: async () => {
        const figures = await reads.current?.end()
        await surface.close()
        return figures
          ? { readsPerSec: figures.requestsPerSec, readP99Ms: figures.p99Ms, readsFailed: figures.failed }
          : {}
      },
    }
  }

const startReads = (url: string) => {
  const child = fork(fileURLToPath(new URL('../rest/reader-process.js', import.meta.url)), [url, String(PER_SEC)])
  return {
    end: async (): Promise<ReadFigures> => {
      child.send('end')
      const [figures] = (await once(child, 'message')) as [ReadFigures]
      return figures
    },
  }
}

/** As `sep live` shows itself, without a session's own figures. */
const modelOf = ({ account, store, clock }: DaySession, frames: Model['frames']): Model => {
  const started = {
    ...{ startedMs: clock.nowMs(), version: '', node: process.version, kernel: KERNEL_VERSION },
    ...{ environment: 'paper' as const, speed: 1, rssBytes: 0, eventLoopLagP99Ms: null, log: [] },
  }
  const status = () => ({
    ...{ owner: 'bench', atMs: clock.nowMs(), phase: 'running' as const, reasons: [], instruments: {} },
    ...{ session: null, process: started },
  })
  const nothing = () => []
  return {
    account,
    frames,
    pipeline: storePipeline({
      ...{ account, store, clock, alarms: nothing, alarmChanges: nothing, newestMs: frames.tsMs },
      parts: () => [{ part: 'all', silent: false, status: status() }],
      process: () => started,
      switches: () => ({ killSwitch: false, global: false, paused: false }),
      answeredBy: { process: 'live', name: 'bench', startedMs: started.startedMs },
    }),
    store: storedReads(store, account, clock),
    controls: deskControls({ store, account, clock }),
  }
}
