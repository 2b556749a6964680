import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { REASON, REASONS } from '../../model/codes.js'
import { shadowStrategy } from '../../operators/shadow-strategy.js'
import { type RunOptions, runOperator } from '../../graph/engine/testing/run-operator.js'
import { worldOf } from '../support/wall-clock.js'
import { type Market, repeated, restlessMarket, runLoop, T0 } from '../support/strategy-loop.js'

type Config = z.input<typeof shadowStrategy.config>
const MINUTE = 60_000
const one = worldOf(['EUR_USD'])

const shadow = (market: Market, config: Config = {}, world = one, options: RunOptions = {}) =>
  runOperator(shadowStrategy, config, world, { tsMs: market.tsMs, columns: market as never }, options)

interface Row {
  /** Mid prices; null = no candle. */
  readonly bar: readonly [o: number, h: number, l: number, c: number] | null
  readonly direction?: number
  readonly slope?: number
  readonly pass?: number
  readonly atr?: number
  readonly nearClose?: number
  readonly open?: number
  /** Minutes since T0; default one per slice. */
  readonly at?: number
}
/** Spread 2 pips, no ATR by default: stop 20 pips, take 30 pips away. */
const market = (rows: readonly Row[]): Market => {
  let held: readonly number[] = [1.1, 1.1, 1.1, 1.1]
  const quotes = rows.map(({ bar }) => (held = bar ?? held)[3]!)
  const side = (n: number, half: number) => rows.map(({ bar }) => (bar ? (bar[n] as number) + half : Number.NaN))
  return {
    tsMs: rows.map(({ at }, s) => T0 + ((at ?? s) + 1) * MINUTE),
    candle: {
      present: rows.map(({ bar }) => (bar ? 1 : 0)),
      bo: side(0, -1e-4),
      bh: side(1, -1e-4),
      bl: side(2, -1e-4),
      bc: side(3, -1e-4),
      ao: side(0, 1e-4),
      ah: side(1, 1e-4),
      al: side(2, 1e-4),
      ac: side(3, 1e-4),
    },
    quote: { bid: quotes.map((mid) => mid - 1e-4), ask: quotes.map((mid) => mid + 1e-4) },
    dir: {
      direction: rows.map((row) => row.direction ?? 0),
      slopeBps: rows.map((row) => row.slope ?? 0),
      ...{ atr: rows.map((row) => row.atr ?? Number.NaN), rangeMedian: rows.map(() => Number.NaN) },
    },
    guard: { pass: rows.map((row) => row.pass ?? 1) },
    session: {
      open: rows.map((row) => row.open ?? 1),
      nearClose: rows.map((row) => row.nearClose ?? 0),
      forceFlat: rows.map(() => 0),
    },
  }
}
const FREE: Config = { fillDelayMs: 0, slippageBps: 0 }
const flat: Row = { bar: [1.1, 1.1, 1.1, 1.1] }
const BUY: Row = { ...flat, direction: 1 }
const SELL: Row = { ...flat, direction: -1 }

/** One word per slice: side, entry price; a closed trade as reason and result in bps. */
const story = (rows: readonly Row[], config: Config = FREE): string[] => {
  const { columns } = shadow(market(rows), config)
  return rows.map((_, s) => {
    const at = (name: string) => Number(columns[name]?.[s])
    const held = at('side') === 0 ? 'flat' : `${at('side') > 0 ? 'long' : 'short'} ${at('entryPrice')}`
    return at('closed') ? `${held}, ${REASONS[at('exitReason')]} ${at('tradeBps').toFixed(2)}` : held
  })
}

