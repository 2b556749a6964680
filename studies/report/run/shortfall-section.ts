/** What fills lost against the mid of their decision, next to what the shadow is charged, by pair and hour. */
import type { ShadowCost } from '../../../sinks/run/evidence/shadow-evidence.js'
import type { ShortfallCell } from '../../../sinks/run/evidence/shortfall.js'
import type { Cell, ReportSection, TableBlock } from '../document/report-document.js'
import { formatCount, formatKnown } from '../format.js'

export interface ShortfallFacts {
  readonly shortfall: readonly ShortfallCell[]
  /** Empty for a graph without a shadow. */
  readonly shadowCosts: readonly ShadowCost[]
}

export const shortfallSection = ({ shortfall, shadowCosts }: ShortfallFacts): ReportSection => ({
  id: 'shortfall',
  heading: 'Shortfall of fills',
  blocks: [
    pairTable(shortfall, shadowCosts),
    { kind: 'heading', text: 'By New York hour (bps)' },
    hourTable(shortfall, shadowCosts),
  ],
})

const sum = <T>(rows: readonly T[], of: (row: T) => number): number => rows.reduce((total, row) => total + of(row), 0)

const pairTable = (cells: readonly ShortfallCell[], costs: readonly ShadowCost[]): TableBlock => {
  const row = (name: string, own: readonly ShortfallCell[], shadow: readonly ShadowCost[]): readonly Cell[] => {
    const turnover = sum(own, (cell) => cell.turnover)
    const bps = (money: number) => formatKnown((money / turnover) * 1e4)
    const [drift, cost] = [sum(own, (cell) => cell.drift), sum(own, (cell) => cell.cost)]
    const trades = sum(shadow, (one) => one.trades)
    const perEnd = sum(shadow, (one) => one.costBps) / (2 * trades)
    return [
      name,
      formatCount(sum(own, ({ fills }) => fills)),
      ...[bps(drift), bps(cost), bps(drift + cost)],
      ...(costs.length === 0 ? [] : [formatKnown(perEnd), formatCount(trades)]),
    ]
  }
  const names = [...new Set(cells.map(({ instrument }) => instrument))]
  const of = <T extends { readonly instrument: string }>(rows: readonly T[], name: string) =>
    rows.filter(({ instrument }) => instrument === name)
  return {
    kind: 'table',
    name: 'shortfall by instrument',
    columns: [
      { name: 'instrument' },
      { name: 'fills', about: 'Fills with a decision of their own: without stops and takes. The n of the row.' },
      {
        name: 'drift bps',
        about: 'From the mid at the decision to the mid at the fill, in bps of turnover; positive: lost.',
      },
      {
        name: 'cost bps',
        about: 'From the mid at the fill to its price: half the spread, slippage and depth, in bps of turnover.',
      },
      {
        name: 'shortfall bps',
        about: 'From the mid at the decision to the price of the fill (Perold 1988), bps of turnover.',
      },
      ...(costs.length === 0
        ? []
        : [
            {
              name: 'shadow bps',
              about: 'What the shadow is charged at each end, mean: half the cost of its round trips.',
            },
            { name: 'shadow trades', about: 'Closed trades of the shadow: the n of its cost.' },
          ]),
    ],
    rows:
      names.length === 0
        ? []
        : [...names.map((name) => row(name, of(cells, name), of(costs, name))), row('all', cells, costs)],
    empty: 'No fills.',
  }
}

const hourTable = (cells: readonly ShortfallCell[], costs: readonly ShadowCost[]): TableBlock => {
  const names = [...new Set(cells.map(({ instrument }) => instrument))]
  const bpsOf = ({ drift, cost, turnover }: ShortfallCell) => ((drift + cost) / turnover) * 1e4
  const most = Math.max(...cells.map((cell) => Math.abs(bpsOf(cell))).filter(Number.isFinite), Number.MIN_VALUE)
  const hours = [...new Set(cells.map(({ hour }) => hour))].sort((a, b) => a - b)
  return {
    kind: 'table',
    name: 'shortfall by hour',
    columns: [
      {
        name: 'hour',
        about: 'New York wall clock of the fill; each cell: shortfall in bps of turnover, on hover what it rests on.',
      },
      ...names.map((name) => ({ name })),
    ],
    rows: hours.map((hour) => [
      String(hour).padStart(2, '0'),
      ...names.map((name): Cell => {
        const cell = cells.find((one) => one.instrument === name && one.hour === hour)
        if (!cell) return ''
        const shadow = costs.find((one) => one.instrument === name && one.hour === hour)
        const charged = shadow
          ? `; shadow ${formatKnown(shadow.costBps / (2 * shadow.trades))} bps, ${shadow.trades} trades`
          : ''
        const bps = bpsOf(cell)
        return {
          text: formatKnown(bps),
          // A loss is red.
          shade: 0 - Math.sign(bps) * Math.ceil((Math.abs(bps) / most) * 5),
          about: `${cell.fills} fills${charged}`,
        }
      }),
    ]),
    empty: 'No fills.',
  }
}
