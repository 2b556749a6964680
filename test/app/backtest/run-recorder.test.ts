/** The files of a run folder agree with each other and with the account. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Frame } from '../../../graph/engine/run/frame.js'
import { REASONS } from '../../../model/codes.js'
import type { CandleSeries } from '../../../model/candle-series.js'
import { recordRun, type RunRecord } from '../../../app/backtest/run-recorder.js'
import { sepProgram } from '../../../app/config/graph-program.js'
import type { Settings } from '../../../app/config/settings.js'
import type { OrderLine } from '../../../streams/decisions/order-lines.js'
import type { PairFunnel } from '../../../sinks/run/funnel.js'
import { changeFuture, MARKET_START_MS, randomMarket } from '../../support/random-market.js'
import { eager, runSep, runTexts } from '../../support/sep-run.js'
import { PLAIN_MARKET } from './plain-market.js'
import { MINUTE_MS } from '../../../lib/time-units.js'

const CAPITAL = 100_000

interface Options {
  readonly settings?: Settings
  readonly home?: string
  readonly cuts?: readonly number[]
  readonly look?: (frame: Frame) => void
}
/** Runs the whole graph over the series; returns the summary and the files as objects. */
const runFolder = (series: readonly CandleSeries[], options: Options = {}) => {
  const { settings = eager(), home = 'USD', look, ...rest } = options
  let record: RunRecord | undefined
  runSep(series, {
    ...rest,
    settings,
    home,
    look: (frame, compiled) => {
      record ??= recordRun({
        compiled,
        market: PLAIN_MARKET,
        home,
        program: sepProgram(settings),
        versions: {},
        verify: false,
      })
      for (const sink of record.sinks) void sink.write(frame)
      look?.(frame)
    },
  })
  const { summary, files: written } = record!.finish()
  const files = runTexts(written())
  return {
    summary,
    files,
    trades: csv(files['trades.csv']),
    equity: csv(files['equity.csv']),
    orders: files['orders.ndjson']
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as OrderLine),
    guards: JSON.parse(files['guards.json']) as {
      readonly pairs: { readonly [name: string]: PairFunnel }
      readonly refused: Record<string, number>
    },
  }
}
const csv = (text: string): Record<string, string>[] => {
  const [head, ...lines] = text.trim().split('\n')
  const names = head!.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, n) => [names[n]!, cell])))
}
const sum = (rows: readonly Record<string, string>[], name: string) =>
  rows.reduce((total, row) => total + Number(row[name]), 0)

const EURO = { names: ['EUR_JPY', 'EUR_USD', 'USD_JPY'], home: 'EUR' }
const DOLLAR = { names: ['EUR_USD', 'GBP_USD', 'USD_JPY'], home: 'USD' }
/** Positions in these are held over 17:00 New York: Sydney opens before New York closes. */
const PACIFIC = { names: ['AUD_USD', 'NZD_USD', 'USD_JPY'], home: 'USD' }
const EVENING_MS = MARKET_START_MS + 10 * 60 * MINUTE_MS
const RATE = { longRate: -0.05, shortRate: 0.03, daysCharged: [1, 1, 3, 1, 1, 0, 0] }
const FINANCED = () => {
  const settings = eager()
  return {
    ...settings,
    broker: { ...settings.broker, financing: { AUD_USD: RATE, NZD_USD: { ...RATE, longRate: -0.01 } } },
  }
}

