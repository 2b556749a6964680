/** Loads the candles of a run as its settings say. */
import { hasCoreSpreads } from '../../operators/exchange/terms/commission.js'
import type { DataFolder } from '../../sources/files/folder.js'
import { loadMarket, type Market, type MarketInputs, marketOf, type ReplayMarket } from '../../sources/market.js'
import { openMarket } from '../../sources/open-market.js'
import type { RunSettings } from '../config/graph-program.js'

type RunMarketInputs = Pick<MarketInputs, 'data' | 'home' | 'lenient' | 'trust' | 'cache' | 'spreadFactor'> & {
  /** Candles of a store, which are read instead of `data`. */
  readonly stored?: DataFolder | undefined
}

/** With all candles in memory. */
export const loadRunMarket = (settings: RunSettings, inputs: RunMarketInputs): Promise<Market> => {
  const all = marketInputsOf(settings, inputs)
  return inputs.stored ? Promise.resolve(marketOf(inputs.stored, all)) : loadMarket(all)
}

/** With candles that are read while the run goes. */
export const openRunMarket = (settings: RunSettings, inputs: RunMarketInputs): Promise<ReplayMarket> =>
  openMarket(marketInputsOf(settings, inputs), inputs.stored)

const marketInputsOf = ({ run, broker }: RunSettings, { stored: _, ...inputs }: RunMarketInputs): MarketInputs => ({
  ...inputs,
  spreadFactor: (inputs.spreadFactor ?? 1) * run.spreadFactor,
  coreSpreads: hasCoreSpreads(broker.commission),
  ...(run.pairs ? { pairs: run.pairs } : {}),
  ...(run.instruments ? { instrumentsFile: run.instruments } : {}),
  ...(run.spreadModel ? { spreadModelFile: run.spreadModel } : {}),
})
