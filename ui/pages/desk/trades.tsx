/** Closed trades of the chosen pair or of all; one is shown in the chart by a click. */
import { useRead } from '../../data/use-read.js'
import { pairName, signed, tone, whole } from '../../format/figures.js'
import { span } from '../../format/span.js'
import { useTimes } from '../../format/times.js'
import { Answer } from '../../parts/answer.js'
import { Panel } from '../../parts/panel.js'
import { setParams, useParam } from '../../route/use-url.js'

const LIMIT = 50

export const Trades = ({ chosen }: { readonly chosen: string | undefined }) => {
  const [show, setShow] = useParam('trades')
  const all = show === 'all'
  const query = { limit: LIMIT, ...(all || chosen === undefined ? {} : { instrument: chosen }) }
  const read = useRead('/api/ledger/trades', query, { everyMs: 5000, liveMs: 15_000, keep: true })
  const times = useTimes()
  const title = `Trades of ${all || chosen === undefined ? 'all pairs' : pairName(chosen)}`
  const actions = (
    <button type="button" className="small" aria-pressed={all} onClick={() => setShow(all ? null : 'all')}>
      All pairs
    </button>
  )
  return (
    <Panel title={title} className="p-trades" actions={actions}>
      <Answer read={read} empty={({ items }) => (items.length === 0 ? 'No closed trade yet.' : undefined)}>
        {({ items }) => (
          <div className="scroll" role="group" tabIndex={0} aria-label={title}>
            <table>
              <thead>
                <tr>
                  <th scope="col">Closed</th>
                  <th scope="col">Pair</th>
                  <th scope="col">Side</th>
                  <th scope="col" className="r">
                    Units
                  </th>
                  <th scope="col" className="r">
                    Held
                  </th>
                  <th scope="col">Exit</th>
                  <th scope="col" className="r">
                    bps
                  </th>
                  <th scope="col" className="r">
                    Net
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((trade) => (
                  <tr key={`${trade.instrument} ${trade.exitMs} ${trade.entryMs} ${trade.units}`}>
                    <th scope="row">
                      <button
                        type="button"
                        className="link"
                        title={times.full(trade.exitMs)}
                        onClick={() => setParams({ pair: trade.instrument, t: trade.exitMs })}
                      >
                        {times.clock(trade.exitMs)}
                      </button>
                    </th>
                    <td>{pairName(trade.instrument)}</td>
                    <td>{trade.side}</td>
                    <td className="r">{whole(Math.abs(trade.units))}</td>
                    <td className="r">{trade.entryMs === null ? '–' : span(trade.exitMs - trade.entryMs)}</td>
                    <td>{trade.reason.replaceAll('_', ' ')}</td>
                    <td className={`r ${tone(trade.netBps)}`}>{signed(trade.netBps, 1)}</td>
                    <td className={`r ${tone(trade.net)}`}>{signed(trade.net)}</td>
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
