/** The pair that a page is about. It is a part of the address. */
import { setParams } from '../route/use-url.js'
import { pairName } from '../format/figures.js'

interface PairSelectProps {
  readonly pairs: readonly string[]
  readonly pair: string | null
  /** Parameters of the address that another pair makes void. */
  readonly voids?: readonly string[]
}

export const PairSelect = ({ pairs, pair, voids = [] }: PairSelectProps) => (
  <label className="row">
    <span className="soft">Pair</span>
    <select
      value={pair ?? ''}
      onChange={({ target }) =>
        setParams({ ...Object.fromEntries(voids.map((name) => [name, null])), pair: target.value })
      }
    >
      {pair !== null && !pairs.includes(pair) && <option value={pair}>{pairName(pair)}</option>}
      {pairs.map((name) => (
        <option key={name} value={name}>
          {pairName(name)}
        </option>
      ))}
    </select>
  </label>
)
