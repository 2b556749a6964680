/** Manifolds of one UTC day, from the candles that the store keeps: `sep manifold --input valkey:` makes the same of them. */
import type { Clock } from '../../lib/clock.js'
import type { Store } from '../../store/store.js'
import type { CandleSeries } from '../../model/candle-series.js'
import { storedCandles } from '../../sources/valkey-candles.js'
import { keyName } from '../../store/key.js'
import { KEYS } from '../../store/keys.js'
import { pack } from '../../store/pack.js'
import { manifold, type ManifoldOptions } from '../../studies/manifold.js'
import { manifoldText } from '../../studies/manifold/text.js'
import type { Settings } from '../config/settings.js'
import { DAY_MS } from '../../lib/time-units.js'
import { isoDate } from '../../lib/iso-time.js'

export interface DayManifoldInputs {
  readonly store: Store
  readonly clock: Clock
  readonly instruments: readonly string[]
  readonly settings: Settings
}

/** As the graph computes its metrics. */
export const manifoldOptions = ({ qfh, qbsa }: Settings): ManifoldOptions => ({
  view: 'causal',
  signaturePrecision: qfh.signaturePrecision,
  lookbackMinutes: qfh.echoLookbackMinutes,
  noVolume: qbsa.noVolume,
})

/**
 * Writes those of the instruments that have candles on the day that starts at `dayMs`, which ended `ageMs` ago; gives their number. Lets
 * others run between two instruments.
 */
export const writeDayManifolds = async (inputs: DayManifoldInputs, dayMs: number, ageMs = 0): Promise<number> => {
  const { store, clock } = inputs
  let made = 0
  for (const instrument of inputs.instruments) {
    const { series } = await storedCandles(store, instrument, dayMs, dayMs + DAY_MS)
    if (series.tMs.length === 0) continue
    await writeManifold(store, series, dayMs, manifoldOptions(inputs.settings), ageMs)
    made++
    await clock.yield()
  }
  return made
}

/** Writes the manifold of a series of one day; gives its key. */
export const writeManifold = async (
  store: Store,
  series: CandleSeries,
  dayMs: number,
  options: ManifoldOptions,
  ageMs = 0,
): Promise<string> => {
  const date = isoDate(dayMs)
  const key = keyName(KEYS.manifold, { inst: series.instrument, date })
  const text = [...manifoldText(manifold(series, options))].join('')
  const ttlMs = Math.max(DAY_MS, (KEYS.manifold.ttlMs as number) - ageMs)
  // Times in nanoseconds are whole minutes, which a double holds exactly.
  await store.write([{ op: 'set', key, value: pack(KEYS.manifold, JSON.parse(text)), ttlMs }])
  return key
}
