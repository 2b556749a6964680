/** Prices with the trades made in them. */
import { isoMinute } from '../../../lib/iso-time.js'
import { roundTo } from '../../../lib/round.js'
import type { PriceLine } from '../../../sinks/run/prices.js'
import type { TradeRow } from '../../../sinks/run/trade-row.js'
import type { ChartBlock, ChartMarker, ReportSection } from '../document/report-document.js'
import { formatMoney } from '../format.js'
import { NAMED, type PairPicks, type TradePicks } from './trade-picks.js'

export const priceSection = (
  prices: { readonly [instrument: string]: PriceLine },
  { pairs }: TradePicks,
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
      priceChart(name, line, pairs.get(name)),
    ]),
  ],
})

const priceChart = (instrument: string, prices: PriceLine, pair: PairPicks | undefined): ChartBlock => ({
  kind: 'chart',
  label: `${instrument} with ${pair?.trades ?? 0} trades`,
  lines: [{ x: prices.tsMs, y: prices.mid, class: 'price' }],
  markers: [...(pair?.dots ?? []), ...(pair?.named ?? []).flatMap(markersOf)],
  format: (y) => String(Number(y.toPrecision(6))),
})

const markersOf = (trade: TradeRow): readonly ChartMarker[] => [
  {
    x: trade.entryTsMs,
    y: trade.entryPrice,
    class: trade.units > 0 ? 'buy' : 'sell',
    title: [
      `${trade.units > 0 ? 'long' : 'short'} ${Math.abs(trade.units)} at ${trade.entryPrice}`,
      isoMinute(trade.entryTsMs),
      trade.entryReason,
    ].join(', '),
  },
  {
    x: trade.exitTsMs,
    y: trade.exitPrice,
    class: trade.net >= 0 ? 'gain' : 'loss',
    title: [
      `exit at ${roundTo(trade.exitPrice, 6)}`,
      isoMinute(trade.exitTsMs),
      trade.exitReason,
      `net ${formatMoney(trade.net)}`,
    ].join(', '),
  },
]
