import { expect, test } from 'vitest'
import { escapeHtml } from '../../../studies/report/document/escape-html.js'
import type { TradeRow } from '../../../sinks/run/trade-row.js'
import { htmlDocument } from '../../../studies/report/document/html-document.js'
import { markdownDocument } from '../../../studies/report/document/markdown-document.js'
import { positionsOf } from '../../../studies/report/positions.js'
import { type ReportInput, runReport } from '../../../studies/report/run/run-report.js'
import { verdictOf } from '../../../studies/verdict/verdict.js'

const T0 = Date.UTC(2024, 2, 5, 12)
type Given = Omit<ReportInput, 'positions' | 'trades'> & { readonly trades: readonly TradeRow[] }
const input: Given = {
  title: 'Run <1>',
  subtitle: 'EUR_USD',
  verdict: null,
  home: 'USD',
  capital: 100_000,
  statements: ['No instrument was eligible: every trade was made in a filled place.'],
  result: {
    trades: 1,
    openTrades: 0,
    gross: 1.2,
    costs: { spread: 0.1, slippage: 0.05, depth: 0, commission: 0, conversion: 0, financing: 0 },
    net: 1.05,
    nav: 100_001.05,
    drawdownPct: 0.002,
  },
  resultRows: {
    columns: ['this run', 'in practice'],
    rows: [
      ['trades', '1', '0'],
      ['after costs, USD', '1.05', '0.00'],
    ],
  },
  facts: [['Candles', '3']],
  provenance: [['outputHash', 'abc']],
  command: 'npx sep backtest --data market',
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
  shortfall: [
    { instrument: 'EUR_USD', hour: 8, fills: 2, turnover: 20_000, drift: 1, cost: 3 },
    { instrument: 'EUR_USD', hour: 9, fills: 2, turnover: 20_000, drift: -3, cost: 3 },
  ],
  shadowCosts: [{ instrument: 'EUR_USD', hour: 8, trades: 5, costBps: 10 }],
  refused: { spread: 2 },
  trimmed: {},
}

/** The positions are those of the trades. */
const html = (given: Given): string => htmlDocument(runReport({ ...given, positions: positionsOf(given.trades) }))

/** Cells of the row whose first cell is `first`. */
const cells = (page: string, first: string): string[] =>
  [...(page.split(`<td class="t">${first}</td>`)[1]?.split('</tr>')[0] ?? '').matchAll(/<td[^>]*>([^<]*)</g)].map(
    (cell) => cell[1]!,
  )
/** The first table after a heading, by its id. */
const tableOf = (page: string, id: string): string => page.split(`id="${id}"`)[1]!.split('</table>')[0]!

test('the verdict comes first, then figures with definition, scale and n; the same input gives the same bytes', () => {
  const page = html(input)
  expect(page).toBe(html(input))
  expect(page).toContain('<h1>Run &lt;1&gt;</h1>')
  const order = [
    'No instrument was eligible',
    '<dl class="figures">',
    'id="costs"',
    'id="drawdown"',
    'id="worst"',
    'id="trades"',
  ]
  const places = order.map((text) => page.indexOf(text))
  expect(places.every((place, n) => place > (places[n - 1] ?? 0))).toBe(true)
  for (const [, about] of page.matchAll(/<div title="([^"]*)"><dt>/g))
    expect(about).toMatch(/(Not annualised|Annualised x sqrt\(260\))\. n: [\d,]+ /)
  expect(page).toContain('npx sep backtest --data market')
})

test('turnover and cost by cause: 30,000 of 40,000 turnover; a cost of 4 is 1.33 bps of 30,000 and 1.00 bps of 40,000', () => {
  const page = html(input)
  expect(cells(page, 'entry')).toEqual(['3', '30000', '75.00', '3.00', '1.00', '0.00', '0.00', '0.00', '1.33', '1.00'])
  expect(cells(page, 'exit: slope').join(' ')).toBe('1 10000 25.00 1.00 0.50 0.50 0.00 0.00 2.00 0.50')
  expect(cells(page, 'all').join(' ')).toBe('4 40000 100.00 4.00 1.50 0.50 0.00 0.00 1.50 1.50')
})

test('with a verdict its sentence comes before all others, in its colour, with its reasons', () => {
  const daily = Float64Array.from({ length: 60 }, (_, day) => 40 + (day % 7))
  const one = { configHash: 'a', params: {}, trades: 600, meanTrade: 4.3, sdTrade: 6, objective: 1, daily }
  const verdict = verdictOf({ configurations: [one], days: [...daily].map(String), n: 5, minTrades: 30 })
  const page = html({ ...input, verdict })
  expect(verdict.verdict).toBe('edge')
  expect(page).toContain(`<p class="verdict good">${verdict.sentence}</p>`)
  expect(page.indexOf(verdict.sentence)).toBeLessThan(page.indexOf('No instrument was eligible'))
  for (const reason of verdict.reasons) expect(page).toContain(escapeHtml(reason))
})

