/** PipelineReads of `sep live` and `sep api`: the same figures from the same documents, made in this process or read from the store. */
import type { PipelineReads, PipelineState } from '../../api/model/pipeline-reads.js'
import type { Clock } from '../../lib/clock.js'
import { isStoreFault } from '../../store/store-fault.js'
import type { Store } from '../../store/store.js'
import type { ProcessFacts } from '../../store/pipeline-status.js'
import type { AlarmChange, StoredAlarm } from '../../streams/alarms/read-alarms.js'
import type { KnownPart } from './pipeline-documents.js'
import { nodeStatsOf, pipelineState, type SurfaceSwitches } from './pipeline-state.js'
import { storedSystem } from './stored-system.js'

export interface PipelineReadsInputs {
  readonly account: string
  readonly store: Store
  readonly clock: Clock
  readonly answeredBy: PipelineState['answeredBy']
  readonly parts: () => readonly KnownPart[]
  readonly switches: () => SurfaceSwitches
  /** Newest first. */
  readonly alarms: () => readonly StoredAlarm[]
  /** Oldest first. */
  readonly alarmChanges: () => readonly AlarmChange[]
  /** Of the process that answers. */
  readonly process: () => ProcessFacts
  /** Event time of the newest slice; null = none. */
  readonly newestMs: () => number | null
}

export const storePipeline = (inputs: PipelineReadsInputs): PipelineReads => {
  const { account, store, clock, answeredBy, parts, switches } = inputs
  const sessions = () => parts().flatMap(({ status }) => status.session ?? [])
  const trading = () => sessions().flatMap((session) => session.account ?? [])[0]
  return {
    nowMs: clock.nowMs,
    state: () =>
      pipelineState({ account, parts: parts(), switches: switches(), answeredBy, nowMs: Math.floor(clock.nowMs()) }),
    alarms: () => inputs.alarms().map(shownAlarm),
    alarmChanges: () => inputs.alarmChanges().map(({ id, alarm }) => ({ id, alarm: shownAlarm(alarm) })),
    nodeStats: () => nodeStatsOf(parts(), inputs.newestMs()),
    prices: () => sessions()[0]?.prices ?? [],
    openTrades: () =>
      (trading()?.openTrades ?? []).map(({ own, ...trade }) => ({
        ...trade,
        stopPrice: null,
        takePrice: null,
        unrealizedPl: null,
        owner: own ? 'sep' : 'foreign',
      })),
    lastTransactionId: () => trading()?.lastTransactionId ?? null,
    system: async () => {
      const { startedMs, version, node, kernel, rssBytes, eventLoopLagP99Ms } = inputs.process()
      const nowMs = Math.floor(clock.nowMs())
      const about = { startedMs, version, node, kernel, rssBytes, eventLoopLagP99Ms }
      const shown = parts()
      return {
        process: {
          ...about,
          name: answeredBy.name,
          kind: answeredBy.process,
          uptimeMs: nowMs - startedMs,
          graphHash: sessions()[0]?.graphHash ?? '',
        },
        parts: shown.map(({ part, status }) => ({
          part,
          owner: status.owner,
          phase: status.phase,
          atMs: status.atMs,
          graphHash: status.session?.graphHash ?? null,
        })),
        ...(await storedSystem(store, account).catch((error: unknown) => {
          if (!isStoreFault(error)) throw error
          return {
            store: { kind: store.kind, reachable: false, durable: null, text: error.message },
            lease: null,
            streams: [],
          }
        })),
        log: shown.flatMap(({ status }) => status.process?.log ?? []),
      }
    },
  }
}

const shownAlarm = ({ owner: _, part: __, unwatched = false, ...alarm }: StoredAlarm) => ({ ...alarm, unwatched })
