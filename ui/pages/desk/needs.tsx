/** What needs a person: alarms, orders of unknown outcome, frozen instruments, and what comes next. */
import type { StatusView } from '../../../api/contract/status.js'
import type { ReadResult } from '../../data/use-read.js'
import { pairName, signed, whole } from '../../format/figures.js'
import { span } from '../../format/span.js'
import { useTimes } from '../../format/times.js'
import { AlarmItem } from '../../parts/alarm-item.js'
import { Answer } from '../../parts/answer.js'
import { Panel } from '../../parts/panel.js'
import { PageLink } from '../../route/page-link.js'

export const Needs = ({ status }: { readonly status: ReadResult<StatusView> }) => (
  <Panel title="Needs you" className="p-needs">
    <Answer read={status}>{(data) => <Lists data={data} />}</Answer>
  </Panel>
)

/** More are in the ledger. */
const SHOWN = 5

const Lists = ({ data }: { readonly data: StatusView }) => {
  const times = useTimes()
  const { alarms, unknownOrders, frozen, nextEvent } = data
  const nothing = alarms.length + unknownOrders.length + frozen.length === 0
  const more = alarms.length - SHOWN
  return (
    <>
      <div role="status" className="unseen">
        {alarms.find(({ acknowledgedBy }) => acknowledgedBy === null)?.text ?? ''}
      </div>
      {nothing && <p className="soft">No alarm, no order of unknown outcome, nothing frozen.</p>}
      <ul>
        {unknownOrders.map(({ id, instrument, leg, units, tsMs }) => (
          <li key={id} className="alarm critical">
            <b>■ Outcome unknown:</b> {leg} {pairName(instrument)} {signed(units, 0)}, sent {times.clock(tsMs)}. SEP
            asks the broker before it orders again.
          </li>
        ))}
        {alarms.slice(0, SHOWN).map((alarm) => (
          <AlarmItem key={alarm.id} alarm={alarm} />
        ))}
        {frozen.map((instrument) => (
          <li key={instrument} className="alarm warning">
            <b>▲ {pairName(instrument)} frozen:</b> an item of the account cannot be understood; no new risk.
          </li>
        ))}
      </ul>
      {more > 0 && (
        <PageLink page="ledger" params={{ list: 'alarms' }}>
          {whole(more)} more in the ledger
        </PageLink>
      )}
      {nextEvent && (
        <div className="next">
          <span>
            Next: {nextEvent.kind}
            {nextEvent.instruments.length > 0 && nextEvent.instruments.length <= 3
              ? ` of ${nextEvent.instruments.map(pairName).join(', ')}`
              : ''}
          </span>
          <span className="soft">
            {times.clock(nextEvent.atMs)}, in {span(nextEvent.atMs - (data.tsMs ?? data.asOfMs))}
          </span>
        </div>
      )}
    </>
  )
}
