/** An order, or a silence, walked back to its candle: in the newest slice, or in any that is kept. */
import { usePair } from '../../data/use-pair.js'
import { useRead } from '../../data/use-read.js'
import { useStatus } from '../../data/use-status.js'
import { pairName } from '../../format/figures.js'
import { Answer } from '../../parts/answer.js'
import { PairSelect } from '../../parts/pair-select.js'
import { Panel } from '../../parts/panel.js'
import { useUrl } from '../../route/use-url.js'
import { GuardTable } from './guard-table.js'
import { PairOrders } from './pair-orders.js'
import { SliceBar } from './slice-bar.js'
import { StepList } from './step-list.js'
import { Verdict } from './verdict.js'
import './why.css'

const VOIDS = ['t', 'order']

const WhyPage = () => {
  const { params } = useUrl()
  const { pair, pairs } = usePair()
  const status = useStatus()
  const { t, order } = params
  const pinned = t !== undefined || order !== undefined
  const read = useRead(
    '/api/explain',
    {
      ...(pair === null ? {} : { instrument: pair }),
      ...(order === undefined ? {} : { order }),
      ...(order === undefined && t !== undefined ? { tsMs: t } : {}),
    },
    { enabled: pair !== null, ...(pinned ? { everyMs: false } : {}) },
  )
  const { data } = read
  return (
    <div className="stack why-page">
      <Panel
        title={pair === null ? 'Why' : `Why, ${pairName(pair)}`}
        actions={<PairSelect pairs={pairs} pair={pair} voids={VOIDS} />}
      >
        <SliceBar pinned={pinned} explanation={data} />
        {pair === null ? (
          <Answer read={status}>{() => <p className="note">No pair is traded yet.</p>}</Answer>
        ) : (
          <Answer read={read}>{(explanation) => <Verdict explanation={explanation} pinned={pinned} />}</Answer>
        )}
      </Panel>
      {pair !== null && (
        <div className="why-parts">
          <div className="stack">
            <Panel title="From the order back to the candle" className="steps">
              <Answer
                read={read}
                empty={({ steps }) => (steps.length === 0 ? 'No node takes part in this slice.' : undefined)}
              >
                {({ steps }) => <StepList steps={steps} />}
              </Answer>
            </Panel>
            <PairOrders pair={pair} />
          </div>
          <Panel title="Guards between a signal and its order">
            <Answer
              read={read}
              empty={({ guards }) => (guards.length === 0 ? 'This graph has no guards that SEP knows.' : undefined)}
            >
              {({ guards }) => <GuardTable guards={guards} />}
            </Answer>
          </Panel>
        </div>
      )}
    </div>
  )
}
export default WhyPage
