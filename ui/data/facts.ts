/** The six questions of the first five seconds, in words. Pure functions of the status. */
import type { StatusView } from '../../api/contract/status.js'
import { decimal, pairName, signed, whole } from '../format/figures.js'
import { span } from '../format/span.js'
import type { LatchView } from './reads.js'
import type { Truth } from './truth.js'

export interface Fact {
  /** Good, neutral, to be seen, bad. */
  readonly tone: 'ok' | '' | 'warn' | 'down'
  readonly head: string
  readonly more: string
}

const plural = (count: number, one: string, many = `${one}s`): string => `${whole(count)} ${count === 1 ? one : many}`

/** 1. `clock`: how a time is written. */
export const truthFact = (
  truth: Truth,
  status: StatusView | undefined,
  answeredAgoMs: number,
  clock: (ms: number | null) => string,
  /** Why the server gave no answer. */
  refusal: string | null = null,
): Fact => {
  if (truth === 'none' || status === undefined)
    return refusal === null
      ? { tone: 'warn', head: 'Connecting', more: 'The server has not answered yet.' }
      : { tone: 'down', head: 'No answer', more: refusal }
  const slice = `slice ${clock(status.tsMs)}`
  if (truth === 'lost')
    return {
      tone: 'down',
      head: 'Disconnected',
      more: `No answer for ${span(answeredAgoMs)}; all figures are of ${slice}.`,
    }
  if (truth === 'warming') {
    const { warmup } = status
    const days = warmup ? `${whole(warmup.daysDone)} of ${plural(warmup.days, 'day')} of history` : 'no slice yet'
    return { tone: 'warn', head: 'Warming up', more: days }
  }
  if (truth === 'stale') {
    const due = status.dueMs === null ? 'no new slices arrive' : `due is ${clock(status.dueMs)}`
    return { tone: 'down', head: 'Stale', more: `The newest is ${slice}, ${due}. Figures are of the past.` }
  }
  if (truth === 'closed') return { tone: '', head: 'Market closed', more: `last ${slice}` }
  return { tone: 'ok', head: 'Live', more: `${slice}, none overdue` }
}

/** Streams apart, and the process that answered. */
export const streamsText = ({ streams, answeredBy }: StatusView): string => {
  const one = (name: keyof typeof streams) => {
    const { connected, ageMs } = streams[name]
    if (connected === false) return `${name} DOWN`
    if (ageMs === null) return connected === null ? `${name} unknown` : `${name} ok`
    return `${name} ${span(ageMs)}`
  }
  const by = answeredBy.name === answeredBy.process ? answeredBy.name : `${answeredBy.process} ${answeredBy.name}`
  return `${one('prices')} · ${one('candles')} · ${one('transactions')} · by ${by}`
}

/** 2. */
export const tradeFact = (status: StatusView): Fact => {
  const { killSwitch, paused, ready, reasons, phase } = status
  if (killSwitch.on)
    return {
      tone: 'down',
      head: 'No: kill switch ON',
      more: `Positions can only be reduced${killSwitch.global ? '; it is on for all accounts' : ''}.`,
    }
  if (paused) return { tone: 'warn', head: 'No: paused', more: 'No position is opened; exits go on.' }
  if (!ready) {
    const [first] = reasons
    const others = reasons.length > 1 ? `, and ${whole(reasons.length - 1)} more` : ''
    return { tone: 'warn', head: 'No: not ready', more: first ? `${first.text}${others}` : `phase ${phase}` }
  }
  return { tone: 'ok', head: 'Yes', more: 'kill switch off, not paused' }
}

/** Before the first slice an empty list is no answer. */
export const knowsHoldings = ({ positions, tsMs }: StatusView): boolean => tsMs !== null || positions.length > 0

