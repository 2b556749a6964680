/** Prices with the trades made in them. */
import { isoMinute } from '../../../lib/iso-time.js'
import { roundTo } from '../../../lib/round.js'
import type { PriceLine } from '../../../sinks/run/prices.js'
import type { TradeRow } from '../../../sinks/run/trade-row.js'
import type { ChartBlock, ChartMarker, ReportSection } from '../document/report-document.js'
import { formatMoney } from '../format.js'

/** Trades of an instrument whose dots are large and speak on hover: those with the largest result. */
const NAMED = 20

export const priceSection = (
  prices: { readonly [instrument: string]: PriceLine },
  trades: readonly TradeRow[],
): ReportSection => ({
  id: 'prices',
  heading: 'Price and trades',
  blocks: [
    {
      kind: 'text',
      tone: 'dim',
      text:
        'Entries: blue bought, amber sold. Exits: green gained, red lost. ' +
        `Large dots: the ${NAMED} largest results, with details on hover.`,
    },
    ...Object.entries(prices).flatMap(([name, line]) => [
      { kind: 'heading', text: name } as const,
      priceChart(name, line, trades),
    ]),
  ],
})

const priceChart = (instrument: string, prices: PriceLine, trades: readonly TradeRow[]): ChartBlock => {
  const own = trades.filter((trade) => trade.instrument === instrument)
  const named = new Set([...own].sort((a, b) => Math.abs(b.net) - Math.abs(a.net)).slice(0, NAMED))
  const sorted = [...own.filter((trade) => !named.has(trade)), ...named]
  return {
    kind: 'chart',
    label: `${instrument} with ${own.length} trades`,
    lines: [{ x: prices.tsMs, y: prices.mid, class: 'price' }],
    markers: sorted.flatMap((trade) => markersOf(trade, named.has(trade))),
    format: (y) => String(Number(y.toPrecision(6))),
  }
}

const markersOf = (trade: TradeRow, named: boolean): readonly ChartMarker[] => [
  {
    x: trade.entryTsMs,
    y: trade.entryPrice,
    class: trade.units > 0 ? 'buy' : 'sell',
    title: named
      ? [
          `${trade.units > 0 ? 'long' : 'short'} ${Math.abs(trade.units)} at ${trade.entryPrice}`,
          isoMinute(trade.entryTsMs),
          trade.entryReason,
        ].join(', ')
      : undefined,
  },
  {
    x: trade.exitTsMs,
    y: trade.exitPrice,
    class: trade.net >= 0 ? 'gain' : 'loss',
    title: named
      ? [
          `exit at ${roundTo(trade.exitPrice, 6)}`,
          isoMinute(trade.exitTsMs),
          trade.exitReason,
          `net ${formatMoney(trade.net)}`,
        ].join(', ')
      : undefined,
  },
]
