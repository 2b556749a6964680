/** Market data for SEP's graphs, as a library: `import { createSlicer, loadMarket } from 'sep/sources'`. */
export type { CandleSeries } from '../model/candle-series.js'
export { type DataFolder, type FolderOptions, readDataFolder } from './files/folder.js'
export { writeSeries } from './files/write-folder.js'
export { conversionPairs, loadInstruments } from './instruments.js'
export type { SeriesFacts } from './series-facts.js'
export { type CandleBatch, loadMarket, type Market, type MarketInputs, type ReplayMarket } from './market.js'
export { openMarket } from './open-market.js'
export {
  type ControlRow,
  createSlicer,
  type LiveSpan,
  REPLAY_CONTROL,
  replayBatches,
  replayFrames,
  type Slicer,
  type SlicerOptions,
} from './slicer.js'
export type { HeldQuotes, LatestPrices } from './slices/quotes.js'
export { bidAskOf, readSpreadModel, type SpreadModel } from './spread-model.js'
export { type SyntheticInputs, type SyntheticMarket, SYNTHETIC_PAIRS, syntheticMarket } from './synthetic/market.js'