describe('figures for a reader', () => {
  /** Decimals of every number of a JSON document, without the settings. */
  const decimalsOf = (document: unknown, path = ''): { path: string; decimals: number }[] => {
    if (typeof document === 'number') return [{ path, decimals: (String(document).split('.')[1] ?? '').length }]
    if (document === null || typeof document !== 'object' || path === '.config') return []
    return Object.entries(document).flatMap(([name, value]) => decimalsOf(value, `${path}.${name}`))
  }

  test('money has four decimals, a share six, a price or distance of an order one more than its instrument', () => {
    const { files, orders } = runFolder(randomMarket({ seed: 3, minutes: 900, ...DOLLAR }))
    const recorded = decimalsOf(JSON.parse(files['run.json'])).concat(decimalsOf(JSON.parse(files['guards.json'])))
    expect(recorded.filter(({ decimals }) => decimals > 6)).toEqual([])
    const money = recorded.filter(({ path }) => /net|nav|bps|turnover|costs/i.test(path) && !/exposure/.test(path))
    expect(money.length).toBeGreaterThan(8)
    expect(money.filter(({ decimals }) => decimals > 4)).toEqual([])
    const most = (instrument: string) => (instrument === 'USD_JPY' ? 4 : 6)
    expect(orders.filter(({ stopDistance }) => stopDistance !== undefined).length).toBeGreaterThan(10)
    expect(orders.filter((line) => decimalsOf(line).some(({ decimals }) => decimals > most(line.instrument)))).toEqual(
      [],
    )
    for (const row of csv(files['equity.csv'])) expect(row['balance']).toMatch(/^\d+(\.\d{1,4})?$/)
  })

  test('only files are rounded: the summary in the process is exact', () => {
    const { files, summary } = runFolder(randomMarket({ seed: 3, minutes: 900, ...DOLLAR }))
    const { summary: recorded } = JSON.parse(files['run.json']) as { summary: typeof summary }
    expect(recorded.figures.costs).not.toBe(summary.figures.costs)
    expect(recorded.figures.costs).toBeCloseTo(summary.figures.costs, 4)
    expect(recorded.outputHash).toBe(summary.outputHash)
  })
})

describe('trades.csv', () => {
  test('net over all rows is final NAV minus capital, to the cent, with open positions and any home currency', () => {
    let withOpen = 0
    let partly = 0
    let converted = 0
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.integer({ min: 200, max: 420 }),
        fc.constantFrom(EURO, DOLLAR),
        (seed, minutes, { names, home }) => {
          const { trades, summary } = runFolder(randomMarket({ seed, minutes, names, missingPerMille: 30 }), { home })
          const open = trades.filter((trade) => trade['exitReason'] === 'open')
          if (open.length > 0) withOpen++
          if (open.some((trade) => Number(trade['conversionCost']) > 0)) converted++
          if (trades.length > open.length) partly++
          expect(Math.abs(sum(trades, 'net') - (summary.nav - CAPITAL))).toBeLessThan(0.005)
          expect(summary.net).toBeCloseTo(summary.nav - CAPITAL, 6)
          for (const trade of trades) {
            const costs = Number(trade['spreadCost']) + Number(trade['slippageCost']) + Number(trade['conversionCost'])
            expect(Number(trade['gross']) - costs + Number(trade['financing'])).toBeCloseTo(Number(trade['net']), 3)
            expect(Number(trade['net']) / Number(trade['notional'])).toBeCloseTo(Number(trade['netBps']) / 1e4, 6)
            for (const name of ['notional', 'spreadCost', 'slippageCost'])
              expect(Number(trade[name])).toBeGreaterThan(0)
            for (const name of ['maeBps', 'mfeBps']) expect(Number(trade[name])).toBeGreaterThanOrEqual(0)
            expect(Date.parse(trade['entryTime']!)).toBe(Number(trade['entryTsMs']))
            expect(Number(trade['exitTsMs'])).toBeGreaterThan(Number(trade['entryTsMs']))
            expect(['gated', 'filled']).toContain(trade['place'])
          }
        },
      ),
      { numRuns: 24 },
    )
    expect([withOpen > 5, converted > 2, partly > 5]).toEqual([true, true, true])
  })

  test('financing booked on open trades is in their rows', () => {
    let financed = 0
    for (let seed = 1; seed <= 12; seed++) {
      const series = randomMarket({ seed, minutes: 260 + 5 * seed, names: PACIFIC.names, startMs: EVENING_MS })
      const { trades, summary } = runFolder(series, { settings: FINANCED() })
      const open = trades.filter((trade) => trade['exitReason'] === 'open')
      if (sum(open, 'financing') !== 0) financed++
      expect(Math.abs(sum(trades, 'net') - (summary.nav - CAPITAL))).toBeLessThan(0.005)
      expect(summary.statements.at(-1)).toMatch(/^Financing of -?\d+\.\d\d USD is included in the results/)
    }
    expect(financed).toBeGreaterThan(1)
  })

  test('closed trades are those of the node performance, column by column; all frames give the same files', () => {
    const series = randomMarket({ seed: 3, minutes: 900, missingPerMille: 30 })
    const recorded: Record<string, number>[] = []
    const whole = runFolder(series, {
      look: (frame) => {
        const result = frame.columns['performance'] as unknown as Record<string, Float64Array>
        for (let e = 0; e < result['at']![frame.slices]!; e++)
          recorded.push(Object.fromEntries(EVENTS.map(([name]) => [name, result[name]![e]!])))
      },
    })
    expect(recorded.length).toBeGreaterThan(10)
    recorded.forEach((event, n) => {
      for (const [name, column] of EVENTS) {
        const cell = whole.trades[n]![column]!
        const value = event[name]!
        if (name.endsWith('Reason')) expect(cell).toBe(REASONS[value])
        else if (name === 'filledPlace') expect(cell).toBe(value ? 'filled' : 'gated')
        else expect(Math.abs(Number(cell) - value)).toBeLessThan(1e-4)
      }
    })
    const cut = runFolder(series, { cuts: [7, 61, 1] })
    expect(cut.trades).toEqual(whole.trades)
    for (const name of ['orders.ndjson', 'guards.json'] as const) expect(cut.files[name]).toBe(whole.files[name])
  })

  test('the place is that of the risk decision at the entry', () => {
    const { trades, orders } = runFolder(randomMarket({ seed: 3, minutes: 600 }))
    for (const trade of trades) {
      const decided = orders.filter(
        (line) =>
          line.instrument === trade['instrument'] &&
          line.units === Number(trade['units']) &&
          line.reason === trade['entryReason'] &&
          line.tsMs <= Number(trade['entryTsMs']),
      )
      expect(decided.at(-1)?.place).toBe(trade['place'])
    }
    expect(trades.some((trade) => trade['exitReason'] === 'open')).toBe(true)
  })
})

