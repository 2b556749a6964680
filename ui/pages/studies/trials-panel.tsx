/** Everything that was ever tried: it counts in each verdict. */
import { useRead } from '../../data/use-read.js'
import { decimal, signed, tone, whole } from '../../format/figures.js'
import { useTimes } from '../../format/times.js'
import { Answer } from '../../parts/answer.js'
import { Pager } from '../../parts/pager.js'
import { Panel } from '../../parts/panel.js'
import { useUrl } from '../../route/use-url.js'

const KINDS = { trial: 'tried', opening: 'looked at', holdout: 'hold-out opened' }

export const TrialsPanel = () => {
  const times = useTimes()
  const { trials: cursor } = useUrl().params
  const read = useRead('/api/trials/ledger', { limit: 50, cursor }, { keep: true, everyMs: 10_000 })
  return (
    <Panel title="Ledger of trials">
      <Answer read={read} empty={({ total, sentence }) => (total.trials === 0 ? sentence : undefined)}>
        {({ items, cursor: next, sentence }) => (
          <div className="stack">
            <p>{sentence}</p>
            <div className="scroll" tabIndex={0} role="region" aria-label={`Ledger of trials, ${items.length} rows`}>
              <table>
                <caption className="unseen">Trials and looks, newest first</caption>
                <thead>
                  <tr>
                    {['When', 'What', 'Parameters', 'Pairs', 'Window', 'Trades', 'Mean bps', 'Sharpe'].map(
                      (name, n) => (
                        <th key={name} scope="col" className={n > 4 ? 'r' : ''}>
                          {name}
                        </th>
                      ),
                    )}
                  </tr>
                </thead>
                <tbody>
                  {items.map((one, n) => (
                    <tr key={`${one.configHash ?? one.sweep} ${n}`}>
                      <td>{times.full(one.timeMs)}</td>
                      <td>{KINDS[one.kind]}</td>
                      <td className="mono">
                        {one.params === null ? (one.sweep ?? '').slice(0, 12) : paramsText(one.params)}
                      </td>
                      <td>{one.instruments.join(', ').replaceAll('_', '/')}</td>
                      <td>
                        {one.from.slice(0, 10)} to {one.to.slice(0, 10)}
                      </td>
                      <td className="r">{whole(one.trades)}</td>
                      <td className={`r ${tone(one.meanBps)}`}>{signed(one.meanBps, 2)}</td>
                      <td className="r">{decimal(one.sharpe)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            <Pager param="trials" next={next} what="the ledger of trials" />
          </div>
        )}
      </Answer>
    </Panel>
  )
}

const paramsText = (params: Readonly<Record<string, unknown>>): string =>
  Object.entries(params)
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    .join(', ')
