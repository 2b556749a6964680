/** The figures at the head of a run's report. */
import { type AccountDay, DAYS_A_YEAR } from '../days.js'
import { formatAmount, formatCount, formatKnown } from '../format.js'
import type { Figure } from '../document/report-document.js'
import type { RunResult } from '../run-result.js'
import { annualSharpe } from '../sharpe.js'
import { type PositionTally, spreadOf } from './position-tally.js'

export interface HeadlineInputs {
  readonly home: string
  readonly capital: number
  readonly result: RunResult
  /** From flat to flat, open ones too. */
  readonly positions: PositionTally
  readonly days: readonly AccountDay[]
  /** Distinct configurations ever tried on this market, this run included. */
  readonly tried: number
}

/** Result, costs, drawdown, worst position, then what they rest on. Null and `none` where undefined. */
export const headlineFigures = (inputs: HeadlineInputs): Figure[] => [
  ...moneyFigures(inputs),
  ...positionFigures(inputs),
  sharpeFigure(inputs),
]

const NOT_ANNUALISED = { annualisation: 'not annualised' }

const moneyFigures = ({ home, capital, result, positions, days }: HeadlineInputs): Figure[] => {
  const costs = Object.values(result.costs).reduce((sum, paid) => sum + paid, 0)
  const trades = `${formatCount(result.trades + result.openTrades)} trades`
  const money = (value: number) => `${formatAmount(value)} ${home}`
  return [
    {
      ...NOT_ANNUALISED,
      key: 'net',
      name: 'After costs',
      text: money(result.net),
      note: `${formatKnown((result.net / capital) * 100)} % of capital`,
      value: result.net,
      definition: 'Final NAV minus capital: result of all trades after all costs, open ones at the closing side.',
      n: trades,
      tone: toneOf(result.net),
    },
    {
      ...NOT_ANNUALISED,
      key: 'costs',
      name: 'Costs',
      text: money(costs),
      note: `${money(result.gross)} before costs`,
      value: costs,
      definition:
        'Spread, slippage, depth, commission, conversion and financing paid; before costs every fill counts at its mid.',
      n: trades,
    },
    {
      ...NOT_ANNUALISED,
      key: 'drawdownPct',
      name: 'Deepest drawdown',
      text: `${formatKnown(result.drawdownPct)} %`,
      value: result.drawdownPct,
      definition: 'Largest distance below the highest NAV so far, in percent of it, over all minutes.',
      n: `${formatCount(days.length)} trading days`,
    },
    {
      ...NOT_ANNUALISED,
      key: 'worst',
      name: 'Worst position',
      text: positions.count === 0 ? 'none' : money(positions.worstNet),
      value: positions.count === 0 ? null : positions.worstNet,
      definition: 'Lowest result of a position from flat to flat, after costs.',
      n: `${formatCount(positions.count)} positions`,
    },
  ]
}

const positionFigures = ({ positions }: HeadlineInputs): Figure[] => {
  const { n, won, mean, known } = positions.closed
  const { sd, t } = spreadOf(positions.closed)
  const count = `${formatCount(n)} closed positions`
  const deviation = Number.isNaN(sd) ? '' : ` Standard deviation ${formatKnown(sd)}; t = mean / (sd / sqrt(n)).`
  return [
    {
      ...NOT_ANNUALISED,
      key: 'netBps',
      name: 'Mean of a position',
      text: known === 0 ? 'none' : `${formatKnown(mean)} bps`,
      note: Number.isFinite(t) ? `t ${formatKnown(t)}` : undefined,
      value: known === 0 ? null : mean,
      definition: `Mean result after costs in bps of entry notional.${deviation}`,
      n: count,
      tone: toneOf(mean),
    },
    {
      ...NOT_ANNUALISED,
      key: 'winRate',
      name: 'Won',
      text: n === 0 ? 'none' : `${((won / n) * 100).toFixed(1)} %`,
      note: `of ${formatCount(n)} positions`,
      value: n === 0 ? null : won / n,
      definition: 'Share of positions with a result above 0 after costs.',
      n: count,
    },
  ]
}

const sharpeFigure = ({ days, tried }: HeadlineInputs): Figure => {
  const sharpe = annualSharpe(days.map(({ change }) => change))
  return {
    key: 'sharpe',
    name: 'Sharpe ratio',
    text: sharpe === null ? 'none' : sharpe.toFixed(2),
    note: `of ${formatCount(days.length)} days; N ${formatCount(tried)}, effective 1`,
    value: sharpe,
    definition:
      'Mean / sample standard deviation of the daily changes of NAV, 17:00 to 17:00 New York, without a riskless rate. ' +
      'N: configurations of the family that the ledger has on this market; effective: of this run alone.',
    annualisation: `annualised x sqrt(${DAYS_A_YEAR})`,
    n: `${formatCount(days.length)} trading days`,
  }
}

const toneOf = (value: number): Figure['tone'] => (value > 0 ? 'gain' : value < 0 ? 'loss' : undefined)
