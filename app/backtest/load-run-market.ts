/** Loads the candles of a run as its settings say. */
import { loadMarket, type Market, type MarketInputs } from '../../sources/market.js'
import type { RunSettings } from '../config/graph-program.js'

export const loadRunMarket = (
  { run }: RunSettings,
  inputs: Pick<MarketInputs, 'data' | 'home' | 'lenient' | 'cache'>,
): Promise<Market> =>
  loadMarket({
    ...inputs,
    ...(run.pairs ? { pairs: run.pairs } : {}),
    ...(run.instruments ? { instrumentsFile: run.instruments } : {}),
    ...(run.spreadModel ? { spreadModelFile: run.spreadModel } : {}),
  })
