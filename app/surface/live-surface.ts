/** The interface of `sep live`: its own frames and facts, the controls and the ledger of its store. */
import { liveApp } from '../../api/live-app.js'
import { accountLedger } from '../../api/model/ledger/account-ledger.js'
import type { Model } from '../../api/model/model.js'
import type { Clock } from '../../lib/clock.js'
import type { HttpListener } from '../../lib/listen.js'
import type { Logger } from '../../lib/logger.js'
import { SECOND_MS } from '../../lib/time-units.js'
import type { ProcessFacts } from '../../store/pipeline-status.js'
import type { ProcessMonitor } from '../live/monitoring/process-monitor.js'
import type { LiveInputs, SessionInputs } from '../live/session.js'
import { deskControls } from './desk-controls.js'
import { graphOfRun } from './graph-of-run.js'
import { keepHistory } from './history/keep-history.js'
import { namedGraphs } from './named-graphs.js'
import { openSurface, type SurfaceInputs } from './open-surface.js'
import { ownFrames } from './own-frames.js'
import type { KnownPart } from './pipeline-documents.js'
import { storePipeline } from './pipeline-reads.js'
import { storedReads } from './stored-reads.js'
import { storeWatch } from './store-watch.js'

export interface LiveSurfaceInputs
  extends Pick<LiveInputs, 'store' | 'target' | 'own' | 'host' | 'port' | 'apiTokenFile' | 'studies'> {
  readonly owner: string
  readonly monitor: ProcessMonitor
  /** Of the trading, for the metrics. */
  readonly samples: SurfaceInputs['samples']
  readonly process: () => ProcessFacts
  readonly clock: Clock
  readonly log: Logger
}
export interface LiveSurface extends HttpListener {
  /** Until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
  readonly observers: NonNullable<SessionInputs['observers']>
}

/** What a session knows is collected at most so often. */
const FRESH_MS = SECOND_MS / 4

export const liveSurface = async (inputs: LiveSurfaceInputs): Promise<LiveSurface> => {
  const { store, target, own, owner, monitor, clock, log, host, port } = inputs
  const account = target.accountId
  const history = keepHistory({ store, account, log })
  const frames = ownFrames({
    store,
    account,
    clock,
    log,
    graphOf: await graphOfRun(account, own),
    // The interface is open before the first slice comes.
    sinks: (reads) => [listener.relay.sinkOf(reads), history.sinkOf(reads)],
  })
  const watch = storeWatch(store, account, clock)
  const parts = ownPart(inputs)
  const model: Model = {
    account,
    get frames() {
      return frames.frames()
    },
    pipeline: storePipeline({
      ...{ account, store, clock, parts, process: inputs.process, newestMs: frames.tsMs, alarms: watch.alarms },
      alarmChanges: watch.alarmChanges,
      answeredBy: { process: 'live', name: owner, startedMs: inputs.process().startedMs },
      switches: () => {
        const { session } = parts()[0]!.status
        const known = watch.switches()
        // As the pipeline obeys them.
        return session ? { ...known, killSwitch: session.killSwitch, paused: session.paused } : known
      },
    }),
    store: storedReads(store, account, clock),
    ledger: accountLedger(store, account),
    controls: deskControls({ store, account, clock }),
    ...inputs.studies,
    graphs: namedGraphs(),
  }
  const listener = await openSurface({
    ...{ model, host, port, tokenFile: inputs.apiTokenFile, store, clock, log, samples: inputs.samples ?? [] },
    before: (app, access) =>
      liveApp(monitor.ports, {
        app,
        mayRead: async (request) => (await access.authorize(request)).scope !== 'public',
      }),
  })
  return {
    ...listener,
    close: async () => {
      await listener.close()
      await history.idle()
    },
    observers: (compiled) => [frames.sink(compiled)],
    run: async (signal) => {
      // A fault of the display ends the display, never the trading.
      const displayed = (what: string, run: (until: AbortSignal) => Promise<void>) =>
        run(signal).catch((error: unknown) => log(`${what} are no longer followed: ${String(error)}`, 'warn'))
      await Promise.all([displayed('figures of the journal', frames.run), displayed('alarms', watch.run)])
    },
  }
}

const ownPart = ({ owner, monitor, process, clock }: LiveSurfaceInputs): (() => readonly KnownPart[]) => {
  const collect = (): readonly KnownPart[] => {
    const reasons = [...monitor.ports.reasons()]
    const now = { owner, atMs: Math.floor(clock.nowMs()), phase: monitor.ports.phase(), reasons }
    return [{ part: 'all', silent: false, status: { ...now, ...monitor.shown(), process: process() } }]
  }
  const held: { parts: readonly KnownPart[]; atMs: number } = { parts: [], atMs: Number.NEGATIVE_INFINITY }
  return () => {
    const nowMs = clock.monotonicMs()
    if (nowMs - held.atMs >= FRESH_MS) Object.assign(held, { parts: collect(), atMs: nowMs })
    return held.parts
  }
}
