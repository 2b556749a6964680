/** Adds bid and ask from the spread model to candles that came without them. */
import type { CandleSeries } from '../model/candle-series.js'
import type { World } from '../model/world.js'
import { nyHour } from '../operators/calendar/new-york.js'
import { bidAskOf, readSpreadModel } from './spread-model.js'

/** `file`: the user's spread model; default: the packaged one. `core`: for an account that pays a commission. */
export const candleSides = (world: World, file?: string, core = false): ((series: CandleSeries) => CandleSeries) => {
  const model = readSpreadModel(file, core)
  const byName = new Map(world.instruments.map((instrument) => [instrument.name, instrument]))
  return (series) => {
    const instrument = byName.get(series.instrument)
    return instrument ? bidAskOf(series, instrument, model, nyHour) : series
  }
}
