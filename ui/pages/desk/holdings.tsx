/** Open positions; one without a stop first and marked. */
import type { PositionView, StatusView } from '../../../api/contract/status.js'
import type { ReadResult } from '../../data/use-read.js'
import { knowsHoldings } from '../../data/facts.js'
import { decimal, pairName, price, signed, tone, whole } from '../../format/figures.js'
import { span } from '../../format/span.js'
import { Answer } from '../../parts/answer.js'
import { Folded } from '../../parts/folded.js'
import { Panel } from '../../parts/panel.js'
import { Ask } from '../../shell/controls/ask.js'

interface HoldingsProps {
  readonly status: ReadResult<StatusView>
  readonly precisionOf: (instrument: string) => number
}

/** More are one click away: what needs a person stands below. */
const MOST = 6
const FLATTEN = '/api/trade/flatten'

export const Holdings = ({ status, precisionOf }: HoldingsProps) => {
  const { data } = status
  const isKnown = data !== undefined && knowsHoldings(data)
  const count = data?.positions.length ?? 0
  return (
    <Panel
      title={isKnown ? `Positions (${whole(count)})` : 'Positions'}
      className="p-hold"
      actions={count > 0 && <FlattenAll count={count} />}
    >
      <Answer
        read={status}
        empty={({ positions }) => {
          if (!isKnown) return 'Not known before the first slice.'
          return positions.length === 0 ? 'Flat: no open position, nothing at risk.' : undefined
        }}
      >
        {(shown) => (
          <Folded what="positions" most={MOST} className="held">
            {[...shown.positions].sort(bareFirst).map((position) => (
              <Position
                key={`${position.instrument} ${position.owner}`}
                position={position}
                status={shown}
                precision={precisionOf(position.instrument)}
              />
            ))}
          </Folded>
        )}
      </Answer>
    </Panel>
  )
}

/** Without a stop first, then the largest loss. */
const bareFirst = (a: PositionView, b: PositionView): number =>
  Number(b.stopPrice === null) - Number(a.stopPrice === null) || (a.openPnl ?? 0) - (b.openPnl ?? 0)

const FlattenAll = ({ count }: { readonly count: number }) => (
  <Ask
    title="Close all positions?"
    choices={[{ label: 'Close all', path: FLATTEN, body: () => ({ pair: null }), danger: true }]}
    trigger={{ label: 'Close all…', className: 'small danger' }}
  >
    <p>
      {whole(count)} {count === 1 ? 'position' : 'positions'} of SEP will be closed at the market. Positions that others
      hold in the account stay. SEP pauses: it opens nothing until you resume.
    </p>
  </Ask>
)

interface PositionProps {
  readonly position: PositionView
  readonly status: StatusView
  readonly precision: number
}
const Position = ({ position, status, precision }: PositionProps) => {
  const { instrument, side, units, entryPrice, stopPrice, stopDistance, openPnl, openedMs, owner } = position
  const age = openedMs === null || status.tsMs === null ? 'age not known' : `${span(status.tsMs - openedMs)} old`
  return (
    <li className={stopPrice === null ? 'pos bare' : 'pos'}>
      <span className="figure">
        <b>{pairName(instrument)}</b> {side} {whole(Math.abs(units))}{' '}
        <span className="tag">{owner === 'sep' ? 'SEP' : 'foreign'}</span>
      </span>
      <b className={`r ${tone(openPnl)}`}>{signed(openPnl)}</b>
      <span className="facts">
        entry {price(entryPrice, precision)} ·{' '}
        {stopPrice === null ? (
          <b className="down">NO STOP</b>
        ) : (
          <>
            stop {price(stopPrice, precision)}, {decimal(Math.abs(stopDistance ?? Number.NaN), 0)} {status.currency}{' '}
            away
          </>
        )}{' '}
        · {age}
      </span>
      {owner === 'sep' && (
        <Ask
          title={`Close ${pairName(instrument)}?`}
          choices={[{ label: 'Close it', path: FLATTEN, body: () => ({ pair: instrument }), danger: true }]}
          trigger={{ label: 'Close…', className: 'small' }}
        >
          <p>
            {side} {whole(Math.abs(units))} {pairName(instrument)} will be closed at the market.
          </p>
        </Ask>
      )}
    </li>
  )
}
