/** Every instrument with its price, its position, and one sentence: the first guard that refuses, or what it does now. */
import type { PositionView } from '../../../api/contract/status.js'
import type { PairView } from '../../../api/contract/trading.js'
import type { WhyView } from '../../data/reads.js'
import { pairName, price, whole } from '../../format/figures.js'
import { PageLink } from '../../route/page-link.js'
import { setParams } from '../../route/use-url.js'

interface WatchListProps {
  readonly why: readonly WhyView[]
  readonly positions: readonly PositionView[]
  readonly pairs: readonly PairView[]
  readonly chosen: string | undefined
}

export const WatchList = ({ why, positions, pairs, chosen }: WatchListProps) => {
  const pairOf = new Map(pairs.map((pair) => [pair.instrument, pair]))
  const positionOf = new Map(positions.map((position) => [position.instrument, position]))
  return (
    <ul className="watch">
      {why.map(({ instrument, text }) => (
        <li key={instrument} className={instrument === chosen ? 'pair chosen' : 'pair'}>
          <button
            type="button"
            className="link"
            aria-pressed={instrument === chosen}
            onClick={() => setParams({ pair: instrument, t: null })}
          >
            {pairName(instrument)}
          </button>
          <Held position={positionOf.get(instrument)} />
          <Quote pair={pairOf.get(instrument)} />
          <span className="why">
            {text}{' '}
            <PageLink page="why" params={{ pair: instrument }}>
              steps<span className="unseen"> of {pairName(instrument)}</span>
            </PageLink>
          </span>
        </li>
      ))}
    </ul>
  )
}

const Held = ({ position }: { readonly position: PositionView | undefined }) => {
  if (position === undefined) return <span className="soft">flat</span>
  const { side, units } = position
  return (
    <span className="figure strong">
      {side} {whole(Math.abs(units))}
    </span>
  )
}

/** The badge has a place of its own: prices stand in one column, open or closed. */
const Quote = ({ pair }: { readonly pair: PairView | undefined }) => (
  <>
    {pair && !pair.open ? (
      <span className="tag" title="outside its sessions">
        closed
      </span>
    ) : (
      <span />
    )}
    <span className="figure r" title="bid">
      {pair ? price(pair.bid, pair.displayPrecision) : '–'}
    </span>
  </>
)
