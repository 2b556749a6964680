/** The first five seconds: six questions in their order, answered in words. */
import type { StatusView } from '../../api/contract/status.js'
import {
  dayText,
  type Fact,
  holdingsFact,
  latchName,
  latchText,
  latchTone,
  needsFact,
  streamsText,
  tradeFact,
  truthFact,
  whyFact,
} from '../data/facts.js'
import type { LatchView } from '../data/reads.js'
import { useStatus } from '../data/use-status.js'
import { isPast } from '../data/truth.js'
import { useTruth } from '../data/use-truth.js'
import { decimal, tone } from '../format/figures.js'
import { useTimes } from '../format/times.js'

const SIGNS = Object.freeze({ ok: '●', '': '○', warn: '▲', down: '■' })

export const SixLines = () => {
  const { data: status, error, failureReason } = useStatus()
  const { truth, answeredAgoMs } = useTruth()
  const times = useTimes()
  const past = isPast(truth)
  const first = truthFact(truth, status, answeredAgoMs, times.clock, (error ?? failureReason)?.message)
  return (
    <dl className="six">
      <Line name="True?" fact={first} extra={status && !past ? streamsText(status) : undefined} />
      {status ? (
        <>
          <Line name="May it trade?" fact={past ? lastKnown(tradeFact(status)) : tradeFact(status)} />
          <Money status={status} past={past} />
          <Line name="Holds" fact={holdingsFact(status)} figure />
          <Line name="Why not more?" fact={whyFact(status)} />
          <Line name="Needs you" fact={needsFact(status, times.clock)} />
        </>
      ) : (
        ['May it trade?', 'How much?', 'Holds', 'Why not more?', 'Needs you'].map((name) => (
          <Line key={name} name={name} fact={UNKNOWN} />
        ))
      )}
    </dl>
  )
}

/** What was true when it was heard: no sign that reads as a yes. */
const lastKnown = ({ head }: Fact): Fact => ({ tone: '', head: 'not known', more: `last heard: ${head}` })

const UNKNOWN: Fact = Object.freeze({ tone: '', head: 'not known', more: '' })

interface LineProps {
  readonly name: string
  readonly fact: Fact
  readonly extra?: string | undefined
  readonly figure?: boolean
}
const Line = ({ name, fact, extra, figure = false }: LineProps) => (
  <div className="line" data-tone={fact.tone}>
    <dt>{name}</dt>
    <dd>
      <b className={figure ? 'figure' : ''}>
        <span aria-hidden="true" className="sign">
          {SIGNS[fact.tone]}
        </span>
        {fact.head}
      </b>
      <span className={figure ? 'more figure' : 'more'}>{fact.more}</span>
      {extra && <span className="more">{extra}</span>}
    </dd>
  </div>
)

const Money = ({ status, past }: { readonly status: StatusView; readonly past: boolean }) => (
  <div className="line money">
    <dt>How much?</dt>
    <dd>
      <b className="figure">
        {decimal(status.nav)} {status.currency}
      </b>
      <span className={past ? 'more' : `more ${tone(status.dayPnl)}`}>{dayText(status)}</span>
      <span className="latches">
        {status.latches.map((latch) => (
          <Latch key={latch.code} latch={latch} />
        ))}
      </span>
    </dd>
  </div>
)

const Latch = ({ latch }: { readonly latch: LatchView }) => (
  <span className="latch">
    <span className="soft">{latchName(latch)}</span>
    <span className="bar">
      <i className={latchTone(latch)} style={{ width: `${100 * Math.min(1, Math.max(0, latch.used ?? 0))}%` }} />
    </span>
    <span className={`figure ${latchTone(latch)}`}>{latchText(latch)}</span>
  </span>
)
