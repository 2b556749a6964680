import { expect, test } from 'vitest'
import { renderReport, type ReportInput } from '../../studies/report/report.js'

const T0 = Date.UTC(2024, 2, 5, 12)
const input: ReportInput = {
  title: 'Run <1>',
  home: 'USD',
  capital: 100_000,
  statements: ['No instrument was eligible: every trade was made in a filled place.'],
  result: {
    columns: ['this run', 'in practice'],
    rows: [
      ['trades', '1', '0'],
      ['after costs, USD', '1.05', '0.00'],
    ],
  },
  facts: [['outputHash', 'abc']],
  places: true,
  equity: [0, 1, 2].map((i) => ({
    tsMs: T0 + i * 3_600_000,
    nav: 100_000 - i,
    balance: 100_000,
    drawdownPct: i / 1000,
    drawdownMaxPct: i / 1000,
    marginUsed: 0,
    openPositions: 0,
    exposure: 0,
  })),
  trades: [
    {
      tradeId: 5,
      instrument: 'EUR_USD',
      units: 1000,
      entryTsMs: T0,
      exitTsMs: T0 + 60_000,
      entryPrice: 1.1,
      exitPrice: 1.101,
      notional: 1100,
      gross: 1.2,
      spreadCost: 0.1,
      slippageCost: 0.05,
      conversionCost: 0,
      depthCost: 0,
      commission: 0,
      financing: 0,
      net: 1.05,
      netBps: 9.545,
      maeBps: 1,
      mfeBps: 9,
      entryReason: 'entry',
      exitReason: 'slope',
      place: 'filled',
    },
  ],
  causes: new Map([
    ['entry', { fills: 3, turnover: 30_000, spread: 3, slippage: 1, conversion: 0, depth: 0, commission: 0 }],
    ['exit: slope', { fills: 1, turnover: 10_000, spread: 1, slippage: 0.5, conversion: 0.5, depth: 0, commission: 0 }],
  ]),
  prices: { EUR_USD: { tsMs: [T0, T0 + 60_000], mid: [1.1, 1.101] } },
  funnel: null,
  shadowMinusReal: {
    EUR_USD: { shadowTrades: 40, realTrades: 20, shadowMinusRealBps: 2.5, shadowMinusRealSd: 1 },
    GBP_USD: { shadowTrades: 40, realTrades: 1, shadowMinusRealBps: 9, shadowMinusRealSd: null },
  },
  refused: { spread: 2 },
  trimmed: {},
}

/** Cells of the row whose first cell is `first`. */
const cells = (html: string, first: string): string[] =>
  [...(html.split(`<td>${first}</td>`)[1]?.split('</tr>')[0] ?? '').matchAll(/<td>([^<]*)</g)].map((cell) => cell[1]!)

test('opens with the statements, shows costs by cause, needs no network and renders the same bytes twice', () => {
  const html = renderReport(input)
  expect(html).toBe(renderReport(input))
  expect(html.indexOf('No instrument was eligible')).toBeLessThan(html.indexOf('<table>'))
  expect(html).toContain('<h1>Run &lt;1&gt;</h1>')
  // Entries: 30,000 of 40,000 turnover; a cost of 4 is 1.33 bps of 30,000 and 1.00 bps of 40,000.
  expect(cells(html, 'entry')).toEqual(['3', '30000', '75.00', '3.00', '1.00', '0.00', '0.00', '0.00', '1.33', '1.00'])
  expect(cells(html, 'exit: slope')).toEqual([
    '1',
    '10000',
    '25.00',
    '1.00',
    '0.50',
    '0.50',
    '0.00',
    '0.00',
    '2.00',
    '0.50',
  ])
  expect(cells(html, 'all')).toEqual(['4', '40000', '100.00', '4.00', '1.50', '0.50', '0.00', '0.00', '1.50', '1.50'])
  expect(html).toMatch(/<tr class="marked"><td>EUR_USD<\/td><td>40<\/td>.*beyond 2 standard errors/)
  expect(html).toMatch(/<tr><td>GBP_USD<\/td><td>40<\/td>/)
  expect(html).toMatch(/spread<\/td><td>2<\/td><td>0</)
  expect(html).toContain('class="buy"')
  expect(html).not.toMatch(/src=|href=|@import|url\(/)
})

test('renders a report of an empty run', () => {
  const html = renderReport({
    ...input,
    equity: [],
    trades: [],
    causes: new Map(),
    shadowMinusReal: null,
    prices: {},
    refused: {},
  })
  expect(html).toContain('No data.')
  expect(html).toContain('No trades.')
})

test('a graph without places has no word about them', () => {
  expect(renderReport(input)).toContain('Gated and filled places')
  expect(renderReport({ ...input, statements: [], places: false })).not.toMatch(/filled|>place</)
})

test('lists at most ten losing positions, worst first', () => {
  const [first] = input.trades
  const trades = Array.from({ length: 14 }, (_, n) => ({
    ...first!,
    tradeId: n,
    entryTsMs: T0 + n * 600_000,
    exitTsMs: T0 + n * 600_000 + 60_000,
    net: n - 12.25,
  }))
  const html = renderReport({ ...input, trades })
  const rows = html.split('<h2>Worst positions</h2>')[1]!.split('</table>')[0]!.split('<tr>').slice(2)
  expect(rows.length).toBe(10)
  expect(rows[0]).toContain('<td>-12.25</td>')
  expect(rows[9]).toContain('<td>-3.25</td>')
})

test.each<[string, readonly ('gated' | 'filled')[], string]>([
  ['all earned', ['gated', 'gated'], 'gated'],
  ['entirely filled', ['filled', 'filled'], 'filled'],
  ['filled in part', ['gated', 'filled'], 'partly filled'],
])('a position whose places are %s stands in a group of that name', (_, places, group) => {
  const [first] = input.trades
  const trades = places.map((place, n) => ({ ...first!, tradeId: n, place }))
  const groups = renderReport({ ...input, trades })
    .split('<h2>Gated and filled places</h2>')[1]!
    .split('</table>')[0]!
  expect([...groups.matchAll(/<tr><td>([^<]*)</g)].map((match) => match[1])).toEqual([group])
})
