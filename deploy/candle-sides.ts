/** Bid and ask of candles that the broker gave without them, as the spread model makes them. */
import type { CandleSeries } from '../graph/series.js'
import type { World } from '../graph/world.js'
import { nyHour } from '../operators/calendar/new-york.js'
import { bidAskOf, readSpreadModel } from '../sources/spread-model.js'

/** `file`: a spread model of one's own; default the packaged one. */
export const candleSides = (world: World, file?: string): ((series: CandleSeries) => CandleSeries) => {
  const model = readSpreadModel(file)
  const byName = new Map(world.instruments.map((instrument) => [instrument.name, instrument]))
  return (series) => {
    const instrument = byName.get(series.instrument)
    return instrument ? bidAskOf(series, instrument, model, nyHour) : series
  }
}
