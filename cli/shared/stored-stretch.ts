/** Candles of the store as the user names them: `valkey:EUR_USD:2026-11-24:2026-11-25`. */
import type { StoredChoice } from '../../app/store-jobs/stored-data.js'
import { SepError } from '../../model/error-codes.js'
import { DAY_MS } from '../../lib/time-units.js'
import { timeFlag } from './flags.js'

const PREFIX = 'valkey:'
const LIST = /^([A-Z0-9]{2,}_[A-Z]{3}(,[A-Z0-9]{2,}_[A-Z]{3})*)?$/
/** Year 2100. */
const LAST_MS = 4_102_444_800_000

export interface StoredStretch {
  readonly instrument: string
  readonly fromMs: number
  /** Exclusive. */
  readonly toMs: number
  /** Exactly one UTC day. */
  readonly isDay: boolean
}

export const isStored = (text: string): boolean => text.startsWith(PREFIX)

/** `valkey:` (all instruments), `valkey:EUR_USD,USD_JPY`, or a stretch of one. */
export const storedChoice = (text: string): StoredChoice => {
  const list = text.slice(PREFIX.length)
  if (LIST.test(list)) return { instruments: list === '' ? null : list.split(','), fromMs: 0, toMs: LAST_MS }
  const { instrument, fromMs, toMs } = storedStretch(text)
  return { instruments: [instrument], fromMs, toMs }
}

/** Times may contain colons: the text is split where both halves are times. */
export const storedStretch = (text: string): StoredStretch => {
  const [, instrument, times] = /^valkey:([A-Z0-9]{2,}_[A-Z]{3}):(.+)$/.exec(text) ?? []
  for (const { index } of (times ?? '').matchAll(/:/g)) {
    const from = timeOf(times!.slice(0, index))
    const to = timeOf(times!.slice(index + 1))
    if (from === null || to === null) continue
    if (from >= to) throw new SepError('bad-argument', `${text}: ends before it begins`)
    return { instrument: instrument!, fromMs: from, toMs: to, isDay: from % DAY_MS === 0 && to - from === DAY_MS }
  }
  throw new SepError('bad-argument', `${text}: write valkey:EUR_USD:2026-11-24:2026-11-25 or with times like 08:00Z`)
}

const timeOf = (text: string): number | null => {
  if (!/^\d{4}-\d\d-\d\d(T\d\d(:\d\d){1,2}(\.\d+)?(Z|[+-]\d\d:\d\d)?)?$|^\d{10,}$/.test(text)) return null
  try {
    return timeFlag('--input', text)
  } catch {
    return null
  }
}
