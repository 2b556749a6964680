/** An alarm: how bad, what, since when, who has seen it, and the way to what the strategy did then. */
import type { AlarmView } from '../../api/contract/status.js'
import { whole } from '../format/figures.js'
import { useTimes } from '../format/times.js'
import { PageLink } from '../route/page-link.js'
import { Acknowledge } from './acknowledge.js'
import './alarm-item.css'

const SIGNS = Object.freeze({ info: '○', warning: '▲', critical: '■' })

export const AlarmItem = ({ alarm }: { readonly alarm: AlarmView }) => {
  const { severity, text, startMs, endMs, count, acknowledgedBy, unwatched } = alarm
  const times = useTimes()
  const [from, to] = [times.clock(startMs), endMs === null ? null : times.clock(endMs)]
  const when = to === null ? `since ${from}` : unwatched ? `since ${from}, not watched since ${to}` : spanOf(from, to)
  return (
    <li className={`alarm ${severity} ${acknowledgedBy === null ? '' : 'seen'}`}>
      <b>
        {SIGNS[severity]} {severity === 'critical' ? 'CRITICAL' : severity}
      </b>{' '}
      {text}
      <div className="row">
        <PageLink page="why" params={{ t: startMs }} title={`${times.full(startMs)}: why, at this time`}>
          {when}
        </PageLink>
        {count > 1 && <span>{whole(count)} times</span>}
        <span className="grow" />
        <Acknowledge alarm={alarm} />
      </div>
    </li>
  )
}

const spanOf = (from: string, to: string): string => (from === to ? `at ${from}, over` : `${from} to ${to}, over`)
