/** Loads the candles of a run as its settings say. */
import { hasCoreSpreads } from '../../operators/exchange/terms/commission.js'
import { loadMarket, type Market, type MarketInputs } from '../../sources/market.js'
import type { RunSettings } from '../config/graph-program.js'

export const loadRunMarket = (
  { run, broker }: RunSettings,
  inputs: Pick<MarketInputs, 'data' | 'home' | 'lenient' | 'trust' | 'cache'>,
): Promise<Market> =>
  loadMarket({
    ...inputs,
    coreSpreads: hasCoreSpreads(broker.commission),
    ...(run.pairs ? { pairs: run.pairs } : {}),
    ...(run.instruments ? { instrumentsFile: run.instruments } : {}),
    ...(run.spreadModel ? { spreadModelFile: run.spreadModel } : {}),
  })
