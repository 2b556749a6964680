/** Bid and ask of candles that the broker gave without them, as the spread model makes them. */
import type { CandleSeries } from '../model/candle-series.js'
import type { World } from '../model/world.js'
import { nyHour } from '../operators/calendar/new-york.js'
import { bidAskOf, readSpreadModel } from './spread-model.js'

/** `file`: a spread model of one's own; default the packaged one. */
export const candleSides = (world: World, file?: string): ((series: CandleSeries) => CandleSeries) => {
  const model = readSpreadModel(file)
  const byName = new Map(world.instruments.map((instrument) => [instrument.name, instrument]))
  return (series) => {
    const instrument = byName.get(series.instrument)
    return instrument ? bidAskOf(series, instrument, model, nyHour) : series
  }
}
