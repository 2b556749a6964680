/** Results over two parameters, as a table that is its own picture: colour by level, the plateau framed and marked. */
import type { z } from 'zod'
import type { heatMapSchema } from '../../../api/contract/sweeps.js'
import { signed } from '../../format/figures.js'

type Map = z.output<typeof heatMapSchema>

/** Steps of colour on each side of zero. */
const LEVELS = 4

export const HeatMap = ({ map }: { readonly map: Map }) => {
  const { x, y, cells, peak, plateau, sentence } = map
  const values = cells.flat().flatMap(({ value }) => (value === null ? [] : [Math.abs(value)]))
  const most = Math.max(...values, Number.MIN_VALUE)
  const has = (row: number, column: number) => plateau.some(([r, c]) => r === row && c === column)
  return (
    <figure>
      <figcaption className="soft">
        {y.name} down, {x.name} across, net bps a trade. {sentence}
      </figcaption>
      <div className="scroll" tabIndex={0} role="region" aria-label={`${y.name} by ${x.name}`}>
        <table className="heat">
          <thead>
            <tr>
              <th scope="col">
                {y.name} \ {x.name}
              </th>
              {x.labels.map((label) => (
                <th key={label} scope="col" className="r">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cells.map((row, r) => (
              <tr key={y.labels[r]}>
                <th scope="row">{y.labels[r]}</th>
                {row.map(({ value, trades }, c) => (
                  <td
                    key={x.labels[c]}
                    className={`r ${has(r, c) ? 'plateau' : ''}`}
                    data-level={value === null ? 'none' : Math.round((value / most) * LEVELS)}
                    title={`${trades} trades`}
                  >
                    {value === null ? 'no trades' : signed(value, 2)}
                    {peak !== null && peak[0] === r && peak[1] === c ? ' ▲' : has(r, c) ? ' ■' : ''}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="soft">
        {peak === null
          ? 'No cell earns with enough trades.'
          : '▲ the best cell, ■ its plateau: neighbours at least half as good.'}
      </p>
    </figure>
  )
}
