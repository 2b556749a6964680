/** The newest orders; each links to why it was placed. */
import { useRead } from '../../data/use-read.js'
import { pairName, price, whole } from '../../format/figures.js'
import { useTimes } from '../../format/times.js'
import { Answer } from '../../parts/answer.js'
import { Panel } from '../../parts/panel.js'
import { PageLink } from '../../route/page-link.js'

const LIMIT = 30

export const Orders = ({ precisionOf }: { readonly precisionOf: (instrument: string) => number }) => {
  const read = useRead('/api/ledger/orders', { limit: LIMIT }, { everyMs: 3000, liveMs: 15_000 })
  const times = useTimes()
  return (
    <Panel title="Newest orders" className="p-orders" actions={<PageLink page="ledger">All in the ledger</PageLink>}>
      <Answer
        read={read}
        empty={({ items }) =>
          items.length === 0 ? 'No order yet. The watch list shows what each pair waits for.' : undefined
        }
      >
        {({ items }) => (
          <div className="scroll" role="group" tabIndex={0} aria-label="Newest orders">
            <table>
              <thead>
                <tr>
                  <th scope="col">Time</th>
                  <th scope="col">Pair</th>
                  <th scope="col">Order</th>
                  <th scope="col" className="r">
                    Units
                  </th>
                  <th scope="col">Reason</th>
                  <th scope="col" className="r">
                    Bid
                  </th>
                  <th scope="col">State</th>
                </tr>
              </thead>
              <tbody>
                {items.map(({ id, tsMs, instrument, units, leg, reason, bid, state }, n) => (
                  <tr key={id ?? `${tsMs} ${instrument} ${leg} ${n}`}>
                    <th scope="row">
                      <PageLink page="why" params={{ pair: instrument, t: tsMs }} title={times.full(tsMs)}>
                        {times.clock(tsMs)}
                      </PageLink>
                    </th>
                    <td>{pairName(instrument)}</td>
                    <td>
                      {leg === 'close' ? 'close, ' : ''}
                      {units > 0 ? 'buy' : 'sell'}
                    </td>
                    <td className="r">{whole(Math.abs(units))}</td>
                    <td>{reason.replaceAll('_', ' ')}</td>
                    <td className="r">{price(bid, precisionOf(instrument))}</td>
                    <td>{state ?? '–'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Answer>
    </Panel>
  )
}
