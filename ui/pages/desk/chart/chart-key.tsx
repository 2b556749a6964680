/** What the signs of the chart mean, and how far back it goes. */
import { useTimes } from '../../../format/times.js'
import { METRICS } from './metrics.js'
import type { OlderState } from './use-candles.js'

interface ChartKeyProps {
  readonly older: OlderState
  /** Open of the first candle. */
  readonly first: number | undefined
}

const WORDS: { readonly [state in OlderState]: string } = {
  idle: '',
  loading: ', older ones are on their way',
  failed: ', older ones could not be read',
  full: ', further back with longer candles',
  end: ', older ones are not kept',
}

export const ChartKey = ({ older, first }: ChartKeyProps) => (
  <p className="chart-key">
    <Reach older={older} first={first} />
    <span>
      <span className="up">▲</span> buys
    </span>
    <span>
      <span className="down">▼</span> sells
    </span>
    <span>
      <i className="key-dotted" />
      entry to exit
    </span>
    <span>
      <i className="key-dashed" />
      stop
    </span>
    {METRICS.map((name) => (
      <span key={name}>
        <i className={`key-${name}`} />
        {name}
      </span>
    ))}
  </p>
)

const Reach = ({ older, first }: ChartKeyProps) => (
  <span className="reach">
    from {useTimes().full(first)}
    {WORDS[older]}
  </span>
)