describe('fills', () => {
  test.each<[string, Row[], Config, string[]]>([
    ['an entry fills in the next candle on its own side', [BUY, flat], FREE, ['flat', 'long 1.1001']],
    ['short at the bid', [SELL, flat], FREE, ['flat', 'short 1.0999']],
    [
      'half a minute later, half of the way',
      [BUY, { bar: [1.1, 1.1002, 1.1, 1.1002] }],
      { fillDelayMs: 30_000, slippageBps: 0 },
      ['flat', 'long 1.1002'],
    ],
    ['slippage rounds against us', [BUY, flat], { fillDelayMs: 0, slippageBps: 0.2 }, ['flat', 'long 1.10013']],
    ['beyond its bound it is refused', [BUY, { bar: [1.11, 1.11, 1.11, 1.11] }, flat], FREE, ['flat', 'flat', 'flat']],
    ['it waits one slice', [BUY, { bar: null }, flat], FREE, ['flat', 'flat', 'long 1.1001']],
    [
      'and is dropped when 120 s old',
      [BUY, { bar: null }, { bar: null }, flat],
      FREE,
      ['flat', 'flat', 'flat', 'flat'],
    ],
    ['at its age limit a price still fills it', [BUY, { ...flat, at: 2 }], FREE, ['flat', 'long 1.1001']],
    ['beyond it none does, also where no slice came between', [BUY, { ...flat, at: 3 }], FREE, ['flat', 'flat']],
    [
      'never with age 0',
      [BUY, { bar: null }, { bar: null }, { bar: null }, flat],
      { ...FREE, orderMaxAgeSec: 0 },
      ['flat', 'flat', 'flat', 'flat', 'long 1.1001'],
    ],
    [
      'an exit waits for the first price, at any age',
      [BUY, flat, { ...flat, slope: -3 }, { bar: null }, { bar: null }, { bar: null }, flat],
      FREE,
      ['flat', 'long 1.1001', ...repeated(4, 'long 1.1001'), 'flat, slope -1.82'],
    ],
  ])('%s', (_, rows, config, expected) => expect(story(rows, config)).toEqual(expected))

  test('times and marks', () => {
    const { columns } = shadow(market([BUY, { bar: [1.1, 1.102, 1.1, 1.102] }, { bar: null }]), {
      ...FREE,
      fillDelayMs: 2000,
      takeProfit: false,
    })
    expect(columns['entryTsMs']![1]).toBe(T0 + MINUTE + 2000)
    const entry = columns['entryPrice']![1]!
    expect(columns['openBps']![1]).toBeCloseTo(((1.1019 - entry) / entry) * 1e4, 8)
    expect(columns['openBps']![2]).toBe(columns['openBps']![1])
    expect(columns['openBps']![0]).toBe(0)
  })
})