const EVENTS = [
  ['tradeId', 'tradeId'],
  ['tradeUnits', 'units'],
  ['entryTsMs', 'entryTsMs'],
  ['exitTsMs', 'exitTsMs'],
  ['entryPrice', 'entryPrice'],
  ['exitPrice', 'exitPrice'],
  ['entryNotional', 'notional'],
  ['gross', 'gross'],
  ['spreadCost', 'spreadCost'],
  ['slippageCost', 'slippageCost'],
  ['conversionCost', 'conversionCost'],
  ['financing', 'financing'],
  ['net', 'net'],
  ['maeBps', 'maeBps'],
  ['mfeBps', 'mfeBps'],
  ['entryReason', 'entryReason'],
  ['exitReason', 'exitReason'],
  ['filledPlace', 'place'],
] as const

describe('orders.ndjson', () => {
  test('every line has time, instrument, units, leg and reason, all of the decision', () => {
    const { orders } = runFolder(randomMarket({ seed: 3, minutes: 900 }))
    const known = new Set(
      'tsMs instrument units leg reason all bid ask priceBound stopDistance takeDistance stopPrice takePrice trimmedBy place'.split(
        ' ',
      ),
    )
    expect(new Set(orders.map(({ leg }) => leg))).toEqual(new Set(['entry', 'close']))
    for (const line of orders) {
      expect(Object.keys(line).filter((key) => !known.has(key))).toEqual([])
      expect(line.units).not.toBe(0)
      expect((line.tsMs - MARKET_START_MS) % MINUTE_MS).toBe(0)
      expect(REASONS).toContain(line.reason)
      expect(line.reason).not.toBe('none')
      expect(line.bid).toBeLessThan(line.ask!)
      // An entry carries its stop and take profit.
      if (line.leg === 'entry')
        expect([line.priceBound! > 0, (line.stopDistance ?? line.stopPrice)! > 0, line.place !== undefined]).toEqual([
          true,
          true,
          true,
        ])
    }
  })

  test('candles after t change no line up to t', () => {
    const series = randomMarket({ seed: 8, minutes: 500 })
    const afterMs = MARKET_START_MS + 300 * MINUTE_MS
    const upTo = (given: readonly CandleSeries[]) => runFolder(given).orders.filter(({ tsMs }) => tsMs <= afterMs)
    const before = upTo(series)
    expect(before.length).toBeGreaterThan(5)
    expect(upTo(series.map((one) => changeFuture(one, afterMs)))).toEqual(before)
  })
})

