/** Loads the candles of a run as its settings say. */
import { hasCoreSpreads } from '../../operators/exchange/terms/commission.js'
import type { DataFolder } from '../../sources/files/folder.js'
import { loadMarket, type Market, type MarketInputs, marketOf } from '../../sources/market.js'
import type { RunSettings } from '../config/graph-program.js'

export const loadRunMarket = (
  { run, broker }: RunSettings,
  {
    stored,
    ...inputs
  }: Pick<MarketInputs, 'data' | 'home' | 'lenient' | 'trust' | 'cache' | 'spreadFactor'> & {
    /** Candles of a store, which are read instead of `data`. */
    readonly stored?: DataFolder | undefined
  },
): Promise<Market> => {
  const all: MarketInputs = {
    ...inputs,
    spreadFactor: (inputs.spreadFactor ?? 1) * run.spreadFactor,
    coreSpreads: hasCoreSpreads(broker.commission),
    ...(run.pairs ? { pairs: run.pairs } : {}),
    ...(run.instruments ? { instrumentsFile: run.instruments } : {}),
    ...(run.spreadModel ? { spreadModelFile: run.spreadModel } : {}),
  }
  return stored ? Promise.resolve(marketOf(stored, all)) : loadMarket(all)
}
