/** The report of one run as a document: what a trader must know first, then the evidence. */
import type { CauseCost } from '../../../sinks/run/cost-ledger.js'
import type { EquityRow } from '../../../sinks/run/equity.js'
import type { PriceLine } from '../../../sinks/run/prices.js'
import type { TradeRow } from '../../../sinks/run/trade-row.js'
import { accountDays } from '../days.js'
import type { ReportDocument, ReportSection } from '../document/report-document.js'
import type { Position } from '../positions.js'
import type { ResultRows } from '../result-rows.js'
import type { RunResult } from '../run-result.js'
import type { Verdict } from '../../verdict/verdict.js'
import { costTable } from './cost-table.js'
import { type GuardFacts, guardSections } from './guard-sections.js'
import { headlineFigures } from './headline-figures.js'
import { distributionSection, groupSection } from './position-sections.js'
import { tallyPositions } from './position-tally.js'
import { priceSection } from './price-section.js'
import { type ShortfallFacts, shortfallSection } from './shortfall-section.js'
import { drawdownSection, equitySection, exposureSection, monthSection, sharpeSection } from './time-sections.js'
import { pickTrades, type TradePicks } from './trade-picks.js'
import { tradeTable, unlistedText, worstTable } from './trade-tables.js'

export interface ReportInput extends GuardFacts, ShortfallFacts {
  readonly title: string
  readonly subtitle: string
  readonly home: string
  readonly capital: number
  /** Null for a graph without a shadow. */
  readonly verdict: Verdict | null
  /** Opening sentences: no edge shown, no volume, no financing, drawdown limit reached. The first is the most important. */
  readonly statements: readonly string[]
  readonly result: RunResult
  /** Before and after costs, next to what practice would have made of it. */
  readonly resultRows: ResultRows
  readonly facts: readonly (readonly [string, string])[]
  /** Hashes, versions, settings: what the run can be repeated from. */
  readonly provenance: readonly (readonly [string, string])[]
  /** The command that repeats the run; null if it was not made by one. */
  readonly command: string | null
  readonly equity: readonly EquityRow[]
  /** Closed ones and open ones. They are read once. */
  readonly trades: Iterable<TradeRow>
  /** What they make from flat to flat, by instrument in order of entry. */
  readonly positions: Iterable<Position>
  readonly causes: ReadonlyMap<string, CauseCost>
  readonly prices: { readonly [instrument: string]: PriceLine }
  /** Whether the graph tells gated and filled places apart. */
  readonly places: boolean
}

/** The same input gives the same document. */
export const runReport = (input: ReportInput): ReportDocument => {
  const { home, capital, equity, result } = input
  const positions = tallyPositions(input.positions)
  const trades = pickTrades(input.trades, input.prices)
  const days = accountDays(equity, capital)
  const { verdict } = input
  const [first = 'This run has no orders: nothing can be stated about a result.', ...more] = input.statements
  return {
    title: input.title,
    subtitle: input.subtitle,
    sentence: verdict?.sentence ?? first,
    tone: verdict?.verdict === 'edge' ? 'good' : verdict?.verdict === 'no-edge' ? 'bad' : 'open',
    statements: verdict ? [first, ...more] : more,
    figures: headlineFigures({ home, capital, result, positions, days, tried: verdict?.n ?? 1 }),
    sections: [
      costSection(input),
      drawdownSection(equity),
      { id: 'worst', heading: 'Worst positions', blocks: [worstTable(positions.worst, home)] },
      equitySection(equity, home),
      monthSection(days),
      sharpeSection(days),
      distributionSection(positions.netBps),
      groupSection(input, positions),
      shortfallSection(input),
      exposureSection(equity, home),
      ...(verdict ? [verdictSection(verdict)] : []),
      ...guardSections(input),
      priceSection(input.prices, trades),
      tradeSection(trades, input.places),
      provenanceSection(input),
    ],
  }
}

const verdictSection = ({ reasons }: Verdict): ReportSection => ({
  id: 'verdict',
  heading: 'Behind the verdict',
  blocks: [
    {
      kind: 'text',
      tone: 'dim',
      text: 'It rests on the shadow: every signal that passed the guards, one unit each, whether or not the account took it.',
    },
    ...reasons.map((text) => ({ kind: 'text', text }) as const),
  ],
})

const costSection = ({ resultRows, causes, home }: ReportInput): ReportSection => ({
  id: 'costs',
  heading: 'Result and costs',
  blocks: [
    {
      kind: 'table',
      name: 'result',
      columns: [{ name: 'result' }, ...resultRows.columns.map((name) => ({ name }))],
      rows: resultRows.rows,
      empty: 'None.',
      // The rows of both results are bold; causes of cost are indented.
      marked: resultRows.rows.flatMap(([name = ''], n) => (/^(before|after) costs/.test(name) ? [n] : [])),
    },
    { kind: 'heading', text: 'Turnover and cost by cause' },
    costTable(causes, home),
  ],
})

const tradeSection = ({ count, listed }: TradePicks, places: boolean): ReportSection => {
  const unlisted = unlistedText(count)
  return {
    id: 'trades',
    heading: 'Trades',
    blocks: [...(unlisted === '' ? [] : [{ kind: 'text' as const, text: unlisted }]), tradeTable(listed, places)],
  }
}

const provenanceSection = ({ facts, provenance, command }: ReportInput): ReportSection => ({
  id: 'provenance',
  heading: 'Provenance',
  blocks: [
    ...(command === null ? [] : ([{ kind: 'code', text: command }] as const)),
    {
      kind: 'table',
      name: 'provenance',
      columns: [{ name: '' }, { name: '', text: true }],
      rows: [...facts, ...provenance],
      empty: 'None.',
    },
  ],
})