describe('brackets: stop 20, take 30 pips from the fill at 1.1001', () => {
  test.each<[string, Row, string]>([
    ['stop inside the range', { bar: [1.1, 1.1, 1.0981, 1.099] }, 'flat, stop -18.18'],
    ['one tick short of it holds', { bar: [1.1, 1.1, 1.09821, 1.099] }, 'long 1.1001'],
    ['take inside the range', { bar: [1.1, 1.1033, 1.1, 1.103] }, 'flat, take 27.27'],
    ['both: the worse', { bar: [1.1, 1.1033, 1.0981, 1.1] }, 'flat, stop -18.18'],
    ['gap below the stop: at the open', { bar: [1.09, 1.1, 1.09, 1.1] }, 'flat, stop -92.72'],
    ['gap above the take: at the open', { bar: [1.11, 1.11, 1.11, 1.11] }, 'flat, take 89.08'],
  ])('%s', (_, row, expected) => expect(story([BUY, flat, row])[2]).toBe(expected))

  test('on the entry candle too, and the stop slips', () => {
    const fall: Row = { bar: [1.1, 1.1, 1.098, 1.099] }
    expect(story([BUY, fall])).toEqual(['flat', 'flat, stop -18.18'])
    expect(story([BUY, fall], { ...FREE, slippageBps: 1 })[1]).toBe('flat, stop -19.18')
  })

  test('a short mirrors it', () => {
    expect(story([SELL, flat, { bar: [1.1, 1.1019, 1.1, 1.1] }])[2]).toBe('flat, stop -18.18')
    expect(story([SELL, flat, { bar: [1.1, 1.1, 1.0967, 1.1] }])[2]).toBe('flat, take 27.28')
  })

  test('distance from the average true range, at least three spreads', () => {
    const fall = (pips: number): Row => ({ bar: [1.1, 1.1, 1.1002 - pips * 1e-4, 1.1] })
    // 1.8 * 10 pips
    expect(story([{ ...BUY, atr: 1e-3 }, flat, fall(17.9)])[2]).toBe('long 1.1001')
    expect(story([{ ...BUY, atr: 1e-3 }, flat, fall(18.1)])[2]).toBe('flat, stop -16.36')
    // 3 * 2 pips instead of 1.8
    expect(story([{ ...BUY, atr: 1e-4 }, flat, fall(5.9)])[2]).toBe('long 1.1001')
    expect(story([{ ...BUY, atr: 1e-4 }, flat, fall(6.1)])[2]).toBe('flat, stop -5.45')
  })

  test('an entry whose stop would be its own price is refused', () => {
    const rows = [{ ...BUY, atr: 1e-7 }, flat]
    expect(story(rows, { ...FREE, stopMinSpreads: 0 })).toEqual(['flat', 'flat'])
    expect(story(rows, { ...FREE, stopMinSpreads: 2 })[1]).toBe('long 1.1001')
  })

  test('none without stop and take', () => {
    const wild: Row = { bar: [1.1, 1.104, 1.096, 1.1] }
    expect(story([BUY, flat, wild], { ...FREE, stopLoss: false, takeProfit: false })[2]).toBe('long 1.1001')
  })

  test('a gap through the stop precedes the waiting exit', () => {
    expect(story([BUY, flat, { ...flat, slope: -3 }, { bar: [1.09, 1.09, 1.09, 1.09] }])[3]).toBe('flat, stop -92.72')
  })
})

describe('strategy', () => {
  test('one direction after the other: close, then enter in the next slice', () => {
    const turn: Row = { ...SELL, slope: -3 }
    expect(story([BUY, turn, turn, turn, turn])).toEqual([
      'flat',
      'long 1.1001',
      'flat, slope -1.82',
      'short 1.0999',
      'short 1.0999',
    ])
  })

  test('leaves before the close, even without candles, and does not re-enter', () => {
    const near: Row = { ...BUY, pass: 0, nearClose: 1 }
    const after: Row = { ...BUY, pass: 0, open: 0 }
    expect(story([BUY, flat, { ...near, bar: null }, near, after])).toEqual([
      'flat',
      'long 1.1001',
      'long 1.1001',
      'flat, session -1.82',
      'flat',
    ])
  })

  test('a position found after the close is closed', () => {
    expect(story([BUY, { ...flat, open: 0 }, flat])[2]).toBe('flat, session -1.82')
  })

  test('untraded instruments have no shadow', () => {
    const world = worldOf(['EUR_USD', 'USD_CHF'], { untraded: ['EUR_USD', 'USD_CHF'] })
    const { columns } = shadow(restlessMarket(1, 50, 2), {}, world)
    for (const name of ['side', 'openBps', 'closed', 'exitReason'])
      expect(new Set(columns[name] as never)).toEqual(new Set([0]))
    expect([...(columns['entryPrice'] as Float64Array)].every(Number.isNaN)).toBe(true)
  })
})

