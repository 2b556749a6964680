/** What needs a person: alarms, orders of unknown outcome, frozen instruments, and what comes next. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AlarmView, StatusView } from '../../../api/contract/status.js'
import { act } from '../../data/act.js'
import type { ApiProblem } from '../../data/api-problem.js'
import type { ReadResult } from '../../data/use-read.js'
import { pairName, signed, whole } from '../../format/figures.js'
import { span } from '../../format/span.js'
import { useTimes } from '../../format/times.js'
import { Answer } from '../../parts/answer.js'
import { Panel } from '../../parts/panel.js'

export const Needs = ({ status }: { readonly status: ReadResult<StatusView> }) => (
  <Panel title="Needs you" className="p-needs">
    <Answer read={status}>{(data) => <Lists data={data} />}</Answer>
  </Panel>
)

const Lists = ({ data }: { readonly data: StatusView }) => {
  const times = useTimes()
  const { alarms, unknownOrders, frozen, nextEvent } = data
  const nothing = alarms.length + unknownOrders.length + frozen.length === 0
  return (
    <>
      <div role="status" className="unseen">
        {alarms.find(({ acknowledgedBy }) => acknowledgedBy === null)?.text ?? ''}
      </div>
      {nothing && <p className="soft">No alarm, no order of unknown outcome, nothing frozen.</p>}
      {unknownOrders.map(({ id, instrument, leg, units, tsMs }) => (
        <div key={id} className="alarm critical">
          <b>Outcome unknown:</b> {leg} {pairName(instrument)} {signed(units, 0)}, sent {times.clock(tsMs)}. SEP asks
          the broker before it orders again.
        </div>
      ))}
      {alarms.map((alarm) => (
        <Alarm key={alarm.id} alarm={alarm} />
      ))}
      {frozen.map((instrument) => (
        <div key={instrument} className="alarm">
          <b>{pairName(instrument)} frozen:</b> an item of the account cannot be understood; no new risk.
        </div>
      ))}
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

const Alarm = ({ alarm }: { readonly alarm: AlarmView }) => {
  const { id, severity, text, startMs, endMs, count, acknowledgedBy } = alarm
  const times = useTimes()
  const client = useQueryClient()
  const call = useMutation<unknown, ApiProblem>({
    mutationFn: () => act(`/api/alarms/${encodeURIComponent(id)}/ack`),
    onSettled: () => client.invalidateQueries(),
  })
  const until = endMs === null ? '' : ` to ${times.clock(endMs)}`
  return (
    <div className={`alarm ${severity} ${acknowledgedBy === null ? '' : 'seen'}`}>
      <b>{severity === 'critical' ? 'CRITICAL: ' : ''}</b>
      {text}
      <div className="row">
        <span>
          {until === '' ? 'since' : 'from'} {times.clock(startMs)}
          {until}
          {count > 1 ? `, ${whole(count)} times` : ''}
        </span>
        {acknowledgedBy === null ? (
          <button type="button" className="small" disabled={call.isPending} onClick={() => call.mutate()}>
            Acknowledge<span className="unseen"> {text}</span>
          </button>
        ) : (
          <span>seen by {acknowledgedBy}</span>
        )}
      </div>
      {call.error && (
        <p className="note error">
          Not acknowledged: {call.error.message} ({call.error.code})
        </p>
      )}
    </div>
  )
}
