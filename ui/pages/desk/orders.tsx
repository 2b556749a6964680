/** The newest orders; each links to why it was placed. */
import type { OrderView } from '../../../api/contract/ledger.js'
import { useRead } from '../../data/use-read.js'
import { pairName, price, whole } from '../../format/figures.js'
import { Answer } from '../../parts/answer.js'
import { type Column, DataTable } from '../../parts/data-table.js'
import { Panel } from '../../parts/panel.js'
import { PageLink } from '../../route/page-link.js'

interface OrdersProps {
  readonly precisionOf: (instrument: string) => number
}

const LIMIT = 30

export const Orders = ({ precisionOf }: OrdersProps) => {
  const read = useRead('/api/ledger/orders', { limit: LIMIT }, { everyMs: 3000, liveMs: 15_000 })
  return (
    <Panel title="Newest orders" className="p-orders" actions={<PageLink page="ledger">All in the ledger</PageLink>}>
      <Answer
        read={read}
        empty={({ items }) =>
          items.length === 0 ? 'No order yet. The watch list shows what each pair waits for.' : undefined
        }
      >
        {({ items }) => (
          <DataTable
            label="Newest orders"
            columns={columns(precisionOf, items)}
            rows={items}
            keyOf={({ id, tsMs, instrument, leg }, n) => id ?? `${tsMs} ${instrument} ${leg} ${n}`}
          />
        )}
      </Answer>
    </Panel>
  )
}

const columns = (
  precisionOf: OrdersProps['precisionOf'],
  items: readonly OrderView[],
): readonly Column<OrderView>[] => [
  {
    name: 'Time',
    head: true,
    cell: ({ instrument, tsMs }, times) => (
      <PageLink page="why" params={{ pair: instrument, t: tsMs }} title={times.full(tsMs)}>
        {times.clock(tsMs)}
      </PageLink>
    ),
  },
  { name: 'Pair', cell: ({ instrument }) => pairName(instrument) },
  { name: 'Order', cell: ({ leg, units }) => `${leg === 'close' ? 'close, ' : ''}${units > 0 ? 'buy' : 'sell'}` },
  { name: 'Units', right: true, cell: ({ units }) => whole(Math.abs(units)) },
  { name: 'Reason', cell: ({ reason }) => reason.replaceAll('_', ' ') },
  { name: 'Bid', right: true, from: 'mid', cell: ({ bid, instrument }) => price(bid, precisionOf(instrument)) },
  // Without a store nobody follows what came of an order.
  ...(items.some(({ state }) => state !== null)
    ? [{ name: 'State', from: 'mid' as const, cell: ({ state }: OrderView) => state ?? 'not known' }]
    : []),
]
