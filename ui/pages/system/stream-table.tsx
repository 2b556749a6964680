/** What comes in from the broker, and the durable streams of the store. */
import type { StatusView } from '../../../api/contract/status.js'
import type { Reads } from '../../data/reads.js'
import { whole } from '../../format/figures.js'
import { span } from '../../format/span.js'
import { ScrollRegion } from '../../parts/scroll-region.js'

interface StreamTableProps {
  readonly system: Reads['/api/system']
  readonly status: StatusView | undefined
}
const INPUTS = ['prices', 'transactions', 'candles'] as const

export const StreamTable = ({ system: { streams, asOfMs }, status }: StreamTableProps) => (
  <ScrollRegion label="Streams">
    <table>
      <thead>
        <tr>
          <th scope="col">Stream</th>
          <th scope="col">State</th>
          <th scope="col" className="r">
            Newest
          </th>
          <th scope="col" className="r">
            Length
          </th>
        </tr>
      </thead>
      <tbody>
        {INPUTS.map((name) => {
          const { connected = null, ageMs = null } = status?.streams[name] ?? {}
          return (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className={connected === false ? 'down' : connected === null ? 'soft' : ''}>
                {connected === null ? '? not known' : connected ? '● connected' : '▲ down'}
              </td>
              <td className="r">{ageMs === null ? 'not known' : `${span(ageMs)} ago`}</td>
              <td />
            </tr>
          )
        })}
        {streams.map(({ name, length, lastMs }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className="soft">kept</td>
            <td className="r">{lastMs === null ? 'empty' : `${span(asOfMs - lastMs)} ago`}</td>
            <td className="r">{whole(length)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </ScrollRegion>
)
