/** What a page may have to show: a million candles in the store, a hundred thousand trials in the ledger. */
import { createHash } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { TRADING_FROM_MS } from '../../../app/demo/market.js'
import { DAY_MS, MINUTE_MS } from '../../../lib/time-units.js'
import { keyName } from '../../../store/key.js'
import { KEYS } from '../../../store/keys.js'
import { pack } from '../../../store/pack.js'
import type { Store } from '../../../store/store.js'

const DAYS = 87
const BATCH = 1440

/** Minutes without a gap before the demo trades; the price is a wave, cheap to make. */
export const writeCandles = async (store: Store, pairs: readonly string[]): Promise<number> => {
  const fromMs = TRADING_FROM_MS - DAYS * DAY_MS
  for (const [n, instrument] of pairs.entries())
    for (let day = 0; day < DAYS; day++) {
      const members = Array.from({ length: BATCH }, (_, minute) => {
        const t = fromMs + day * DAY_MS + minute * MINUTE_MS
        const o = 1 + n / 10 + Math.sin((day * BATCH + minute) / 500) / 100
        const c = o + Math.sin(minute) / 5000
        const candle = { t, o, h: Math.max(o, c) + 0.0001, l: Math.min(o, c) - 0.0001, c, v: 20 }
        return [t, pack(KEYS.candles, candle)] as const
      })
      const key = keyName(KEYS.candles, { inst: instrument, gran: 'M1' })
      await store.write([{ op: 'sortedAdd', key, members }])
    }
  return DAYS * BATCH * pairs.length
}

const PER_WRITE = 10_000

export const writeTrials = (file: string, count: number): void => {
  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  const line = (n: number) =>
    JSON.stringify({
      ...{ t: 'trial', time: new Date(TRADING_FROM_MS - (count - n) * MINUTE_MS).toISOString() },
      ...{ resultHash: hash(`result ${n}`), configHash: hash(`config ${n}`), family: 'sep bench', dataHash: 'bench' },
      ...{ instruments: ['EUR_USD', 'USD_JPY'], from: '2023-12-01T00:00Z', to: '2024-03-01T00:00Z' },
      params: { look: n % 40, thr_bps: (n % 97) / 10, entry_cd: 60 * (n % 9), c_min: (n % 80) / 100 },
      ...{ trades: n % 700, meanBps: (n % 41) / 10 - 2, sdBps: 8.5, sharpe: (n % 41) / 85 - 0.2 },
    })
  for (let from = 0; from < count; from += PER_WRITE) {
    const lines = Array.from({ length: Math.min(PER_WRITE, count - from) }, (_, n) => line(from + n))
    appendFileSync(file, `${lines.join('\n')}\n`)
  }
}
