/** Decimals of an instrument's prices. */
import { MINUTE_MS } from '../format/time-units.js'
import { useRead } from './use-read.js'

const USUAL = Object.freeze({ yen: 3, other: 5 })

export const usePrecision = (): ((instrument: string) => number) => {
  const { data } = useRead('/api/pairs', {}, { everyMs: MINUTE_MS })
  const known = new Map(data?.pairs.map((pair) => [pair.instrument, pair.displayPrecision]))
  return (instrument) => known.get(instrument) ?? (instrument.endsWith('JPY') ? USUAL.yen : USUAL.other)
}