/** 4. */
export const holdingsFact = (status: StatusView): Fact => {
  const { positions, currency } = status
  if (!knowsHoldings(status)) return { tone: '', head: 'not known', more: 'no slice yet' }
  if (positions.length === 0) return { tone: '', head: 'Flat', more: 'no open position' }
  const bare = positions.filter(({ stopPrice }) => stopPrice === null)
  const list = positions
    .slice(0, 3)
    .map(({ instrument, side, units }) => `${pairName(instrument)} ${side} ${whole(Math.abs(units))}`)
    .join(', ')
  const more = `${list}${positions.length > 3 ? `, ${whole(positions.length - 3)} more` : ''}`
  if (bare.length > 0)
    return {
      tone: 'down',
      head: `${plural(bare.length, 'position')} without a stop`,
      more: `of ${whole(positions.length)}: ${more}`,
    }
  const risk = positions.reduce((sum, { stopDistance }) => sum + Math.abs(stopDistance ?? 0), 0)
  return {
    tone: '',
    head: plural(positions.length, 'position'),
    more: `${more}; ${decimal(risk, 0)} ${currency} to the stops`,
  }
}

/** 5. The whole sentence a pair stands in the watch list; here the commonest causes. */
export const whyFact = ({ why, positions }: StatusView): Fact => {
  if (why.length === 0) return { tone: '', head: 'No instrument', more: 'nothing is watched yet' }
  const held = new Set(positions.map(({ instrument }) => instrument))
  const idle = why.filter(({ instrument }) => !held.has(instrument))
  const causes = new Map<string, number>()
  for (const { code } of idle) causes.set(code, (causes.get(code) ?? 0) + 1)
  const text = [...causes]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 3)
    .map(([code, count]) => `${code.replaceAll(/[_-]/g, ' ')} ${whole(count)}`)
    .join(', ')
  const head = `${whole(idle.length)} of ${whole(why.length)} flat`
  return idle.length === 0
    ? { tone: '', head: 'Every pair is held', more: plural(why.length, 'pair') }
    : { tone: '', head, more: text }
}

/** 6. `nowMs`: as the server reads its clock, `asOfMs`. */
export const needsFact = (status: StatusView, clock: (ms: number | null) => string): Fact => {
  const { unknownOrders, frozen, nextEvent } = status
  const open = status.alarms.filter(({ acknowledgedBy }) => acknowledgedBy === null)
  const critical = open.filter(({ severity }) => severity === 'critical').length
  const parts = [
    ...(unknownOrders.length > 0 ? [`${plural(unknownOrders.length, 'order')} of unknown outcome`] : []),
    ...(open.length > 0
      ? [`${plural(open.length, 'alarm')}${critical > 0 ? `, ${whole(critical)} critical` : ''}`]
      : []),
    ...(frozen.length > 0 ? [`${plural(frozen.length, 'pair')} frozen`] : []),
  ]
  const next = nextEvent
    ? `next: ${nextEvent.kind} ${clock(nextEvent.atMs)}, in ${span(nextEvent.atMs - (status.tsMs ?? status.asOfMs))}`
    : 'no event ahead'
  const tone = critical > 0 || unknownOrders.length > 0 ? 'down' : parts.length > 0 ? 'warn' : ''
  return { tone, head: parts.length === 0 ? 'Nothing' : parts.join('; '), more: next }
}

const LATCHES = Object.freeze({ daily_loss: 'Daily loss', drawdown: 'Drawdown', margin: 'Margin' })
export const latchName = ({ code }: LatchView): string => LATCHES[code]
export const latchText = ({ value, limit, unit, tripped }: LatchView): string => {
  const digits = unit === 'money' ? 0 : 1
  const shown = `${decimal(value, digits)} of ${decimal(limit, digits)}${unit === 'pct' ? ' %' : ''}`
  return tripped ? `REACHED: ${shown}` : shown
}
/** From which share of a limit on the bar changes its colour. */
const NEAR = 0.7
export const latchTone = ({ used, tripped }: LatchView): 'down' | 'warn' | '' => {
  if (tripped || (used ?? 0) >= 1) return 'down'
  return (used ?? 0) >= NEAR ? 'warn' : ''
}

export const dayText = ({ dayPnl, openPnl }: StatusView): string => `today ${signed(dayPnl)} · open ${signed(openPnl)}`
