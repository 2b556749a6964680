/** Length of the candles, which trades, and the way from one to the next. */
import { setParams } from '../../../route/use-url.js'

/** Minutes. */
export const LENGTHS = Object.freeze({ M1: 1, M5: 5, M15: 15, H1: 60 })
export type Length = keyof typeof LENGTHS

interface ChartToolsProps {
  readonly granularity: Length
  readonly filter: string
  /** No trade to go to. */
  readonly isEmpty: boolean
  readonly step: (key: 'n' | 'p') => void
}

export const ChartTools = ({ granularity, filter, isEmpty, step }: ChartToolsProps) => {
  const set = (key: string, value: string | null) => setParams({ [key]: value })
  return (
    <>
      <span className="row" role="group" aria-label="Length of a candle">
        {Object.keys(LENGTHS).map((name) => (
          <button
            key={name}
            type="button"
            className="small"
            aria-pressed={name === granularity}
            onClick={() => set('candles', name === 'M1' ? null : name)}
          >
            {name}
          </button>
        ))}
      </span>
      <select
        aria-label="Trades"
        value={filter}
        onChange={({ target }) => set('filter', target.value === 'all' ? null : target.value)}
      >
        <option value="all">all trades</option>
        <option value="won">winners</option>
        <option value="lost">losers</option>
      </select>
      <button type="button" className="small" title="Key p" disabled={isEmpty} onClick={() => step('p')}>
        ‹ trade
      </button>
      <button type="button" className="small" title="Key n" disabled={isEmpty} onClick={() => step('n')}>
        trade ›
      </button>
    </>
  )
}