/** The account's view of the same trades. */
const brokersStory = (account: Record<string, any>, slices: number, count: number) => {
  const trades: string[] = []
  for (let s = 0; s < slices; s++) {
    for (let e = account['at'][s]; e < account['at'][s + 1]; e++) {
      if (account['fillOpens'][e] === 1) continue
      const entry = account['fillEntryPrice'][e]
      const bps = ((-Math.sign(account['fillUnits'][e]) * (account['fillPrice'][e] - entry)) / entry) * 1e4
      const k = account['fillInstrument'][e]
      trades.push(`${s}/${k} ${REASONS[account['fillReason'][e]]} ${bps} ${account['fillEntryTsMs'][e]}`)
    }
  }
  const side = Array.from({ length: slices * count }, (_, i) => Math.sign(account['units'][i]))
  return { trades, side, entryPrice: [...account['entryPrice']] }
}
const shadowsStory = (columns: Record<string, any>, slices: number, count: number) => {
  const trades: string[] = []
  const entered = repeated(count, Number.NaN)
  for (let i = 0; i < slices * count; i++) {
    const k = i % count
    if (columns['closed'][i]) {
      // A trade that opens and closes in one slice shows no entry time: take it from the slice.
      const entryTsMs = Number.isNaN(entered[k]!) ? 'same slice' : entered[k]
      trades.push(`${(i - k) / count}/${k} ${REASONS[columns['exitReason'][i]]} ${columns['tradeBps'][i]} ${entryTsMs}`)
    }
    entered[k] = columns['entryTsMs'][i]
  }
  return { trades, side: [...columns['side']], entryPrice: [...columns['entryPrice']] }
}

describe('the shadow and the account', () => {
  const world = worldOf(['EUR_USD', 'GBP_USD', 'NZD_USD'])
  const slices = 400
  test.each<[string, Config]>([
    ['as configured', {}],
    ['with a late fill and much slippage', { fillDelayMs: 41_000, slippageBps: 1.7 }],
    [
      'with orders that wait for ever and narrow profit and loss',
      { orderMaxAgeSec: 0, exitPnlTpPct: 0.02, exitPnlSlPct: 0.03 },
    ],
    ['with long cooldowns', { entryCdSec: 600, exitCdSec: 300, exitSlopeBps: 2.5 }],
  ])('make the same trades, %s', (_, config) => {
    let trades = 0
    const reasons = new Set<string>()
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const made = restlessMarket(seed, slices, 3)
        const { fillDelayMs, slippageBps, orderMaxAgeSec, ...rules } = config
        const broker = JSON.parse(JSON.stringify({ fillDelayMs, slippageBps, orderMaxAgeSec }))
        const { account } = runLoop(world, made, { broker, strategy: rules })
        const real = brokersStory(account, slices, 3)
        const own = shadowsStory(shadow(made, config, world).columns, slices, 3)
        expect(own.side).toEqual(real.side)
        expect(own.entryPrice).toEqual(real.entryPrice)
        expect(own.trades.length).toBe(real.trades.length)
        for (const [n, trade] of own.trades.entries()) {
          const word = trade.endsWith('same slice') ? real.trades[n]!.replace(/ \d+$/, ' same slice') : real.trades[n]
          expect(trade).toBe(word)
          reasons.add(trade.split(' ')[1]!)
        }
        trades += own.trades.length
      }),
      { numRuns: 12 },
    )
    // The market is restless enough to mean something.
    expect(trades).toBeGreaterThan(200)
    for (const reason of ['session', 'slope', 'stop', 'take']) expect(reasons).toContain(reason)
  })
})

describe('properties', () => {
  test('cutting and restoring anywhere changes nothing', () => {
    const world = worldOf(['EUR_USD', 'GBP_USD'], { untraded: ['GBP_USD'] })
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 40 }), (seed, frame) => {
        const made = restlessMarket(seed, 120, 2)
        const whole = shadow(made, {}, world)
        expect(shadow(made, {}, world, { frames: [frame], restore: true })).toEqual(whole)
      }),
      { numRuns: 25 },
    )
  })

  test('a position passes through flat; a trade closes only if there was one', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { columns } = shadow(restlessMarket(seed, 300, 1))
        let before = 0
        for (let s = 0; s < 300; s++) {
          const side = Number(columns['side']![s])
          expect(side * before).toBeGreaterThanOrEqual(0)
          const closed = columns['closed']![s] === 1
          if (before !== 0 && side === 0) expect(closed).toBe(true)
          expect(closed).toBe(columns['exitReason']![s] !== REASON.none)
          expect(closed).toBe(!Number.isNaN(columns['tradeBps']![s]!))
          expect(Number.isNaN(columns['entryPrice']![s]!)).toBe(side === 0)
          before = side
        }
      }),
      { numRuns: 25 },
    )
  })
})
