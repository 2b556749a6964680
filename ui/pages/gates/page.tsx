/** Which pairs have earned a place: scores, weights, floors, hysteresis, cooldowns, the funnel of a day, the history of a gate. */
import { usePair } from '../../data/use-pair.js'
import { useRead } from '../../data/use-read.js'
import { Answer } from '../../parts/answer.js'
import { Panel } from '../../parts/panel.js'
import { useParam } from '../../route/use-url.js'
import { Funnel } from './funnel.js'
import { GateHistory } from './gate-history.js'
import { GateTable } from './gate-table.js'
import './gates.css'

const GatesPage = () => {
  const gates = useRead('/api/gates')
  const ranking = useRead('/api/ranking/active')
  const { pair } = usePair()
  const [, choose] = useParam('pair')
  const ranks = new Map(ranking.data?.ranking.map((one) => [one.instrument, one]))
  const on = gates.data?.gates.filter(({ state }) => state === 'on').length ?? 0
  return (
    <div className="stack gates-page">
      <Panel
        title="Rolling gates"
        actions={
          gates.data && (
            <span className="soft">
              {on} of {gates.data.gates.length} on
              {ranking.data && ranking.data.topK > 0 ? `, ${ranking.data.topK} places` : ''}
            </span>
          )
        }
      >
        <Answer
          read={gates}
          empty={(data) => (data.gates.length === 0 ? 'This graph has no rolling gates.' : undefined)}
        >
          {(data) => <GateTable gates={data.gates} ranks={ranks} chosen={pair} onChoose={choose} />}
        </Answer>
      </Panel>
      <div className="gate-parts">
        {pair !== null && (gates.data?.gates.length ?? 0) > 0 && <GateHistory pair={pair} />}
        <Funnel />
      </div>
    </div>
  )
}
export default GatesPage
