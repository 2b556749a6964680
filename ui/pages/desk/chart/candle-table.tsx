/** The chart as a table, for readers that no canvas serves. */
import type { CandleView } from '../../../data/reads.js'
import { decimal, price } from '../../../format/figures.js'
import { useTimes } from '../../../format/times.js'
import { METRICS } from './metrics.js'

interface CandleTableProps {
  readonly candles: readonly CandleView[]
  readonly precision: number
  readonly label: string
}

const MOST = 240

export const CandleTable = ({ candles, precision, label }: CandleTableProps) => {
  const times = useTimes()
  return (
    <div className="scroll" role="group" tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">Open at</th>
            {['open', 'high', 'low', 'close', 'ticks', ...METRICS].map((head) => (
              <th key={head} scope="col" className="r">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {candles
            .slice(-MOST)
            .reverse()
            .map((candle) => (
              <tr key={candle.tMs}>
                <th scope="row">{times.full(candle.tMs)}</th>
                {[candle.o, candle.h, candle.l, candle.c].map((value, n) => (
                  <td key={n} className="r">
                    {price(value, precision)}
                  </td>
                ))}
                <td className="r">{decimal(candle.v, 0)}</td>
                {METRICS.map((name) => (
                  <td key={name} className="r">
                    {decimal(candle[name], 3)}
                  </td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  )
}
