/** Processes of a cut pipeline, and whether they run the same graph. */
import type { Reads } from '../../data/reads.js'
import { span } from '../../format/span.js'
import { ScrollRegion } from '../../parts/scroll-region.js'
import { hashWarning, shortHash } from '../graph/hash-warning.js'

interface PartTableProps {
  readonly parts: Reads['/api/system']['parts']
  readonly graphHash: string
  readonly asOfMs: number
}

export const PartTable = ({ parts, graphHash, asOfMs }: PartTableProps) => {
  const hashes = parts.flatMap(({ part, graphHash: own }) => (own === null ? [] : [[part, own] as const]))
  const warning = hashWarning(graphHash, Object.fromEntries(hashes))
  return (
    <>
      {warning !== null && <p className="note error">{warning}</p>}
      <ScrollRegion label="Parts of the pipeline">
        <table>
          <thead>
            <tr>
              <th scope="col">Part</th>
              <th scope="col">Process</th>
              <th scope="col">Phase</th>
              <th scope="col" className="r">
                Heard of
              </th>
              <th scope="col">Graph</th>
            </tr>
          </thead>
          <tbody>
            {parts.map(({ part, owner, phase, atMs, graphHash: own }) => (
              <tr key={`${part} ${owner}`}>
                <th scope="row">{part}</th>
                <td>{owner}</td>
                <td>{phase}</td>
                <td className="r">{span(asOfMs - atMs)} ago</td>
                <td className="mono">
                  {own === null ? 'not known' : shortHash(own)}
                  {own !== null && own !== graphHash ? <span className="down"> differs</span> : ''}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </>
  )
}
