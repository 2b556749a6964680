/** Closed trades of the chosen pair or of all; one is shown in the chart by a click. */
import type { TradeView } from '../../data/reads.js'
import { useRead } from '../../data/use-read.js'
import { pairName, price, signed, tone, whole } from '../../format/figures.js'
import { span } from '../../format/span.js'
import { Answer } from '../../parts/answer.js'
import { type Column, DataTable } from '../../parts/data-table.js'
import { Panel } from '../../parts/panel.js'
import { setParams, useParam } from '../../route/use-url.js'

interface TradesProps {
  readonly chosen: string | undefined
  readonly precisionOf: (instrument: string) => number
}

const LIMIT = 50

export const Trades = ({ chosen, precisionOf }: TradesProps) => {
  const [show, setShow] = useParam('trades')
  const [t] = useParam('t')
  const all = show === 'all' || chosen === undefined
  const query = { limit: LIMIT, ...(all ? {} : { instrument: chosen }) }
  const read = useRead('/api/ledger/trades', query, { everyMs: 5000, liveMs: 15_000, keep: true })
  const title = `Trades of ${all ? 'all pairs' : pairName(chosen)}`
  const actions = (
    <button type="button" className="small" aria-pressed={all} onClick={() => setShow(all ? null : 'all')}>
      All pairs
    </button>
  )
  return (
    <Panel title={title} className="p-trades" actions={actions}>
      <Answer read={read} empty={({ items }) => (items.length === 0 ? 'No closed trade yet.' : undefined)}>
        {({ items }) => (
          <DataTable
            label={title}
            columns={columns(precisionOf, all)}
            rows={items}
            keyOf={({ instrument, exitMs, entryMs, units }) => `${instrument} ${exitMs} ${entryMs} ${units}`}
            isChosen={({ instrument, exitMs }) => instrument === chosen && String(exitMs) === t}
          />
        )}
      </Answer>
    </Panel>
  )
}

const columns = (precisionOf: TradesProps['precisionOf'], all: boolean): readonly Column<TradeView>[] => [
  {
    name: 'Closed',
    head: true,
    cell: ({ instrument, exitMs }, times) => (
      <button
        type="button"
        className="link"
        title={times.full(exitMs)}
        onClick={() => setParams({ pair: instrument, t: exitMs })}
      >
        {times.clock(exitMs)}
      </button>
    ),
  },
  ...(all ? [{ name: 'Pair', cell: ({ instrument }: TradeView) => pairName(instrument) }] : []),
  { name: 'Side', cell: ({ side }) => side },
  { name: 'Units', right: true, from: all ? 'mid' : undefined, cell: ({ units }) => whole(Math.abs(units)) },
  {
    name: 'Held',
    right: true,
    from: 'mid',
    cell: ({ entryMs, exitMs }) => (entryMs === null ? '–' : span(exitMs - entryMs)),
  },
  { name: 'Entry', right: true, from: 'wide', cell: (row) => price(row.entryPrice, precisionOf(row.instrument)) },
  { name: 'Exit', right: true, from: 'wide', cell: (row) => price(row.exitPrice, precisionOf(row.instrument)) },
  { name: 'Exit by', cell: ({ reason }) => reason.replaceAll('_', ' ') },
  {
    name: 'bps',
    right: true,
    from: 'mid',
    className: ({ netBps }) => tone(netBps),
    cell: ({ netBps }) => signed(netBps, 1),
  },
  { name: 'Net', right: true, className: ({ net }) => tone(net), cell: ({ net }) => signed(net) },
]
