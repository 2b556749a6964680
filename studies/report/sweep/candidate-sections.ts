/** The candidate of a sweep: its result before and after costs, and its path over the days. */
import type { ReportSection } from '../document/report-document.js'
import { worstDrawdowns } from '../drawdowns.js'
import { formatCount, formatKnown } from '../format.js'
import { histogramOf } from '../histogram.js'
import type { SweepConfiguration } from './configuration.js'
import { MEAN, TRADES } from './sweep-columns.js'
import { COSTS } from './tally-sweep.js'

export const candidateCostsSection = (candidate: SweepConfiguration): ReportSection => {
  const { trades, pool } = candidate
  const each = (sum: number) => formatKnown(trades === 0 ? null : sum / trades)
  const names = {
    spreadBps: 'spread',
    slippageBps: 'slippage',
    commissionBps: 'commission',
    depthBps: 'depth',
  } as const
  return {
    id: 'costs',
    heading: 'Result and costs of the candidate',
    blocks: [
      {
        kind: 'table',
        name: 'result',
        columns: [
          { name: 'result' },
          { name: 'bps', about: `Sum over ${trades} closed trades, bps of entry notional.` },
          { name: 'bps a trade', about: `Mean of ${trades} closed trades. Not annualised.` },
        ],
        rows: [
          ['before costs', formatKnown(pool.grossBps), each(pool.grossBps)],
          ...COSTS.map((name) => [`  ${names[name]}`, formatKnown(0 - pool.costs[name]), each(0 - pool.costs[name])]),
          ['after costs', formatKnown(pool.pnlBps), each(pool.pnlBps)],
        ],
        empty: 'None.',
        marked: [0, COSTS.length + 1],
      },
      {
        kind: 'text',
        tone: 'dim',
        text: 'A shadow trades one unit without an account: it pays no financing and no conversion. Those are in the report of a backtest.',
      },
      { kind: 'heading', text: 'By instrument' },
      {
        kind: 'table',
        name: 'candidate by instrument',
        columns: [{ name: 'instrument' }, TRADES, { name: 'net bps', about: 'Sum of the results after costs.' }, MEAN],
        rows: [...candidate.instruments]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, own]) => [
            name,
            formatCount(own.trades),
            formatKnown(own.pnlBps),
            formatKnown(own.trades === 0 ? null : own.pnlBps / own.trades),
          ]),
        empty: 'No trades.',
      },
    ],
  }
}

/** The running sum of the daily results. */
export const pathSection = (candidate: SweepConfiguration, days: readonly string[]): ReportSection => {
  const x = days.map((day) => Date.parse(day))
  const sums = runningSums(candidate.pool.daily)
  const rows = drawdownRows(x, sums)
  const worst = worstDrawdowns(rows, 5)
  return {
    id: 'path',
    heading: 'Path and drawdown of the candidate (bps)',
    blocks: [
      {
        kind: 'chart',
        label: `Running sum of net bps over ${days.length} trading days, ${formatKnown(sums.at(-1) ?? null)} at the end`,
        lines: [{ x, y: sums, class: 'nav' }],
        format: (y) => String(Number(y.toPrecision(6))),
      },
      {
        kind: 'table',
        name: 'worst drawdowns',
        columns: [
          {
            name: 'depth bps',
            about: 'Largest fall of the running sum of daily results from its peak, which starts at 0.',
          },
          { name: 'from', text: true },
          { name: 'deepest', text: true },
          { name: 'recovered', text: true },
        ],
        rows: worst.map(({ depthPct, peakMs, deepestMs, recoveredMs }) => [
          formatKnown(depthPct),
          dayText(peakMs),
          dayText(deepestMs),
          recoveredMs === null ? 'not recovered' : dayText(recoveredMs),
        ]),
        empty: 'No drawdown.',
      },
      { kind: 'heading', text: 'Daily results' },
      {
        kind: 'bars',
        label: `Trading days by net bps of the candidate; n ${days.length}`,
        ...histogramOf([...candidate.pool.daily]),
        format: (bps) => String(bps),
      },
    ],
  }
}

const dayText = (tsMs: number): string => new Date(tsMs).toISOString().slice(0, 10)

const runningSums = (daily: Float64Array): number[] => {
  let sum = 0
  return [...daily].map((bps) => (sum += bps))
}

/** Depth in bps, in the field that drawdowns of an account have in percent. */
const drawdownRows = (x: readonly number[], sums: readonly number[]) => {
  let peak = 0
  return sums.map((sum, n) => {
    peak = Math.max(peak, sum)
    return { tsMs: x[n] as number, drawdownPct: peak - sum, drawdownMaxPct: peak - sum }
  })
}
