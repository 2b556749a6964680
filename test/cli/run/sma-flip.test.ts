/** The small graph through the command: free by default, its operator's settings a section, the golden outcome to the cent. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { GOLDEN } from '../../support/paths.js'
import { sepProcess } from '../../support/sep-process.js'

const data = join(GOLDEN, 'sma_flip')
const expected = JSON.parse(readFileSync(join(data, 'expected.json'), 'utf8')) as {
  [name: string]: { rows: number; closed: number; open: number; pnl_quote: number }
}
const backtest = (...more: string[]) => {
  const { out, err, code } = sepProcess([
    ...['backtest', '--graph', 'sma-flip', '--json'],
    ...(more[0] === '--data' ? more : ['--data', data, ...more]),
  ])
  expect(code, err).toBe(0)
  return JSON.parse(out) as {
    trades: number
    costs: Record<string, number>
    quote: { [name: string]: { trades: number; openTrades: number; pnlQuote: number } }
  }
}

describe('sep backtest --graph sma-flip', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sma-flip-'))
  const run = backtest('--out', folder, '--force')

  test.each(Object.keys(expected))('%s: the golden trades, and P&L to 1e-6 in quote currency', (name) => {
    const { closed, open, pnl_quote } = expected[name]!
    expect(run.quote[name]).toMatchObject({ trades: closed + open, openTrades: open })
    expect(Math.abs(run.quote[name]!.pnlQuote - pnl_quote)).toBeLessThan(1e-6)
  })

  test('trades.csv has the same trades at the same prices', () => {
    const [head, ...lines] = readFileSync(join(folder, 'trades.csv'), 'utf8').trim().split('\n')
    const rows = lines.map((line) => new Map(head!.split(',').map((name, n) => [name, line.split(',')[n]!])))
    for (const [name, { closed, open, pnl_quote }] of Object.entries(expected)) {
      const own = rows.filter((row) => row.get('instrument') === name)
      const pnl = own.reduce(
        (sum, row) => sum + Number(row.get('units')) * (Number(row.get('exitPrice')) - Number(row.get('entryPrice'))),
        0,
      )
      expect([own.length, own.filter((row) => row.get('exitReason') === 'open').length]).toEqual([closed + open, open])
      expect(Math.abs(pnl - pnl_quote)).toBeLessThan(1e-6)
    }
  })

  test('fills are at mids, also between two prices of the broker: half a tick higher everywhere gives the same P&L', () => {
    const half = mkdtempSync(join(tmpdir(), 'sma-flip-half-'))
    const [, ...lines] = gunzipSync(readFileSync(join(data, 'EUR_USD_M1.csv.gz')))
      .toString()
      .trim()
      .split('\n')
    const rows = lines.map((line) => {
      const [t, ...prices] = line.split(',')
      const bids = prices.slice(0, 4).map(Number)
      const asks = bids.map((bid) => (bid + 0.00001).toFixed(5))
      return [
        t,
        ...bids.map((bid) => (bid + 0.000005).toFixed(6)),
        1,
        ...bids.map((bid) => bid.toFixed(5)),
        ...asks,
      ].join(',')
    })
    writeFileSync(join(half, 'EUR_USD_M1.csv'), ['t,o,h,l,c,v,bo,bh,bl,bc,ao,ah,al,ac', ...rows].join('\n'))
    const { quote, costs } = backtest('--data', half)
    expect(costs).toMatchObject({ spread: 0, slippage: 0 })
    expect(Math.abs(quote['EUR_USD']!.pnlQuote - expected['EUR_USD']!.pnl_quote)).toBeLessThan(1e-6)
  })

  test('nothing costs but the conversion to home', () => {
    expect(run.costs).toMatchObject({ spread: 0, slippage: 0, depth: 0, commission: 0 })
  })

  test.each([
    ['units', ['--set', 'flip.units=3000'], 3],
    ['deadBand', ['--set', 'flip.deadBand=1e9'], 0],
  ])('flip.%s', (_, set, factor) => {
    const { quote } = backtest(...set)
    for (const [name, { pnl_quote }] of Object.entries(expected))
      expect(quote[name]!.pnlQuote).toBeCloseTo(factor * pnl_quote, 5)
  })

  test('flip.fast and flip.slow, by path and by short name; a cost that is asked for is paid', () => {
    const other = backtest('--set', 'flip.fast=10', '--set', 'flip.slow=60')
    expect(other.trades).toBeGreaterThan(2 * run.trades)
    expect(backtest('--set', 'fast=10', '--set', 'slow=60').quote).toEqual(other.quote)
    const { costs } = backtest('--set', 'run.spreadFactor=1', '--set', 'broker.slippageBps=0.2')
    expect(costs['spread']).toBeGreaterThan(5)
    expect(costs['slippage']).toBeGreaterThan(1)
  })

  test.each([
    ['a fast mean that is slower', ['--set', 'flip.fast=300'], /^sep: flip\.fast: is above slow\n$/],
    ['a setting of SEP', ['--set', 'guards.cMin=0.2'], /guards\.cMin/],
    ['a profile', ['--profile', 'demo'], /^sep: --profile demo: graph sma-flip has no profiles\n$/],
  ])('%s is refused', (_, more, text) => {
    const { code, err } = sepProcess(['backtest', '--graph', 'sma-flip', '--data', data, ...more])
    expect([code, err]).toEqual([2, expect.stringMatching(text)])
  })
})

test('sep config list --graph sma-flip: its own section and its own defaults', () => {
  const { settings } = JSON.parse(sepProcess(['config', 'list', '--graph', 'sma-flip', '--json']).out) as {
    settings: { path: string; default: unknown }[]
  }
  const defaults = Object.fromEntries(settings.map(({ path, default: value }) => [path, value]))
  expect(defaults).toMatchObject({
    ...{ 'flip.fast': 50, 'flip.slow': 200, 'flip.units': 1000, 'flip.deadBand': 1e-9 },
    ...{ 'run.spreadFactor': 0, 'broker.slippageBps': 0, 'broker.fillDelayMs': 0, 'broker.orderMaxAgeSec': 0 },
    ...{ 'broker.depth': 'off', 'broker.commission': 'none' },
  })
  expect(Object.keys(defaults).some((path) => path.startsWith('guards.'))).toBe(false)
})
