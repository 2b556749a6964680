/** Manifolds of one UTC day from stored candles: the same as `sep manifold --input valkey:` computes. */
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

/** The options that match the metrics of the graph. */
export const manifoldOptions = ({ qfh, qbsa }: Settings): ManifoldOptions => ({
  view: 'causal',
  signaturePrecision: qfh.signaturePrecision,
  lookbackMinutes: qfh.echoLookbackMinutes,
  noVolume: qbsa.noVolume,
})

/**
 * Writes the manifolds of the day that starts at `dayMs` and ended `ageMs` ago; returns how many instruments have candles on it. Yields
 * between instruments.
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

/** Writes the manifold of one day's series; returns its key. */
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
  // The times in nanoseconds are whole minutes, which a double represents exactly.
  await store.write([{ op: 'set', key, value: pack(KEYS.manifold, JSON.parse(text)), ttlMs }])
  return key
}
