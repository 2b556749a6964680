/** A status as a paper account of so many instruments would have it; figures are made up, types are those of the contract. */
import type { PositionView, StatusView } from '../../../api/contract/status.js'
import { HOUR_MS, MINUTE_MS } from '../../../lib/time-units.js'

export const SAMPLE_TS_MS = Date.UTC(2024, 2, 5, 12, 27)
const CURRENCIES = ['USD', 'EUR', 'GBP', 'AUD', 'NZD', 'CAD', 'CHF', 'JPY', 'SEK', 'NOK']
const SEVEN = ['EUR_USD', 'GBP_USD', 'USD_JPY', 'USD_CHF', 'AUD_USD', 'NZD_USD', 'USD_CAD']

/** At most 45 pairs, the majors first. */
export const samplePairs = (count: number): readonly string[] => {
  const crosses = CURRENCIES.flatMap((base, n) => CURRENCIES.slice(n + 1).map((quote) => `${base}_${quote}`))
  return [...new Set([...SEVEN, ...crosses])].slice(0, count)
}

const REASONS = [
  ['spread', 'spread 4.01 bps, at most 2.50', 4.01, 2.5],
  ['gate', 'direction short; gate off: −1,069 bps in 783 shadow trades, floor 0', -1069, 0],
  ['no_direction', 'no direction: slope −9.4 bps but price above its mean', -9.4, 0],
  ['cooldown', 'cooldown: entry possible from 12:29', null, null],
  ['rank', 'direction long, all guards pass; no place: rank 4 of 3', 4, 3],
] as const

export const samplePosition = (instrument: string, tsMs: number, more: Partial<PositionView> = {}): PositionView => ({
  instrument,
  side: 'long',
  units: 249_534,
  entryPrice: 0.83692,
  stopPrice: 0.83649,
  takePrice: 0.83772,
  stopDistance: 129.31,
  openPnl: -39.71,
  openedMs: tsMs - 6 * MINUTE_MS,
  owner: 'sep',
  trades: 4,
  ...more,
})

export const sampleStatus = (count = 8, tsMs = SAMPLE_TS_MS, more: Partial<StatusView> = {}): StatusView => {
  const pairs = samplePairs(count)
  const held = pairs.includes('USD_CHF') ? [samplePosition('USD_CHF', tsMs)] : []
  return {
    account: '101-001-1234567-001',
    tsMs,
    asOfMs: tsMs + MINUTE_MS + 3000,
    stale: false,
    environment: 'paper',
    answeredBy: { process: 'live', name: 'live-1', startedMs: tsMs - 5 * HOUR_MS },
    version: '0.1.0',
    graphHash: '313adbc47ef60b1c',
    speed: 1,
    phase: 'running',
    warmup: null,
    ready: true,
    reasons: [],
    dueMs: tsMs,
    streams: {
      prices: { connected: true, ageMs: 400 },
      transactions: { connected: true, ageMs: 2100 },
      candles: { connected: true, ageMs: 3000 },
    },
    killSwitch: { on: false, global: false },
    paused: false,
    currency: 'USD',
    nav: 99_777.49,
    balance: 99_817.2,
    openPnl: -39.71,
    dayPnl: -222.51,
    drawdownPct: 0.25,
    marginUsed: 24_900,
    marginAvailable: 74_877.49,
    latches: [
      { code: 'daily_loss', value: 222.51, limit: 3000, unit: 'money', used: 0.074, tripped: false },
      { code: 'drawdown', value: 0.25, limit: 10, unit: 'pct', used: 0.025, tripped: false },
      { code: 'margin', value: 24.9, limit: 30, unit: 'pct', used: 0.83, tripped: false },
    ],
    positions: held,
    why: pairs.map((instrument, n) => {
      const [code, text, value, bound] = REASONS[n % REASONS.length] as (typeof REASONS)[number]
      if (instrument === 'USD_CHF')
        return { instrument, code: 'held', text: 'holding: slope 7.8 bps, exits below −1.0', value: 7.8, bound: -1 }
      return { instrument, code, text, value, bound }
    }),
    alarms: [
      {
        id: 'a17',
        code: 'pair_locked',
        severity: 'warning',
        text: 'GBP_USD locked until 14:05: 3 stops within 2 h',
        startMs: tsMs - 22 * MINUTE_MS,
        endMs: null,
        count: 1,
        acknowledgedBy: null,
        unwatched: false,
      },
    ],
    unknownOrders: [],
    frozen: [],
    nextEvent: { kind: 'close', atMs: tsMs + 213 * MINUTE_MS, instruments: [] },
    trades: 8,
    wins: 3,
    costs: 104.21,
    refused: { spread: 12 },
    ...more,
  }
}
