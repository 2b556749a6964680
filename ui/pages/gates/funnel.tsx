/** How many rows passed each stage on the way to an order, by New York trading day. */
import { useRead } from '../../data/use-read.js'
import type { Reads } from '../../data/reads.js'
import { whole } from '../../format/figures.js'
import { Answer } from '../../parts/answer.js'
import { Panel } from '../../parts/panel.js'
import { ScrollRegion } from '../../parts/scroll-region.js'
import { Twin } from '../../parts/twin.js'
import { useParam } from '../../route/use-url.js'
import { funnelRows, stageNames } from './funnel-rows.js'

type Day = Reads['/api/funnel']['days'][number]

export const Funnel = () => {
  const funnel = useRead('/api/funnel', {}, { everyMs: 5000 })
  const [wanted, choose] = useParam('day')
  const days = funnel.data?.days ?? []
  const day = days.find((one) => one.day === wanted) ?? (wanted === undefined ? days[0] : undefined)
  return (
    <Panel
      title="From candle to order"
      actions={
        days.length > 0 && (
          <label className="row">
            <span className="soft">Trading day</span>
            <select value={day?.day ?? ''} onChange={({ target }) => choose(target.value)}>
              {day === undefined && <option value="">{wanted}: not kept</option>}
              {days.map((one) => (
                <option key={one.day}>{one.day}</option>
              ))}
            </select>
          </label>
        )
      }
    >
      <Answer read={funnel} empty={(data) => (data.days.length === 0 ? 'No slice of this day yet.' : undefined)}>
        {() => (day === undefined ? <p className="note">The day {wanted} is not kept.</p> : <DayFunnel day={day} />)}
      </Answer>
      {days.length > 0 && (
        <Twin summary={`All days as a table (${days.length})`}>{() => <DaysTable days={days} />}</Twin>
      )}
    </Panel>
  )
}

const DayFunnel = ({ day }: { readonly day: Day }) => {
  const refused = Object.entries(day.refused).sort((a, b) => b[1] - a[1])
  return (
    <>
      <ol className="funnel">
        {funnelRows(day.stages).map(({ stage, rows, width, share }) => (
          <li key={stage}>
            <span>{stage}</span>
            <span className="bar">
              <i style={{ width: `${100 * width}%` }} />
            </span>
            <span className="r figure">{whole(rows)}</span>
            <span className="r soft">{share === null ? '' : `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`}</span>
          </li>
        ))}
      </ol>
      <p className="soft">{whole(day.slices)} minutes counted; a warm-up is not.</p>
      <h3>Refused by risk</h3>
      {refused.length === 0 ? (
        <p className="soft">Nothing was refused on this day.</p>
      ) : (
        <ul className="row">
          {refused.map(([guard, count]) => (
            <li key={guard}>
              {guard.replaceAll('_', ' ')} <b className="figure">{whole(count)}</b>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

const DaysTable = ({ days }: { readonly days: readonly Day[] }) => {
  const stages = stageNames(days)
  return (
    <ScrollRegion label="Rows of each stage by day" className="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">Trading day</th>
            {stages.map((stage) => (
              <th scope="col" className="r" key={stage}>
                {stage}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((one) => (
            <tr key={one.day}>
              <th scope="row">{one.day}</th>
              {stages.map((stage) => (
                <td className="r" key={stage}>
                  {whole(one.stages.find((each) => each.stage === stage)?.rows)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
