import { expect, test } from 'vitest'
import { renderReport, type ReportInput } from '../../studies/report/report.js'

const T0 = Date.UTC(2024, 2, 5, 12)
const input: ReportInput = {
  title: 'Run <1>',
  home: 'USD',
  capital: 100_000,
  statements: ['No instrument was eligible: every trade was made in a filled place.'],
  facts: [['outputHash', 'abc']],
  equity: [0, 1, 2].map((i) => ({
    tsMs: T0 + i * 3_600_000,
    nav: 100_000 - i,
    balance: 100_000,
    drawdownPct: i / 1000,
    marginUsed: 0,
    openPositions: 0,
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
      gross: 1.2,
      spreadCost: 0.1,
      slippageCost: 0.05,
      conversionCost: 0,
      financing: 0,
      net: 1.05,
      maeBps: 1,
      mfeBps: 9,
      entryReason: 'entry',
      exitReason: 'slope',
      place: 'filled',
    },
  ],
  prices: { EUR_USD: { tsMs: [T0, T0 + 60_000], mid: [1.1, 1.101] } },
  funnel: null,
  refused: { spread: 2 },
  trimmed: {},
}

test('the report says the statements first, shows trades by cause, needs no network, and is the same bytes twice', () => {
  const html = renderReport(input)
  expect(html).toBe(renderReport(input))
  expect(html.indexOf('No instrument was eligible')).toBeLessThan(html.indexOf('<table>'))
  expect(html).toContain('<h1>Run &lt;1&gt;</h1>')
  expect(html).toMatch(/entry: entry<\/td><td>1<\/td><td>1000<\/td><td>0\.10</)
  expect(html).toMatch(/spread<\/td><td>2<\/td><td>0</)
  expect(html).toContain('class="buy"')
  expect(html).not.toMatch(/src=|href=|@import|url\(/)
})

test('an empty run has a report too', () => {
  const html = renderReport({ ...input, equity: [], trades: [], prices: {}, refused: {} })
  expect(html).toContain('Nothing to draw.')
  expect(html).toContain('No trades.')
})
