/** The newest orders of the pair, each a way to its slice. */
import { useRead } from '../../data/use-read.js'
import { pairName, whole } from '../../format/figures.js'
import { useTimes } from '../../format/times.js'
import { Answer } from '../../parts/answer.js'
import { Panel } from '../../parts/panel.js'
import { PageLink } from '../../route/page-link.js'

const ORDERS = 8

export const PairOrders = ({ pair }: { readonly pair: string }) => {
  const orders = useRead('/api/ledger/orders', { limit: ORDERS, instrument: pair })
  const times = useTimes()
  return (
    <Panel title={`Newest orders of ${pairName(pair)}`}>
      <Answer read={orders} empty={({ items }) => (items.length === 0 ? 'No order of this pair yet.' : undefined)}>
        {({ items }) => (
          <ul className="pair-orders">
            {items.map(({ tsMs, leg, units, reason, trimmedBy }, i) => (
              <li key={`${tsMs} ${leg} ${i}`}>
                <PageLink page="why" params={{ pair, t: tsMs }}>
                  {times.full(tsMs)}
                </PageLink>{' '}
                <span className="figure">
                  {leg === 'close' ? 'close' : units > 0 ? 'buy' : 'sell'} {whole(Math.abs(units))}
                </span>{' '}
                <span className="soft">
                  {reason.replaceAll('_', ' ')}
                  {trimmedBy.length > 0 ? `, trimmed by ${trimmedBy.join(', ')}` : ''}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </Panel>
  )
}