describe('guards.json', () => {
  test('counts add up: each step of the funnel is a part of the one before', () => {
    // One place less than the strategy believes: risk refuses.
    const tight = ['guards.cMin=0.3', 'guards.maxSpreadBps=0.95', 'risk.maxTotalPositions=2']
    const pulse = eager('strategy.pulseEnabled=1', ...tight)
    let refused = 0
    const { guards, orders, trades } = runFolder(randomMarket({ seed: 3, minutes: 1200, missingPerMille: 50 }), {
      settings: pulse,
      look: (frame) => {
        const column = (node: string, name: string) => frame.columns[node]![name] as Float64Array
        for (let i = 0; i < frame.slices * frame.count; i++)
          if (column('strategy', 'enter')[i] && !column('strategy', 'pulse')[i] && column('risk', 'refused')[i])
            refused++
      },
    })
    expect(refused).toBeGreaterThan(0)
    expect(Object.values(guards.pairs).reduce((total, pair) => total + pair.refused, 0)).toBe(refused)
    const entries = (name: string) => orders.filter((o) => o.instrument === name && o.reason === 'entry').length
    for (const [name, pair] of Object.entries(guards.pairs)) {
      const steps = [pair.candles, pair.warm, ...Object.values(pair.left)]
      const all = [...steps, pair.admitted, pair.inPlace, pair.wished, pair.ordered, pair.entered]
      expect([...all].sort((a, b) => b - a)).toEqual(all)
      expect(all.at(-1)).toBeGreaterThan(0)
      for (const guard of Object.keys(pair.left)) expect(pair.passed[guard]).toBeGreaterThanOrEqual(pair.left[guard]!)
      expect(Math.min(...Object.values(pair.passed))).toBeGreaterThanOrEqual(Object.values(pair.left).at(-1)!)
      expect(pair.directed).toBeGreaterThanOrEqual(pair.admitted)
      expect(Object.values(pair.gateMinutes).reduce((a, b) => a + b, 0)).toBe(pair.warm)
      expect(pair.ordered + pair.refused + pair.unsized).toBe(pair.wished)
      expect(pair.ordered).toBe(entries(name))
      expect(pair.entered).toBe(
        trades.filter((trade) => trade['instrument'] === name && trade['entryReason'] === 'entry').length,
      )
    }
  })
})

