/** Sections over time: equity, drawdown with its worst five, months, rolling Sharpe, exposure. */
import { isoMinute } from '../../../lib/iso-time.js'
import { DAY_MS } from '../../../lib/time-units.js'
import type { EquityRow } from '../../../sinks/run/equity.js'
import { type AccountDay, DAYS_A_YEAR } from '../days.js'
import { worstDrawdowns } from '../drawdowns.js'
import type { ReportSection, TableBlock } from '../document/report-document.js'
import { formatKnown, formatMoney, formatWhole } from '../format.js'
import { rollingSharpe } from '../sharpe.js'
import { monthTable } from './month-table.js'

const ROLLING_DAYS = 20

export const equitySection = (rows: readonly EquityRow[], home: string): ReportSection => ({
  id: 'equity',
  heading: `Equity (${home})`,
  blocks: [
    {
      kind: 'chart',
      label: rangeLabel('NAV', rows, ({ nav }) => nav, home),
      lines: [line(rows, (row) => row.nav, 'nav'), line(rows, (row) => row.balance, 'balance')],
      format: formatWhole,
    },
    { kind: 'text', tone: 'dim', text: 'NAV in colour, balance in grey, each hour.' },
  ],
})

export const drawdownSection = (rows: readonly EquityRow[]): ReportSection => ({
  id: 'drawdown',
  heading: 'Drawdown (%)',
  blocks: [
    {
      kind: 'chart',
      label: rangeLabel('Drawdown', rows, (row) => -row.drawdownMaxPct, '%'),
      lines: [line(rows, (row) => -row.drawdownMaxPct, 'drawdown')],
      format: (y) => String(Number(y.toPrecision(6))),
      area: true,
    },
    { kind: 'heading', text: 'The worst five' },
    drawdownTable(rows),
  ],
})

const drawdownTable = (rows: readonly EquityRow[]): TableBlock => ({
  kind: 'table',
  name: 'worst drawdowns',
  columns: [
    {
      name: 'depth %',
      about: 'Largest distance below the highest NAV before it, in percent of that, over all minutes.',
    },
    { name: 'from (UTC)', text: true, about: 'Hour of the highest NAV before it.' },
    { name: 'deepest (UTC)', text: true, about: 'Hour of its deepest point.' },
    { name: 'recovered (UTC)', text: true, about: 'Hour in which the highest NAV was reached again.' },
    { name: 'days', about: 'Calendar days from the highest NAV to the recovery, or to the end of the run.' },
  ],
  rows: worstDrawdowns(rows, 5).map(({ depthPct, peakMs, deepestMs, recoveredMs }) => [
    formatKnown(depthPct),
    isoMinute(peakMs),
    isoMinute(deepestMs),
    recoveredMs === null ? 'not recovered' : isoMinute(recoveredMs),
    (((recoveredMs ?? (rows.at(-1) as EquityRow).tsMs) - peakMs) / DAY_MS).toFixed(1),
  ]),
  empty: 'No drawdown.',
})

export const monthSection = (days: readonly AccountDay[]): ReportSection => ({
  id: 'months',
  heading: 'Months (% of NAV)',
  blocks: [monthTable(days)],
})

export const sharpeSection = (days: readonly AccountDay[]): ReportSection => {
  const rolling = rollingSharpe(
    days.map(({ change }) => change),
    ROLLING_DAYS,
  )
  const about = `Sharpe ratio of each ${ROLLING_DAYS} trading days, annualised x sqrt(${DAYS_A_YEAR}), by their last day.`
  return {
    id: 'sharpe',
    heading: 'Rolling Sharpe ratio',
    blocks:
      rolling.length === 0
        ? [{ kind: 'text', tone: 'dim', text: `${about} The run has ${days.length} trading days: none can be shown.` }]
        : [
            {
              kind: 'chart',
              label: `${about} ${rolling.length} values.`,
              lines: [
                {
                  x: rolling.map(({ last }) => Date.parse((days[last] as AccountDay).date)),
                  y: rolling.map(({ sharpe }) => sharpe),
                  class: 'nav',
                },
              ],
              format: (y) => String(Number(y.toPrecision(6))),
            },
            { kind: 'text', tone: 'dim', text: about },
          ],
  }
}

export const exposureSection = (rows: readonly EquityRow[], home: string): ReportSection => ({
  id: 'exposure',
  heading: `Exposure (${home})`,
  blocks: [
    {
      kind: 'chart',
      label: rangeLabel('Notional of all positions', rows, ({ exposure }) => exposure, home),
      lines: [line(rows, (row) => row.exposure, 'exposure')],
      format: formatWhole,
    },
  ],
})

/** What a screen reader speaks instead of the line. */
const rangeLabel = (name: string, rows: readonly EquityRow[], of: (row: EquityRow) => number, unit: string): string => {
  if (rows.length === 0) return name
  const values = rows.map(of)
  const [low, high] = values.reduce(([l, h], v) => [Math.min(l, v), Math.max(h, v)], [Infinity, -Infinity])
  const last = formatMoney(values.at(-1) as number)
  return `${name} over time: from ${formatMoney(low)} to ${formatMoney(high)} ${unit}, ${last} at the end`
}

const line = (rows: readonly EquityRow[], value: (row: EquityRow) => number, name: string) => ({
  x: rows.map((row) => row.tsMs),
  y: rows.map(value),
  class: name,
})
