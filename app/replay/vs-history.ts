/** Loads downloaded history for the instruments of a journal and compares the candles of both. */
import { canonicalJson } from '../../graph/engine/hash/hash.js'
import type { GraphOf } from '../../streams/journal/graph-file.js'
import type { SliceRecord, StartRecord } from '../../streams/journal/records.js'
import { worldFrom } from '../../model/world.js'
import { compareHistory, type HistoryComparer, type HistoryComparison } from './compare-history.js'
import { hasCoreSpreads } from '../../operators/exchange/terms/commission.js'
import { loadMarket } from '../../sources/market.js'
import { cacheFolder } from '../config/cache-folder.js'
import type { Settings } from '../config/settings.js'

export interface VsHistory {
  look(record: SliceRecord, start: StartRecord): Promise<void>
  result(): HistoryComparison
}

/** What is done about bad rows of the files. */
interface FileTrust {
  readonly lenient?: boolean
  readonly trust?: boolean
}

/** Loads history at the first slice, when the instruments are known, and again if a later start has other instruments. */
export const vsHistory = (data: readonly string[], graphOf: GraphOf, read: FileTrust = {}): VsHistory => {
  const comparers = new Map<string, HistoryComparer>()
  const open = async (start: StartRecord): Promise<HistoryComparer> => {
    const world = worldFrom(start.world)
    const { run, broker } = start.config as Settings
    const { spreadModel, instruments } = run
    const market = await loadMarket({
      data,
      pairs: world.instruments.filter((_, k) => world.traded[k] === 1).map(({ name }) => name),
      home: world.home,
      lenient: read.lenient ?? false,
      trust: read.trust ?? false,
      cache: cacheFolder(),
      // A journal from before commissions has no such setting.
      coreSpreads: hasCoreSpreads(broker.commission ?? 'none'),
      ...(spreadModel ? { spreadModelFile: spreadModel } : {}),
      ...(instruments ? { instrumentsFile: instruments } : {}),
    })
    return compareHistory(
      graphOf(start.graph.split(':')[0] as string, start.config, start.graphFile),
      world,
      market.series,
    )
  }
  return {
    look: async (record, start) => {
      const key = canonicalJson(start.world)
      const comparer = comparers.get(key) ?? (await open(start))
      comparers.set(key, comparer)
      comparer.look(record)
    },
    result: () => {
      const all = [...comparers.values()].map((comparer) => comparer.result())
      return {
        minutes: all.reduce((sum, { minutes }) => sum + minutes, 0),
        differing: all.reduce((sum, { differing }) => sum + differing, 0),
        first: all.flatMap(({ first }) => first),
      }
    },
  }
}
