/** Alarms that stand or wait; each leads to what the strategy did at its time. */
import type { AlarmView } from '../../../api/contract/status.js'
import { useTimes } from '../../format/times.js'
import { PageLink } from '../../route/page-link.js'

const TONES = { info: 'soft', warning: 'warn', critical: 'down' } as const
const SIGNS = { info: '○', warning: '△', critical: '▲' } as const

export const AlarmList = ({ alarms }: { readonly alarms: readonly AlarmView[] }) => {
  const times = useTimes()
  return (
    <ul className="reasons">
      {alarms.map(({ id, code, severity, text, startMs, endMs, count, acknowledgedBy }) => (
        <li key={id}>
          <span className={TONES[severity]}>
            {SIGNS[severity]} {severity}
          </span>{' '}
          <b>{text}</b> <span className="tag">{code}</span>
          <br />
          <span className="soft">
            since {times.full(startMs)}
            {endMs === null ? ', stands' : `, ended ${times.full(endMs)}`}
            {count > 1 ? `, ${count} times` : ''}
            {acknowledgedBy === null ? ', not acknowledged' : `, acknowledged by ${acknowledgedBy}`}
          </span>{' '}
          <PageLink page="why" params={{ t: startMs }}>
            Why at this time
          </PageLink>
        </li>
      ))}
      <li>
        <PageLink page="ledger" params={{ tab: 'alarms' }}>
          All alarms
        </PageLink>
      </li>
    </ul>
  )
}
