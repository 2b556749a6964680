/** Why the account may not trade, and how many pairs may. */
import type { StatusView } from '../../../api/contract/status.js'
import type { ReadinessView } from '../../../api/contract/trading.js'
import { pairName } from '../../format/figures.js'
import { span } from '../../format/span.js'
import { PageLink } from '../../route/page-link.js'

interface ReadyListProps {
  readonly readiness: ReadinessView
  readonly status: StatusView | undefined
}

export const ReadyList = ({ readiness, status }: ReadyListProps) => {
  const { ready, reasons, instruments, asOfMs } = readiness
  const may = instruments.filter(({ mayTrade }) => mayTrade).length
  const blocked = instruments.filter(({ mayTrade }) => !mayTrade)
  return (
    <>
      <p className={`strong ${ready ? 'up' : 'down'}`}>
        {ready ? '● Ready' : '▲ Not ready'}
        {status && <span className="soft">, phase {status.phase}</span>}
      </p>
      {reasons.length > 0 && (
        <ul className="reasons">
          {reasons.map(({ code, text, sinceMs }) => (
            <li key={`${code} ${text}`}>
              {text} <span className="tag">{code}</span> <span className="soft">for {span(asOfMs - sinceMs)}</span>
            </li>
          ))}
        </ul>
      )}
      <p>
        {may} of {instruments.length} pairs may open a position now.
      </p>
      {blocked.length > 0 && (
        <details>
          <summary>What stops the others</summary>
          <ul className="reasons">
            {blocked.map(({ instrument, first }) => (
              <li key={instrument}>
                <PageLink page="why" params={{ pair: instrument }}>
                  {pairName(instrument)}
                </PageLink>{' '}
                <span className="figure">{first?.text ?? 'not known'}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}