test('shortfall: 4 of 40,000 is 1 bp, half of it drift lost at 8 and gained back at 9; the shadow pays 1 bp an end', () => {
  const page = tableOf(html(input), 'shortfall')
  expect(cells(page, 'EUR_USD')).toEqual(['4', '-0.50', '1.50', '1.00', '1.00', '5'])
  const hours = html(input).split('By New York hour')[1]!.split('</table>')[0]!
  expect([cells(hours, '08'), cells(hours, '09')]).toEqual([['2.00'], ['0.00']])
  expect(hours).toContain('title="2 fills; shadow 1.00 bps, 5 trades"')
})

test('an instrument whose account is apart from its shadow stands out', () => {
  expect(html(input)).toMatch(/<tr class="marked"><td class="t">EUR_USD<\/td><td>40<\/td>.*beyond 2 standard errors/)
  expect(html(input)).toMatch(/<tr><td class="t">GBP_USD<\/td><td>40<\/td>/)
})

test('no network, no inline style or handler; the policy names style and script by hash', () => {
  const page = html(input)
  expect(page).not.toMatch(/src=|href="(?!#)|@import|url\(| style=| on[a-z]+="/)
  expect(page).toMatch(
    /Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-/,
  )
})

test('a report of an empty run', () => {
  const empty = {
    ...input,
    shortfall: [],
    equity: [],
    trades: [],
    causes: new Map(),
    shadowMinusReal: null,
    prices: {},
    refused: {},
  }
  const page = html({ ...empty, statements: [] })
  for (const text of ['No data.', 'No trades.', 'No drawdown.', 'No losing positions.', 'No fills.'])
    expect(page).toContain(text)
  expect(page).toContain('This run has no orders')
})

test('a graph without places has no word about them', () => {
  expect(html(input)).toContain('Gated and filled places')
  expect(html({ ...input, statements: [], places: false })).not.toMatch(/filled|>place</)
})

const many = (count: number): readonly TradeRow[] =>
  Array.from({ length: count }, (_, n) => ({
    ...input.trades[0]!,
    tradeId: n,
    entryTsMs: T0 + n * 600_000,
    exitTsMs: T0 + n * 600_000 + 60_000,
    net: n - 12.25,
  }))

test('at most ten losing positions, worst first', () => {
  const rows = tableOf(html({ ...input, trades: many(14) }), 'worst')
    .split('<tbody>')[1]!
    .split('\n')
  expect(rows.length).toBe(10)
  expect(rows[0]).toContain('<td>-12.25</td>')
  expect(rows[9]).toContain('<td>-3.25</td>')
})

test('of more than 1,000 trades the page lists those with the largest result, in the order of their entry', () => {
  const page = html({ ...input, trades: many(1030) })
  const rows = tableOf(page, 'trades').split('<tbody>')[1]!.split('\n')
  expect(rows.length).toBe(1000)
  // Results run from -12.25 to 1016.75: the 30 smallest are those from -12.25 to 16.75.
  expect(rows[0]).toContain('<td>17.75</td>')
  expect(page).toContain('1000 of 1030 trades')
})

test('the size of the page is bounded: 40,000 trades take no more than four times the bytes of 1,000', () => {
  const page = (count: number) => html({ ...input, prices: {}, trades: many(count) }).length
  expect(page(40_000)).toBeLessThan(4 * page(1000))
})

test.each<[string, readonly ('gated' | 'filled')[], string]>([
  ['all earned', ['gated', 'gated'], 'gated'],
  ['entirely filled', ['filled', 'filled'], 'filled'],
  ['filled in part', ['gated', 'filled'], 'partly filled'],
])('a position whose places are %s stands in a group of that name', (_, places, group) => {
  const [first] = input.trades
  const trades = places.map((place, n) => ({ ...first!, tradeId: n, place }))
  const groups = html({ ...input, trades })
    .split('<h3>Gated and filled places</h3>')[1]!
    .split('</table>')[0]!
  expect([...groups.matchAll(/<tr><td class="t">([^<]*)</g)].map((match) => match[1])).toEqual([group])
})

test('Markdown shows the same sentence, figures and tables, and no text becomes markup', () => {
  const text = markdownDocument(
    runReport({ ...input, positions: positionsOf(input.trades), statements: ['A | b <c>', 'Second.'] }),
  )
  expect(text).toContain('**A \\| b &lt;c>**')
  expect(text).toMatch(/\| After costs \| 1\.05 USD \(0\.00 % of capital\) \| Final NAV/)
  expect(text).toMatch(/\| entry \| 3 \| 30000 \| 75\.00 \|/)
  expect(text).toContain('- Second.')
})