describe('equity.csv, turnover and the summary', () => {
  test('starts with the capital, has a row per hour, ends with the NAV; the maximum drawdown is that of the minutes', () => {
    let deepest = 0
    let hours = 0
    const { equity, summary } = runFolder(randomMarket({ seed: 5, minutes: 700 }), {
      look: (frame) => {
        const drawdown = frame.columns['performance']!['drawdownPct'] as Float64Array
        for (let s = 0; s < frame.slices; s++) {
          deepest = Math.max(deepest, drawdown[s]!)
          if (frame.time.tsMs[s]! % 3_600_000 === 0) hours++
        }
      },
    })
    expect(Number(equity[0]!['nav'])).toBe(CAPITAL)
    expect(equity.length).toBe(hours + 2)
    expect(Number(equity.at(-1)!['nav'])).toBeCloseTo(summary.nav, 4)
    expect(deepest).toBeGreaterThan(0)
    expect(summary.drawdownPct).toBe(deepest)
    expect(Math.max(...equity.map((row) => Number(row['drawdownMaxPct'])))).toBeCloseTo(deepest, 6)
    expect(Math.max(...equity.map((row) => Number(row['drawdownPct'])))).toBeLessThan(deepest)
    expect(equity.some((row) => Number(row['exposure']) > 0 && Number(row['openPositions']) > 0)).toBe(true)
    expect(summary.exposure.maxNav).toBeGreaterThan(summary.exposure.meanNav)
    expect(summary.exposure.inMarket).toBeGreaterThan(0)
  })

  test('turnover by cause adds up to the account; so do costs, which include the entries of open trades', () => {
    const recorded = { turnover: Number.NaN, costs: Number.NaN }
    const { summary, files, trades } = runFolder(randomMarket({ seed: 3, minutes: 600 }), {
      look: (frame) => {
        const result = frame.columns['performance'] as unknown as Record<'turnover' | 'costs', Float64Array>
        recorded.turnover = result.turnover[frame.slices - 1]!
        recorded.costs = result.costs[frame.slices - 1]!
      },
    })
    const open = trades.filter((trade) => trade['exitReason'] === 'open')
    expect(open.length).toBeGreaterThan(0)
    expect(summary.figures.turnover).toBeCloseTo(recorded.turnover, 4)
    // Of an open trade's costs the entry is charged: half the spread (one pip in this market) and the slippage.
    const entries = open.reduce((total, trade) => {
      const yen = trade['instrument'] === 'USD_JPY'
      const pip = yen ? 0.01 : 0.0001
      const perUnit =
        (pip / 2) *
        (yen ? Number(trade['notional']) / Math.abs(Number(trade['units'])) / Number(trade['entryPrice']) : 1)
      return total + Math.abs(Number(trade['units'])) * perUnit + Number(trade['slippageCost'])
    }, 0)
    expect(summary.figures.costs).toBeCloseTo(recorded.costs + entries, 2)
    expect(files['report.html']).toMatch(/<td class="t">exit: slope<\/td>/)
    expect(files['report.html']).toContain('bps of total turnover')
  })

  test('the statements open the report, and a run without gated trades shows nothing about an edge', () => {
    const { summary, files } = runFolder(randomMarket({ seed: 3, minutes: 400 }))
    expect(summary.trades + summary.openTrades).toBe(summary.filledTrades)
    expect(summary.statements.join(' ')).toMatch(/Guard coherence passed more than 99\.5 % of minutes for EUR_USD/)
    expect(summary.statements.join(' ')).not.toMatch(/Guard repetition/)
    expect(summary.statements[0]).toMatch(/^0 of \d+ trades would have .* practice: no instrument earned a place\.$/)
    expect(summary.statements[1]).toMatch(/ filled places, none through an open gate: .* nothing about an edge\.$/)
    const first = files['report.html'].indexOf('<p class="verdict')
    expect(files['report.html'].slice(first)).toContain(summary.statements[0])
    expect(first).toBeLessThan(files['report.html'].indexOf('<table'))
    expect(JSON.parse(files['run.json']).summary.statements).toEqual(summary.statements)
  })

  test('shadow minus real by instrument', () => {
    const { summary, files } = runFolder(randomMarket({ seed: 3, minutes: 1200 }))
    const gap = summary.shadowMinusReal!['EUR_USD']!
    expect([gap.shadowTrades > 1, gap.realTrades > 1, gap.shadowMinusRealSd! > 0]).toEqual([true, true, true])
    expect(Object.keys(summary.shadowMinusReal!)).toEqual(DOLLAR.names)
    // The positions of the node are those of the report.
    const reals = Object.values(summary.shadowMinusReal!).reduce((total, { realTrades }) => total + realTrades, 0)
    expect(reals).toBe(summary.figures.positions)
    expect(files['report.html']).toContain('<h2 id="shadow">Shadow minus real</h2>')
  })
})
